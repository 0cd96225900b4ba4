package io.mediachassis.blade.rtcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads RTCP from anywhere (RFC 3550 section 6, RFC 4585 section 6.2.1, RFC 3611). Whatever the bytes are it returns, with the
 * packets that were well formed up to the first that was not. Any thread.
 */
public final class Rtcp {
    public static final int SENDER_REPORT = 200;
    public static final int RECEIVER_REPORT = 201;
    public static final int SOURCE_DESCRIPTION = 202;
    public static final int BYE = 203;
    public static final int TRANSPORT_FEEDBACK = 205;
    public static final int EXTENDED_REPORT = 207;
    /** Block of an extended report: RFC 7509. */
    public static final int POST_REPAIR_LOSS_COUNT = 33;

    private static final int MAX_PACKETS = 32;
    private static final int GENERIC_NACK = 1;

    private Rtcp() {}

    /** The packets of a compound packet (position to limit, left as they are), at most 32 of them. */
    public static List<RtcpPacket> parse(ByteBuffer datagram) {
        ByteBuffer in = datagram.slice();
        List<RtcpPacket> packets = new ArrayList<>(4);
        while (in.remaining() >= 8 && packets.size() < MAX_PACKETS) {
            int at = in.position();
            int first = in.get(at) & 0xff;
            int type = in.get(at + 1) & 0xff;
            int length = ((in.getShort(at + 2) & 0xffff) + 1) * 4;
            if (first >>> 6 != 2 || length < 8 || length > in.remaining()) {
                break;
            }
            int padding = (first & 0x20) == 0 ? 0 : in.get(at + length - 1) & 0xff;
            if (padding > length - 8) {
                break;
            }
            ByteBuffer body = in.slice(at + 4, length - 4 - padding);
            packets.add(packet(type, first & 0x1f, body));
            in.position(at + length);
        }
        return packets;
    }

    private static RtcpPacket packet(int type, int count, ByteBuffer body) {
        int ssrc = body.getInt();
        return switch (type) {
            case SENDER_REPORT -> {
                if (body.remaining() < 20) {
                    yield new RtcpPacket.Other(type, ssrc);
                }
                long ntp = body.getLong();
                int timestamp = body.getInt();
                yield new RtcpPacket.SenderReport(ssrc, ntp, timestamp, body.getInt() & 0xffffffffL,
                        body.getInt() & 0xffffffffL);
            }
            case RECEIVER_REPORT -> new RtcpPacket.ReceiverReport(ssrc, blocks(count, body));
            case SOURCE_DESCRIPTION -> new RtcpPacket.SourceDescription(ssrc, cname(body));
            case BYE -> bye(ssrc, count, body);
            case TRANSPORT_FEEDBACK -> count == GENERIC_NACK && body.remaining() >= 4
                    ? new RtcpPacket.GenericNack(ssrc, body.getInt(), lost(body))
                    : new RtcpPacket.Other(type, ssrc);
            case EXTENDED_REPORT -> new RtcpPacket.ExtendedReport(ssrc, lossCounts(body));
            default -> new RtcpPacket.Other(type, ssrc);
        };
    }

    private static List<RtcpPacket.ReportBlock> blocks(int count, ByteBuffer body) {
        List<RtcpPacket.ReportBlock> blocks = new ArrayList<>();
        for (int i = 0; i < count && body.remaining() >= 24; i++) {
            int source = body.getInt();
            int loss = body.getInt();
            long highest = body.getInt() & 0xffffffffL;
            long jitter = body.getInt() & 0xffffffffL;
            blocks.add(new RtcpPacket.ReportBlock(source, loss >>> 24, loss << 8 >> 8, highest, jitter, body.getInt(),
                    body.getInt() & 0xffffffffL));
        }
        return List.copyOf(blocks);
    }

    /**
     * RFC 7509's figure has four words, and its text a length of 4, which is five words to RFC 3611: the fields are in the
     * first four of either.
     */
    private static List<RtcpPacket.LossCount> lossCounts(ByteBuffer body) {
        List<RtcpPacket.LossCount> counts = new ArrayList<>();
        while (body.remaining() >= 4) {
            int type = body.get() & 0xff;
            body.get();
            int length = (body.getShort() & 0xffff) * 4;
            if (length > body.remaining()) {
                break;
            }
            int at = body.position();
            if (type == POST_REPAIR_LOSS_COUNT && length >= 12) {
                counts.add(new RtcpPacket.LossCount(body.getInt(at), body.getShort(at + 4) & 0xffff,
                        body.getShort(at + 6) & 0xffff, body.getShort(at + 8) & 0xffff, body.getShort(at + 10) & 0xffff));
            }
            body.position(at + length);
        }
        return List.copyOf(counts);
    }

    private static String cname(ByteBuffer body) {
        while (body.remaining() >= 2) {
            int item = body.get();
            int length = body.get() & 0xff;
            if (item == 0 || length > body.remaining()) {
                break;
            }
            byte[] text = new byte[length];
            body.get(text);
            if (item == 1) {
                return new String(text, StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private static RtcpPacket bye(int ssrc, int count, ByteBuffer body) {
        List<Integer> sources = new ArrayList<>();
        if (count > 0) {
            sources.add(ssrc);
        }
        for (int i = 1; i < count && body.remaining() >= 4; i++) {
            sources.add(body.getInt());
        }
        return new RtcpPacket.Bye(List.copyOf(sources));
    }

    /** Each entry is a packet and a mask of the 16 behind it. */
    private static List<Integer> lost(ByteBuffer body) {
        List<Integer> lost = new ArrayList<>();
        while (body.remaining() >= 4 && lost.size() < 1024) {
            int first = body.getShort() & 0xffff;
            int mask = body.getShort() & 0xffff;
            lost.add(first);
            for (int i = 0; i < 16; i++) {
                if ((mask >>> i & 1) != 0) {
                    lost.add((first + i + 1) & 0xffff);
                }
            }
        }
        return List.copyOf(lost);
    }
}
