package io.mediachassis.blade.director;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * An ARP packet for IPv4 over Ethernet (RFC 826). Pure.
 *
 * @param request whether it asks; else it answers
 * @param senderHardware 6 bytes
 * @param senderAddress IPv4, big endian
 * @param targetAddress IPv4, big endian
 */
record ArpPacket(boolean request, byte[] senderHardware, int senderAddress, int targetAddress) {
    private static final byte[] EVERYBODY = {-1, -1, -1, -1, -1, -1};
    private static final short ETH_P_ARP = 0x0806;
    private static final int ETHERNET_BYTES = 14;
    private static final int FRAME_BYTES = 42;
    private static final long HEAD = 0x0001_0800_0604L;

    /** Reads a frame; empty when it is none of these. */
    static Optional<ArpPacket> parse(byte[] frame) {
        if (frame.length < FRAME_BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(frame);
        long head = ((in.getInt(ETHERNET_BYTES) & 0xffff_ffffL) << 16) | (in.getShort(ETHERNET_BYTES + 4) & 0xffff);
        int operation = in.getShort(ETHERNET_BYTES + 6);
        if (in.getShort(12) != ETH_P_ARP || head != HEAD || operation < 1 || operation > 2) {
            return Optional.empty();
        }
        return Optional.of(new ArpPacket(
                operation == 1, Arrays.copyOfRange(frame, 22, 28), in.getInt(28), in.getInt(38)));
    }

    /** The answer to this request, as a frame. */
    byte[] answer(byte[] hardware) {
        return frame(senderHardware, hardware, 2, targetAddress, senderHardware, senderAddress);
    }

    /** Tells everybody whose an address is (RFC 5227 section 2.3: a request for what the sender has). */
    static byte[] announcement(byte[] hardware, int address) {
        return frame(EVERYBODY, hardware, 1, address, new byte[6], address);
    }

    private static byte[] frame(
            byte[] to, byte[] from, int operation, int senderAddress, byte[] targetHardware, int targetAddress) {
        return ByteBuffer.allocate(FRAME_BYTES)
                .put(to).put(from).putShort(ETH_P_ARP)
                .putInt((int) (HEAD >>> 16)).putShort((short) HEAD).putShort((short) operation)
                .put(from).putInt(senderAddress)
                .put(targetHardware).putInt(targetAddress)
                .array();
    }
}
