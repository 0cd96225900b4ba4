package io.mediachassis.blade.http;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A part of a response's body. */
sealed interface BodyPiece {
    /** Bytes. */
    long length();

    /**
     * Part of a file.
     *
     * @param offset first byte
     * @param length bytes, greater than 0
     */
    record Slice(Path file, long offset, long length) implements BodyPiece {}

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
