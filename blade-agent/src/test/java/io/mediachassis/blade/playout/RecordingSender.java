package io.mediachassis.blade.playout;

import io.mediachassis.blade.os.SendCounters;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Keeps what is sent, read from the chunks only at the flush, as the kernel does. */
final class RecordingSender implements MediaSender {
    static final int PLAIN = -1;

    /** One RTP packet as it left. */
    @SuppressWarnings("ArrayRecordComponent")
    record Packet(Destination.Udp to, int sequence, boolean marker, int timestamp, int ssrc, byte[] payload) {
        @Override
        public boolean equals(Object o) {
            return this == o;
        }

        @Override
        public int hashCode() {
            return sequence;
        }
    }

    private record Piece(MediaChunk chunk, int offset, int length) {}

    private record Pending(Destination.Udp to, int word0, int timestamp, int ssrc, List<Piece> pieces) {}

    final List<Packet> packets = new ArrayList<>();
    final List<byte[]> reports = new ArrayList<>();
    final List<Integer> messageSizes = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();
    private Destination.Udp to;
    private int inMessage;

    RecordingSender(Destination.Udp any) {
        to = any;
    }

    @Override
    public void begin(Destination.Udp target) {
        to = target;
        inMessage = 0;
    }

    @Override
    public void header(int word0, int timestamp, int ssrc) {
        pending.add(new Pending(to, word0, timestamp, ssrc, new ArrayList<>()));
        inMessage++;
    }

    @Override
    public void retransmission(int word0, int timestamp, int ssrc, int originalSequence) {
        throw new AssertionError("no console here asks for packets again");
    }

    /** Its sequence number is {@link #PLAIN}. */
    @Override
    public void plain() {
        pending.add(new Pending(to, PLAIN, 0, 0, new ArrayList<>()));
        inMessage++;
    }

    @Override
    public void media(MediaChunk chunk, int offset, int length) {
        pending.get(pending.size() - 1).pieces.add(new Piece(chunk, offset, length));
    }

    @Override
    public void end() {
        messageSizes.add(inMessage);
    }

    @Override
    public void report(Destination.Udp target, ByteBuffer packet) {
        byte[] b = new byte[packet.remaining()];
        packet.get(packet.position(), b);
        reports.add(b);
    }

    @Override
    public void flush() {
        for (Pending p : pending) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (Piece piece : p.pieces) {
                byte[] b = new byte[piece.length];
                piece.chunk.bytes().get(piece.offset, b);
                out.writeBytes(b);
            }
            if (p.word0 == PLAIN) {
                packets.add(new Packet(p.to, PLAIN, false, 0, 0, out.toByteArray()));
                continue;
            }
            if (p.word0 >>> 30 != 2 || (p.word0 >>> 16 & 0x7f) != 33) {
                throw new AssertionError("not RTP version 2 with payload type 33: " + Integer.toHexString(p.word0));
            }
            packets.add(new Packet(p.to, p.word0 & 0xffff, (p.word0 >>> 23 & 1) != 0, p.timestamp, p.ssrc,
                    out.toByteArray()));
        }
        pending.clear();
    }

    @Override
    public SendCounters counters() {
        return new SendCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    List<Packet> of(int ssrc) {
        return packets.stream().filter(p -> p.ssrc == ssrc).toList();
    }

    static byte[] join(List<Packet> packets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        packets.forEach(p -> out.writeBytes(p.payload));
        return out.toByteArray();
    }
}
