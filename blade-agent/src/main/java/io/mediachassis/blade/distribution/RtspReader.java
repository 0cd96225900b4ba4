package io.mediachassis.blade.distribution;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an RTSP server sends (RFC 2326): replies, and between them media interleaved. Bytes come as they come. Pure;
 * one thread.
 */
final class RtspReader {
    private static final int MOST_HEAD = 16 << 10;
    private static final int MOST_BODY = 64 << 10;
    private static final int BUFFER = 256 << 10;

    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).flip();

    /** What came. */
    sealed interface Item {
        /**
         * An answer.
         *
         * @param fields by lower-case name; of several of a name, the last
         */
        record Reply(int status, Map<String, String> fields, String body) implements Item {
            String field(String name) {
                return fields.getOrDefault(name, "");
            }
        }

        /**
         * An interleaved packet.
         *
         * @param payload valid until the reader is filled again
         */
        record Frame(int channel, ByteBuffer payload) implements Item {}

        /** Of the server, which nobody answers here. */
        record Request(String line) implements Item {}
    }

    /** Takes as much as there is room for. */
    void fill(ByteBuffer bytes) {
        buffer.compact();
        int take = Math.min(bytes.remaining(), buffer.remaining());
        buffer.put(bytes.slice().limit(take));
        bytes.position(bytes.position() + take);
        buffer.flip();
    }

    /** What is next; null when more has to come. @throws IOException when it is no RTSP */
    @Nullable Item next() throws IOException {
        if (!buffer.hasRemaining()) {
            return null;
        }
        return buffer.get(buffer.position()) == '$' ? frame() : message();
    }

    private Item.@Nullable Frame frame() {
        int at = buffer.position();
        if (buffer.remaining() < 4) {
            return null;
        }
        int length = buffer.getShort(at + 2) & 0xffff;
        if (buffer.remaining() < 4 + length) {
            return null;
        }
        ByteBuffer payload = buffer.duplicate().position(at + 4).limit(at + 4 + length).slice();
        int channel = buffer.get(at + 1) & 0xff;
        buffer.position(at + 4 + length);
        return new Item.Frame(channel, payload);
    }

    private @Nullable Item message() throws IOException {
        int at = buffer.position();
        int end = headEnd();
        if (end < 0) {
            if (buffer.remaining() > MOST_HEAD) {
                throw new IOException("the server's reply has a head of more than " + MOST_HEAD + " bytes");
            }
            return null;
        }
        String head = new String(buffer.array(), at, end - at, StandardCharsets.ISO_8859_1);
        String[] lines = head.split("\r?\n", -1);
        Map<String, String> fields = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                fields.put(lines[i].substring(0, colon).strip().toLowerCase(Locale.ROOT), lines[i].substring(colon + 1).strip());
            }
        }
        String length = fields.getOrDefault("content-length", "0");
        if (!length.matches("[0-9]{1,6}") || Integer.parseInt(length) > MOST_BODY) {
            throw new IOException("the server's reply has a body of " + Texts.shortened(length) + " bytes");
        }
        int body = Integer.parseInt(length);
        if (buffer.limit() - end < body) {
            return null;
        }
        String text = new String(buffer.array(), end, body, StandardCharsets.UTF_8);
        buffer.position(end + body);
        if (!lines[0].startsWith("RTSP/")) {
            if (lines[0].matches("[A-Z_]{3,20} \\S+ RTSP/1\\.[0-9]")) {
                return new Item.Request(lines[0]);
            }
            throw new IOException("what the server sends is no RTSP");
        }
        String[] words = lines[0].split(" ", 3);
        if (words.length < 2 || !words[1].matches("[1-5][0-9]{2}")) {
            throw new IOException("the server's reply has no status");
        }
        return new Item.Reply(Integer.parseInt(words[1]), fields, text);
    }

    /** Behind the empty line; -1 where there is none yet. */
    private int headEnd() {
        byte[] b = buffer.array();
        int last = Math.min(buffer.limit(), buffer.position() + MOST_HEAD);
        for (int i = buffer.position(); i + 1 < last; i++) {
            if (b[i] == '\n' && b[i + 1] == '\n') {
                return i + 2;
            }
            if (b[i] == '\n' && i + 2 < last && b[i + 1] == '\r' && b[i + 2] == '\n') {
                return i + 3;
            }
        }
        return -1;
    }
}
