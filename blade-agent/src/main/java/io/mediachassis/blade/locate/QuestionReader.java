package io.mediachassis.blade.locate;

import java.nio.charset.StandardCharsets;

/**
 * Reads a {@code LocateRequest} where it lies, so that a question makes no garbage. Knows as much of the protobuf wire
 * format as that takes; fields it does not know are passed over, as protobuf has it. One thread.
 */
final class QuestionReader {
    /** More questions than a datagram's answers are somebody's mistake. */
    static final int MAX_QUESTIONS = 64;

    /** Protocols asked for. */
    static final int BOTH = 0;

    static final int RTSP = 1;
    static final int HTTP = 2;
    static final int UNKNOWN = 3;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final int[] ids = new int[MAX_QUESTIONS];
    private final int[] programAt = new int[MAX_QUESTIONS];
    private final int[] programLength = new int[MAX_QUESTIONS];
    private final int[] protocols = new int[MAX_QUESTIONS];
    private byte[] bytes = new byte[0];
    private int at;
    private boolean bad;
    private int questions;
    private long nonce;
    private int cookieAt;
    private int cookieLength;
    private boolean forward;
    private int tokenAt;
    private int tokenLength;

    /** Reads; what it found is valid until the next call. False where it is no request. */
    boolean read(byte[] datagram, int length) {
        bytes = datagram;
        at = 0;
        bad = false;
        questions = 0;
        nonce = 0;
        cookieAt = 0;
        cookieLength = 0;
        forward = false;
        tokenAt = 0;
        tokenLength = 0;
        while (at < length && !bad) {
            int tag = (int) varint(length);
            int field = tag >>> 3;
            if (field == 1 && (tag & 7) == FIXED64) {
                nonce = fixed64(length);
            } else if (field == 2 && (tag & 7) == BYTES) {
                int size = size(length);
                if (!bad) {
                    question(at + size);
                }
            } else if (field == 3 && (tag & 7) == BYTES) {
                cookieLength = size(length);
                cookieAt = at;
                at += cookieLength;
            } else if (field == 4 && (tag & 7) == VARINT) {
                forward = varint(length) != 0;
            } else if (field == 5 && (tag & 7) == BYTES) {
                tokenLength = size(length);
                tokenAt = at;
                at += tokenLength;
            } else {
                skip(tag, length);
            }
        }
        return !bad;
    }

    private void question(int end) {
        if (questions == MAX_QUESTIONS) {
            bad = true;
            return;
        }
        int n = questions++;
        ids[n] = 0;
        programLength[n] = 0;
        protocols[n] = BOTH;
        while (at < end && !bad) {
            int tag = (int) varint(end);
            int field = tag >>> 3;
            if (field == 1 && (tag & 7) == VARINT) {
                ids[n] = (int) varint(end);
            } else if (field == 2 && (tag & 7) == BYTES) {
                programLength[n] = size(end);
                programAt[n] = at;
                at += programLength[n];
            } else if (field == 3 && (tag & 7) == BYTES) {
                int size = size(end);
                protocols[n] = bad ? UNKNOWN : protocol(size);
                at += size;
            } else {
                skip(tag, end);
            }
        }
    }

    private int protocol(int size) {
        if (size == 0) {
            return BOTH;
        } else if (size != 4) {
            return UNKNOWN;
        }
        int word = (bytes[at] & 0xff) << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
        return word == 0x72747370 ? RTSP : word == 0x68747470 ? HTTP : UNKNOWN;
    }

    private void skip(int tag, int end) {
        switch (tag & 7) {
            case VARINT -> varint(end);
            case FIXED64 -> fixed64(end);
            case BYTES -> {
                // Not in one: size() moves on itself.
                int size = size(end);
                at += size;
            }
            case FIXED32 -> {
                bad |= end - at < 4;
                at += 4;
            }
            default -> bad = true;
        }
        // Field 0 does not exist.
        bad |= tag >>> 3 == 0;
    }

    private long varint(int end) {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (at >= end) {
                break;
            }
            byte b = bytes[at++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        bad = true;
        return 0;
    }

    private long fixed64(int end) {
        if (end - at < 8) {
            bad = true;
            return 0;
        }
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | (bytes[at + i] & 0xff);
        }
        at += 8;
        return value;
    }

    /** A length that the rest has room for. */
    private int size(int end) {
        long size = varint(end);
        if (size < 0 || size > end - at) {
            bad = true;
            return 0;
        }
        return (int) size;
    }

    long nonce() {
        return nonce;
    }

    int questions() {
        return questions;
    }

    int id(int question) {
        return ids[question];
    }

    int programAt(int question) {
        return programAt[question];
    }

    int programLength(int question) {
        return programLength[question];
    }

    int protocolOf(int question) {
        return protocols[question];
    }

    int cookieAt() {
        return cookieAt;
    }

    int cookieLength() {
        return cookieLength;
    }

    boolean forward() {
        return forward;
    }

    /** What it shows to be let in, as it stands there; empty: nothing. */
    String token() {
        return tokenLength == 0 ? "" : new String(bytes, tokenAt, tokenLength, StandardCharsets.ISO_8859_1);
    }
}
