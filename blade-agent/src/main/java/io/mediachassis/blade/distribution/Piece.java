package io.mediachassis.blade.distribution;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stretch of the input that is stored, at most half a second or a megabyte: a file of its own, whose name says all of it
 * and which has that name only once it is whole. So a restart needs nothing but the folder.
 *
 * @param number from 0, without a gap
 * @param startTicks time of its first packet since the input's first, 27 MHz
 * @param endTicks of what follows it
 * @param bytes a multiple of 188
 * @param packetsBefore network packets of all pieces in front of it, 7 transport packets each and the last of a piece
 *     shorter
 * @param filler it is null packets, put there while the input was silent
 */
record Piece(int number, long startTicks, long endTicks, int bytes, long packetsBefore, boolean filler) {
    static final int TS = 188;
    static final int PAYLOAD = 7 * TS;
    static final int MOST_BYTES = (1 << 20) / PAYLOAD * PAYLOAD;

    private static final Pattern NAME =
            Pattern.compile("(\\d{10})-(\\d{1,18})-(\\d{1,18})-(\\d{1,7})-(\\d{1,18})(-null)?\\.ts");

    Piece {
        if (number < 0 || startTicks < 0 || endTicks <= startTicks || bytes <= 0 || bytes > MOST_BYTES || bytes % TS != 0
                || packetsBefore < 0) {
            throw new IllegalArgumentException("piece " + number + " from " + startTicks + " to " + endTicks + " with "
                    + bytes + " bytes can't be");
        }
    }

    /** Network packets that it is sent as. */
    long packets() {
        return (bytes + PAYLOAD - 1L) / PAYLOAD;
    }

    String fileName() {
        return String.format(Locale.ROOT, "%010d-%d-%d-%d-%d%s.ts", number, startTicks, endTicks, bytes, packetsBefore,
                filler ? "-null" : "");
    }

    /** The piece of that file name; empty where it is none. */
    static Optional<Piece> of(String fileName) {
        Matcher m = NAME.matcher(fileName);
        if (!m.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Piece(
                    Integer.parseInt(m.group(1)), Long.parseLong(m.group(2)), Long.parseLong(m.group(3)),
                    Integer.parseInt(m.group(4)), Long.parseLong(m.group(5)), m.group(6) != null));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
