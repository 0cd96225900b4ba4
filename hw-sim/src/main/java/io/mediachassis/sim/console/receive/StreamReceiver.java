package io.mediachassis.sim.console.receive;

import io.mediachassis.blade.repair.LossDetector;
import io.mediachassis.blade.repair.RtxPacket;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * One RTP stream from its datagrams, in whatever order they come, to its media in the stream's order. A packet waits
 * here until all before it are here or given up:
 *
 * <pre>
 *   datagram --of the stream--> held --all before it decided--> {@link MediaSink#media}
 *      |  '--another source, malformed, played already: counted, ignored
 *      '--retransmission (RFC 4588) of what is missing--> its original, as if it had come
 *   gap --asked for until the deadline--> {@link MediaSink#lost}
 * </pre>
 *
 * <p>What comes plainly a second time needs nothing of its own: it fills its gap. Times are monotonic nanoseconds. Pure;
 * one thread; memory is bounded by the settings; allocates only when made.
 */
public final class StreamReceiver {
    private static final int TS_PACKET = 188;
    private static final byte SYNC = 0x47;
    private static final int MAX_DATAGRAM = 2048;
    private static final int MAX_ASKED = 256;

    private final ReceiverSettings settings;
    private final MediaSink sink;
    private final LossDetector detector;
    private final HeldPackets held;
    private final SourceLock source;
    private final RtpHeader header = new RtpHeader();
    private final ByteBuffer original = ByteBuffer.allocate(MAX_DATAGRAM);
    private final ReceptionReport report = new ReceptionReport();
    private final LossCountReport lossCount = new LossCountReport();
    private final RepairTimes repairTimes = new RepairTimes();
    private final int[] ignored = new int[MAX_ASKED];

    private boolean started;
    private boolean released;
    private long startedNs;
    /** Place of the next packet that is due. */
    private long next;
    /** Place of the first packet that was wanted; -1 before it. */
    private long first = -1;
    private long highest;
    /** The packet with which a play begins; the marker bit came on it, or on the one before it. */
    private long playBegins = -1;
    private boolean behindWindow;
    private boolean burst;
    private long received;
    private long late;
    private long malformed;
    private long foreign;
    private long unasked;
    private long strays;
    private long before;

    public StreamReceiver(ReceiverSettings settings, RandomGenerator random, MediaSink sink) {
        this.settings = settings;
        this.sink = sink;
        detector = new LossDetector(settings.loss(), random);
        held = new HeldPackets(settings.loss().packets(), settings.payloadBytes());
        source = new SourceLock(settings.ssrc());
    }

    /** The first packet's number is known before it comes (RTSP's {@code RTP-Info}): a loss there is seen too. */
    public void begin(int sequence) {
        if (!started) {
            detector.begin(sequence);
            started = true;
            released = true;
            next = detector.place(sequence);
            first = next;
            highest = next - 1;
        }
    }

    /**
     * The stream is joined in its middle, and what comes of the interleaving window that is under way may be left out: some
     * of it was sent before, and nobody has it.
     */
    public void beginBehindWindow() {
        behindWindow = true;
    }

    /** Retransmissions may now run ahead of the stream: a server bursts what was sent before it was joined (RFC 6285). */
    public void expectBurst(boolean expected) {
        burst = expected;
    }

    // ---- datagrams ---------------------------------------------------------------------------------------------

    /** A datagram came from the group, or on the port of the stream or of its retransmissions. */
    public void onDatagram(ByteBuffer datagram, long nowNs) {
        if (!header.read(datagram)) {
            malformed++;
        } else if (header.payloadType() == settings.rtxPayloadType()) {
            retransmission(datagram, nowNs);
        } else if (header.payloadType() != settings.payloadType()) {
            foreign++;
        } else if (!wholePackets(datagram)) {
            malformed++;
        } else if (!source.accepts(header.ssrc(), nowNs)) {
            foreign++;
        } else {
            accept(datagram, nowNs, true);
        }
        release(nowNs);
    }

    private void retransmission(ByteBuffer datagram, long nowNs) {
        long ssrc = source.ssrc();
        if (ssrc == SourceLock.UNKNOWN && !burst) {
            unasked++;
            return;
        }
        int of = ssrc == SourceLock.UNKNOWN ? header.ssrc() : (int) ssrc;
        original.clear();
        if (RtxPacket.restore(datagram, settings.payloadType(), of, original) == 0 || !header.read(original.flip())
                || !wholePackets(original)) {
            malformed++;
        } else if ((burst && source.accepts(of, nowNs)) || detector.misses(header.sequence())) {
            accept(original, nowNs, false);
        } else {
            unasked++;
        }
    }

    /** Transport packets and nothing else (RFC 2250 section 2). */
    private boolean wholePackets(ByteBuffer in) {
        int length = header.payloadBytes();
        if (length == 0 || length % TS_PACKET != 0 || !held.fits(length)) {
            return false;
        }
        for (int at = header.payloadAt(); length > 0; at += TS_PACKET, length -= TS_PACKET) {
            if (in.get(at) != SYNC) {
                return false;
            }
        }
        return true;
    }

    private void accept(ByteBuffer packet, long nowNs, boolean byItself) {
        long repaired = detector.repaired();
        if (!started && behindWindow) {
            begin((header.sequence() + settings.loss().reorderPackets() + 1) & 0xffff);
        }
        LossDetector.Arrival arrival = detector.onPacket(header.sequence(), nowNs);
        switch (arrival) {
            case STRAY -> strays++;
            case DUPLICATE -> mark(detector.place(header.sequence()) + 1);
            case TOO_LATE -> late++;
            case JUMP -> {
                flush();
                keep(packet, nowNs);
            }
            case NEW, FILLED -> keep(packet, nowNs);
        }
        if (detector.repaired() > repaired) {
            repairTimes.add(detector.lastGapNs());
        }
        if (byItself && arrival != LossDetector.Arrival.STRAY) {
            report.onPacket(header.timestamp(), nowNs);
        }
    }

    private void keep(ByteBuffer packet, long nowNs) {
        long place = detector.place(header.sequence());
        if (!started) {
            started = true;
            startedNs = nowNs;
            next = place - settings.loss().reorderPackets();
            first = next;
        }
        if (place < next) {
            // Sent before the first packet that is wanted, or joined in the middle of an interleaving window.
            before++;
            return;
        }
        received++;
        releaseUpTo(place - held.capacity() + 1);
        held.put(place, packet, header.payloadAt(), header.payloadBytes(), header.timestamp());
        highest = Math.max(highest, place);
        report.seen(place);
        mark(place);
    }

    /**
     * The marker bit: a play begins with this packet (RFC 2250 section 2). One that only announces the break may have the
     * number of the packet before it, and is a duplicate to those who have that.
     */
    private void mark(long place) {
        if (header.marker()) {
            playBegins = place;
        }
    }

    // ---- media -------------------------------------------------------------------------------------------------

    /**
     * Gives up what can't be played any more, passes on what can, and says what to ask for now.
     *
     * @param ask sequence numbers, in their order
     * @return how many
     */
    public int poll(long nowNs, int[] ask) {
        int count = started ? detector.poll(nowNs, settings.repair() ? ask : ignored) : 0;
        release(nowNs);
        return settings.repair() ? count : 0;
    }

    private void release(long nowNs) {
        if (!started) {
            return;
        }
        if (!released) {
            // What an interleaved stream sent before the packet that came first may still come.
            if (nowNs - startedNs < settings.loss().reorderNs() && settings.loss().reorderPackets() > 0) {
                return;
            }
            while (next < detector.settled() && !held.has(next)) {
                next++;
            }
            released = true;
        }
        releaseUpTo(detector.settled());
    }

    private void releaseUpTo(long end) {
        while (next < end) {
            if (held.has(next)) {
                sink.media(held.memory(), held.offset(next), held.length(next), held.timestamp(next),
                        next == playBegins);
                held.forget(next);
            } else if (released) {
                sink.lost(1);
            }
            next++;
        }
    }

    /** The stream goes on somewhere else: what is held of the old place is played, and nothing waited for. */
    private void flush() {
        releaseUpTo(highest + 1);
        // The first packet there was taken for a stray.
        sink.lost(1);
        next = detector.place(header.sequence());
        highest = next;
        playBegins = -1;
        released = true;
    }

    /**
     * Nothing more is taken.
     *
     * @param cut since nobody wants more, and not since nothing more comes: what is held behind a packet that may still
     *     be on its way is no part of what was wanted, and nothing is missing there. Else everything held is played
     */
    public void end(boolean cut) {
        released = true;
        if (!cut) {
            releaseUpTo(highest + 1);
        }
    }

    // ---- figures -----------------------------------------------------------------------------------------------

    /** The stream's source, 0 to 2^32 - 1; {@link ReceiverSettings#UNKNOWN_SSRC} before the first packet. */
    public long ssrc() {
        return source.ssrc();
    }

    /** Packets that are missing now. */
    public int missing() {
        return detector.missing();
    }

    /** For RTCP; shares this receiver's thread. */
    public ReceptionReport report() {
        return report;
    }

    /**
     * Writes a compound packet for RTCP at the target's position, which moves behind it: what did not come by itself, who
     * reports, and what is missing after repair. False when there is no room.
     *
     * @param reporter SSRC of who reports
     * @param cname 1 to 255 bytes of ASCII
     */
    public boolean writeReport(int reporter, String cname, long nowNs, ByteBuffer out) {
        int media = (int) source.ssrc();
        return report.write(reporter, media, cname, nowNs, out)
                && lossCount.write(reporter, media, first, detector.settled(), detector.residual(), detector.repaired(), out);
    }

    /** How long repairs took; shares this receiver's thread. */
    public RepairTimes repairTimes() {
        return repairTimes;
    }

    public ReceiverStatistics statistics() {
        return new ReceiverStatistics(received, detector.lost(), detector.reordered(), detector.repaired(),
                detector.residual(), settings.repair() ? detector.requests() : 0, detector.duplicates() + before, late,
                malformed, foreign, unasked, strays, detector.jumps(), repairTimes.percentileMs(50),
                repairTimes.percentileMs(99), report.jitterMs());
    }
}
