package io.mediachassis.controller.headend.metadata;

import java.util.List;

/**
 * How a protected file is put together and opened (seed 004, figures 3A to 3G).
 *
 * @param file whose
 * @param pieces that make the whole, one behind the other; none: the file's own bytes are the whole
 * @param cipher what the whole is encrypted with; empty: it is not
 * @param key in base64
 * @param chunk bytes of plain media that are encrypted together
 * @param bytes of the plain media
 * @param sha256 of the plain media, in hexadecimal
 */
public record Protection(
        String file, List<Piece> pieces, String cipher, String key, int chunk, long bytes, String sha256) implements Entry {
    /** Where a piece comes from. */
    public enum From {
        /** The file's own bytes. */
        OWN,
        /** Another registered file. */
        FILE,
        /** What the meta data server keeps. */
        PART
    }

    /**
     * A range of bytes.
     *
     * @param name of the other file, or the part's number; empty of the own
     * @param offset in where it comes from
     */
    public record Piece(From from, String name, long offset, long length) {}

    public Protection {
        pieces = List.copyOf(pieces);
    }

    @Override
    public String id() {
        return file;
    }
}
