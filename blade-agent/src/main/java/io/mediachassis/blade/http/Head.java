package io.mediachassis.blade.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The head of a response as the bytes that go out: the status line, what all have, then field after field. Nothing is
 * looked up in it again, so that no map is made of it, and a redirect costs little more than its system calls. One
 * thread.
 */
final class Head {
    private static final byte[] CLOSE = ascii("connection: close\r\n");
    private static final ConcurrentHashMap<Integer, byte[]> STATUS_LINES = new ConcurrentHashMap<>();
    /** Enough for all but long locations and types. */
    private static final int ROOM = 224;

    private final int status;
    private byte[] bytes;
    private int length;

    /**
     * Starts a head.
     *
     * @param status 200 to 599
     * @param common fields that every response has, each with its line end
     */
    Head(int status, byte[] common) {
        byte[] line = STATUS_LINES.computeIfAbsent(status, code ->
                ascii("HTTP/1.1 " + HttpResponseStatus.valueOf(code) + "\r\n"));
        this.status = status;
        this.bytes = Arrays.copyOf(line, line.length + common.length + ROOM);
        System.arraycopy(common, 0, bytes, line.length, common.length);
        this.length = line.length + common.length;
    }

    int status() {
        return status;
    }

    /**
     * Adds a field. What is not ASCII becomes a question mark.
     *
     * @throws IllegalArgumentException when the value would end the line
     */
    Head add(HeadField name, CharSequence value) {
        reserve(name.bytes().length + value.length() + 4);
        put(name.bytes());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ') {
                throw new IllegalArgumentException("a control character in the value of " + name);
            }
            bytes[length++] = c < 0x7F ? (byte) c : (byte) '?';
        }
        endLine();
        return this;
    }

    /** Adds a field that is a number, 0 or above. */
    Head add(HeadField name, long value) {
        reserve(name.bytes().length + 24);
        put(name.bytes());
        long power = 1;
        while (value / power >= 10) {
            power *= 10;
        }
        for (; power > 0; power /= 10) {
            bytes[length++] = (byte) ('0' + value / power % 10);
        }
        endLine();
        return this;
    }

    /** The bytes as they go out. */
    ByteBuf encode(ByteBufAllocator allocator, boolean keepAlive) {
        ByteBuf out = allocator.directBuffer(length + CLOSE.length + 2);
        out.writeBytes(bytes, 0, length);
        if (!keepAlive) {
            out.writeBytes(CLOSE);
        }
        return out.writeByte('\r').writeByte('\n');
    }

    private void put(byte[] text) {
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
    }

    private void endLine() {
        bytes[length++] = '\r';
        bytes[length++] = '\n';
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
