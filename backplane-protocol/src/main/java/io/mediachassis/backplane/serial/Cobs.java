package io.mediachassis.backplane.serial;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Consistent Overhead Byte Stuffing (Cheshire and Baker, IEEE/ACM Transactions on Networking 7:2, 1999): a packet
 * without a single 0x00 in it, so that 0x00 can end it. Costs one byte and one more for each 254 bytes without a zero.
 * Chosen over SLIP (can double a packet) and over HDLC because a receiver that comes in half-way, or that lost bytes,
 * is in step again at the next 0x00 whatever went before.
 */
public final class Cobs {
    /** Ends every packet and is in none. */
    public static final byte DELIMITER = 0;

    private static final int MAX_BLOCK = 254;

    private Cobs() {}

    /** The most bytes that {@code length} bytes can take when stuffed, without the delimiter. */
    public static int maxEncodedLength(int length) {
        return length + length / MAX_BLOCK + 1;
    }

    /** Stuffs {@code packet}; the result carries no delimiter. */
    public static byte[] encode(byte[] packet) {
        byte[] out = new byte[maxEncodedLength(packet.length)];
        int codeAt = 0;
        int at = 1;
        int code = 1;
        for (int i = 0; i < packet.length; i++) {
            if (packet[i] != 0) {
                out[at++] = packet[i];
                code++;
            }
            boolean blockFull = code == MAX_BLOCK + 1;
            // A full block that is also the last needs no empty block behind it.
            if (packet[i] == 0 || (blockFull && i + 1 < packet.length)) {
                out[codeAt] = (byte) code;
                codeAt = at++;
                code = 1;
            }
        }
        out[codeAt] = (byte) code;
        return Arrays.copyOf(out, at);
    }

    /**
     * Takes a line's bytes as they come and gives the packets in them. Its memory is the packet limit, whatever
     * arrives. Owned by one thread.
     */
    public static final class Decoder {
        private final byte[] packet;
        private final Consumer<byte[]> packets;
        private final Consumer<SerialCounter> errors;
        private int length;
        private int blockLeft;
        private boolean zeroAfterBlock;
        private boolean started;
        private boolean discarding;

        /**
         * @param maxPacketBytes the longest packet after unstuffing; a longer one is dropped
         * @param packets gets each whole packet, unstuffed and never empty
         * @param errors gets {@link SerialCounter#OVERSIZE} and {@link SerialCounter#STUFFING_ERROR}
         */
        public Decoder(int maxPacketBytes, Consumer<byte[]> packets, Consumer<SerialCounter> errors) {
            this.packet = new byte[maxPacketBytes];
            this.packets = packets;
            this.errors = errors;
        }

        /** Feeds what was read. */
        public void feed(byte[] bytes, int offset, int count) {
            for (int i = offset; i < offset + count; i++) {
                feed(bytes[i]);
            }
        }

        /** Whether a packet has begun and its delimiter has not come yet. */
        public boolean isMidPacket() {
            return started;
        }

        /** Forgets what came so far: the line was opened anew. */
        public void reset() {
            length = 0;
            blockLeft = 0;
            zeroAfterBlock = false;
            started = false;
            discarding = false;
        }

        private void feed(byte b) {
            if (b == DELIMITER) {
                endPacket();
            } else if (discarding) {
                return;
            } else if (blockLeft == 0) {
                if (zeroAfterBlock) {
                    append((byte) 0);
                }
                int code = b & 0xFF;
                blockLeft = code - 1;
                zeroAfterBlock = code <= MAX_BLOCK;
                started = true;
            } else {
                append(b);
                blockLeft--;
            }
        }

        private void append(byte b) {
            if (length == packet.length) {
                discarding = true;
                errors.accept(SerialCounter.OVERSIZE);
                return;
            }
            packet[length++] = b;
        }

        private void endPacket() {
            boolean whole = started && !discarding;
            if (whole && blockLeft != 0) {
                errors.accept(SerialCounter.STUFFING_ERROR);
                whole = false;
            }
            byte[] result = whole && length > 0 ? Arrays.copyOf(packet, length) : null;
            reset();
            if (result != null) {
                packets.accept(result);
            }
        }
    }
}
