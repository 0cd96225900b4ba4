package io.mediachassis.blade.announce;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes announcements of the Session Announcement Protocol (RFC 2974), version 1 of its header: a session description,
 * or its origin line to take it back. Without authentication, encryption and compression, which receivers don't read.
 * Pure; any thread.
 */
public final class SapWriter {
    /** UDP port of announcements. */
    public static final int PORT = 9875;
    /** Packet size that the RFC recommends as a limit, so that none is fragmented on its way. */
    public static final int MAX_PACKET = 1024;
    /** Where announcements go that concern groups of global scope. */
    public static final String GLOBAL_GROUP = "224.2.127.254";
    /** Where those go of groups in 239.255.0.0/16, the local scope. */
    public static final String LOCAL_GROUP = "239.255.255.255";
    /** Where those go of groups in 239.192.0.0/14, the organisation's scope. */
    public static final String ORGANISATION_GROUP = "239.195.255.255";

    static final String PAYLOAD_TYPE = "application/sdp";

    private static final int VERSION = 1 << 5;
    private static final int IPV6 = 0x10;
    private static final int DELETION = 0x04;

    private final InetAddress source;

    /** @param source of the announcements: one unicast address for as long as they live, whoever sends them */
    public SapWriter(InetAddress source) {
        this.source = source;
    }

    /**
     * Announces, or announces again.
     *
     * @throws AnnouncementRefusedException where it would be longer than {@link #MAX_PACKET}
     */
    public byte[] announcement(String description) throws AnnouncementRefusedException {
        return packet(0, hash(description), description);
    }

    /** Takes an announcement back; {@code description} is what was announced last. */
    public byte[] deletion(String description) throws AnnouncementRefusedException {
        return packet(DELETION, hash(description), SdpWriter.originLine(description) + "\r\n");
    }

    /**
     * The group that announcements of a group go to: the highest address of its scope zone (RFC 2974 section 3), or the
     * global one.
     */
    public static byte[] announcementGroup(InetAddress group) {
        byte[] b = group.getAddress();
        if (b.length == 16) {
            // FF0X::2:7FFE, X the scope of the group announced.
            return new byte[] {(byte) 0xff, (byte) (b[1] & 0x0f), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x7f,
                    (byte) 0xfe};
        }
        if (b[0] == (byte) 239 && b[1] == (byte) 255) {
            return new byte[] {(byte) 239, (byte) 255, (byte) 255, (byte) 255};
        }
        if (b[0] == (byte) 239 && (b[1] & 0xfc) == 192) {
            return new byte[] {(byte) 239, (byte) 195, (byte) 255, (byte) 255};
        }
        return new byte[] {(byte) 224, 2, 127, (byte) 254};
    }

    /**
     * Message identifier: another for every version of a description, the same at every blade; 0 is kept for announcers
     * without one.
     */
    static int hash(String description) {
        int hash = 1;
        for (byte b : description.getBytes(StandardCharsets.UTF_8)) {
            hash = 31 * hash + b;
        }
        int folded = (hash >>> 16 ^ hash) & 0xffff;
        return folded == 0 ? 1 : folded;
    }

    private byte[] packet(int kind, int hash, String payload) throws AnnouncementRefusedException {
        byte[] address = source.getAddress();
        byte[] type = PAYLOAD_TYPE.getBytes(StandardCharsets.US_ASCII);
        byte[] text = payload.getBytes(StandardCharsets.UTF_8);
        int length = 4 + address.length + type.length + 1 + text.length;
        if (length > MAX_PACKET) {
            throw new AnnouncementRefusedException("An announcement by SAP may have " + MAX_PACKET + " bytes, and this"
                    + " would have " + length + ": announce the streams of the set one by one, or shorten the title.");
        }
        ByteBuffer packet = ByteBuffer.allocate(length);
        packet.put((byte) (VERSION | (address.length == 16 ? IPV6 : 0) | kind));
        // No authentication data.
        packet.put((byte) 0);
        packet.putShort((short) hash);
        packet.put(address).put(type).put((byte) 0).put(text);
        return packet.array();
    }
}
