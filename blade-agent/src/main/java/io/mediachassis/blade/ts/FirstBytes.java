package io.mediachassis.blade.ts;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Keeps the beginning of what came, to say what it looks like when it is no transport stream. One thread. */
final class FirstBytes {
    private final byte[] first = new byte[64];
    private long total;

    /** Looks at the remaining bytes, without taking them. */
    void accept(ByteBuffer bytes) {
        if (total < first.length) {
            int n = (int) Math.min(bytes.remaining(), first.length - total);
            bytes.get(bytes.position(), first, (int) total, n);
        }
        total += bytes.remaining();
    }

    long total() {
        return total;
    }

    /** A part of a sentence, or nothing. */
    String looksLike() {
        String text = new String(first, 0, (int) Math.min(first.length, total), StandardCharsets.ISO_8859_1);
        String start = text.stripLeading().toLowerCase(Locale.ROOT);
        if (total == 0) {
            return " (it is empty)";
        }
        if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
            return " (it looks like an HTML page)";
        }
        if (text.startsWith("ftyp", 4)) {
            return " (it looks like an MP4 file)";
        }
        if (text.startsWith("\u001aE\u00df\u00a3")) {
            return " (it looks like a Matroska file)";
        }
        return text.startsWith("FLV") ? " (it looks like an FLV file)" : "";
    }
}
