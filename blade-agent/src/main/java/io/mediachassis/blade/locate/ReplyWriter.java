package io.mediachassis.blade.locate;

/** Writes a {@code LocateReply} in the protobuf wire format into memory made at the start. One thread. */
final class ReplyWriter {
    /** Tag, length and bytes of the cookie, tag and value of the status. */
    static final int COOKIE_ROOM = 2 + Cookies.BYTES + 2;

    private static final int NONCE_TAG = 1 << 3 | 1;
    private static final int ANSWER_TAG = 2 << 3 | 2;
    private static final int STATUS_TAG = 3 << 3;
    private static final int COOKIE_TAG = 4 << 3 | 2;
    private static final int ID_TAG = 1 << 3;

    private final byte[] bytes;
    private int at;
    private int limit;

    ReplyWriter(int capacity) {
        bytes = new byte[capacity];
    }

    void begin(long nonce, int maxBytes) {
        limit = Math.min(maxBytes, bytes.length);
        bytes[0] = NONCE_TAG;
        for (int i = 0; i < 8; i++) {
            bytes[1 + i] = (byte) (nonce >>> (8 * i));
        }
        at = 9;
    }

    /** One answer: its question's id and the fields that follow. False, and nothing written, when it has no room. */
    boolean answer(int id, byte[] tail) {
        int idBytes = id == 0 ? 0 : 1 + varintBytes(id);
        int length = idBytes + tail.length;
        if (at + 1 + varintBytes(length) + length > limit) {
            return false;
        }
        bytes[at++] = ANSWER_TAG;
        varint(length);
        if (id != 0) {
            bytes[at++] = ID_TAG;
            varint(id);
        }
        System.arraycopy(tail, 0, bytes, at, tail.length);
        at += tail.length;
        return true;
    }

    void status(int status) {
        bytes[at++] = STATUS_TAG;
        bytes[at++] = (byte) status;
    }

    /** Gives room for a cookie, which is written at the index returned. */
    int cookie() {
        bytes[at++] = COOKIE_TAG;
        bytes[at++] = Cookies.BYTES;
        int start = at;
        at += Cookies.BYTES;
        return start;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return at;
    }

    private void varint(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
    }

    private static int varintBytes(int value) {
        return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
    }
}
