package io.mediachassis.blade.director;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An ARP packet for IPv4 over Ethernet (RFC 826). Pure.
 *
 * @param request whether it asks; else it answers
 * @param senderHardware Ethernet address, big endian
 * @param senderAddress IPv4, big endian
 * @param targetAddress IPv4, big endian
 */
record ArpPacket(boolean request, long senderHardware, int senderAddress, int targetAddress) {
    private static final long EVERYBODY = 0xffff_ffff_ffffL;
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
                operation == 1, in.getLong(20) & EVERYBODY, in.getInt(28), in.getInt(38)));
    }

    /** The answer to this request, as a frame. */
    byte[] answer(long hardware) {
        return frame(senderHardware, hardware, 2, targetAddress, senderHardware, senderAddress);
    }

    /** Tells everybody whose an address is (RFC 5227 section 2.3: a request for what the sender has). */
    static byte[] announcement(long hardware, int address) {
        return frame(EVERYBODY, hardware, 1, address, 0, address);
    }

    private static byte[] frame(
            long to, long from, int operation, int senderAddress, long targetHardware, int targetAddress) {
        ByteBuffer frame = ByteBuffer.allocate(FRAME_BYTES);
        hardware(frame, to);
        hardware(frame, from);
        frame.putShort(ETH_P_ARP).putInt((int) (HEAD >>> 16)).putShort((short) HEAD).putShort((short) operation);
        hardware(frame, from);
        frame.putInt(senderAddress);
        hardware(frame, targetHardware);
        return frame.putInt(targetAddress).array();
    }

    private static void hardware(ByteBuffer to, long address) {
        to.putShort((short) (address >>> 32)).putInt((int) address);
    }
}
