package io.mediachassis.blade.http;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** A part of a response's body. */
sealed interface BodyPiece {
    /** Bytes. */
    long length();

    /**
     * Part of a file.
     *
     * @param offset first byte
     * @param length bytes, greater than 0
     * @param elsewhere the same bytes at other engines, should the file be gone by the time that its turn comes
     */
    record Slice(Path file, long offset, long length, Optional<Remote> elsewhere) implements BodyPiece {
        /** So many bytes of it and no more. */
        Slice first(long bytes) {
            return new Slice(file, offset, bytes, elsewhere.map(remote -> remote.first(bytes)));
        }

        /** What is left of it once so many bytes of it were sent. */
        Slice after(long bytes) {
            return new Slice(file, offset + bytes, length - bytes, elsewhere.map(remote -> remote.after(bytes)));
        }
    }

    /**
     * Part of a segment that other engines have.
     *
     * @param tag hexadecimal hash of the segment: only its bytes may be sent
     * @param total bytes of the segment
     * @param offset first byte
     * @param length bytes, greater than 0
     */
    record Remote(String programId, int segment, String tag, long total, long offset, long length)
            implements BodyPiece {
        /** So many bytes of it and no more. */
        Remote first(long bytes) {
            return new Remote(programId, segment, tag, total, offset, bytes);
        }

        /** What is left of it once so many bytes of it were sent. */
        Remote after(long bytes) {
            return new Remote(programId, segment, tag, total, offset + bytes, length - bytes);
        }
    }

    /** Part of a segment that is on its way to this blade, and nothing from elsewhere. */
    record Arriving(Remote part) implements BodyPiece {
        @Override
        public long length() {
            return part.length();
        }
    }

    /** What stands between the parts of a multipart body; ASCII. */
    record Text(String text) implements BodyPiece {
        @Override
        public long length() {
            return text.length();
        }

        byte[] bytes() {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }
}
