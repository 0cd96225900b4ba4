package io.mediachassis.sim.console;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.UdpSocket;
import io.mediachassis.blade.rtcp.Rtcp;
import io.mediachassis.blade.rtcp.RtcpPacket;
import io.mediachassis.blade.ts.TsPacket;
import io.mediachassis.sim.console.beginning.Joint;
import io.mediachassis.sim.console.description.MediaDescription;
import io.mediachassis.sim.console.description.StreamChoice;
import io.mediachassis.sim.console.output.PcrPace;
import io.mediachassis.sim.console.output.Stretch;
import io.mediachassis.sim.console.receive.MediaSink;
import io.mediachassis.sim.console.receive.PlainReceiver;
import io.mediachassis.sim.console.receive.PlayGate;
import io.mediachassis.sim.console.receive.ReceiverSettings;
import io.mediachassis.sim.console.receive.ReceiverStatistics;
import io.mediachassis.sim.console.receive.StreamReceiver;
import io.mediachassis.sim.console.receive.TransportCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Receives one tuned stream into a stretch of what is played, on the thread that calls {@link #step}:
 *
 * <pre>
 * WAITING --start, or first packet--> PLAYING --end of the play, BYE, silence, duration--> over
 *    '--nothing comes--> over            '--no room for more--> left
 * JOINING --what is held already has come--> PLAYING
 *    '--it does not come--> PLAYING, and something is missing
 * PLAYING up to another stream --its first packets--> met
 * </pre>
 *
 * <p>A stream that can be had again is left when the buffer is full: another one brings what follows later.
 */
final class Reception implements AutoCloseable {
    /** While something is missing: requests and give-ups are this late at most. */
    private static final int REPAIRING_MS = 2;
    private static final long POLL_NS = 1_000_000L;
    /** An unknown stream is taken for one of this rate. */
    private static final long USUAL_BIT_RATE = 4_000_000;
    private static final long PACKET_BITS = 7 * 188 * 8;
    private static final double NS_PER_MS = 1e6;
    /** Of RTP timestamps. */
    private static final double TICKS_PER_MS = 90;
    /** The packet that begins a play was lost, or clocks differ by more. */
    private static final Duration START_LATE = Duration.ofSeconds(1);
    /** What is held is to come again within so long after it was due. */
    private static final Duration JOINED_BY = Duration.ofSeconds(3);
    /** By unicast: it begins with a random access point, which may be some seconds before. */
    private static final Duration UNICAST_BY = Duration.ofSeconds(15);

    private final Tuned tuned;
    private final ConsoleSettings settings;
    private final Stretch into;
    private final Clock clock;
    private final Progress progress;
    private final PlayGate gate;
    private final TransportCheck check = new TransportCheck();
    private final @Nullable StreamReceiver receiver;
    private final PlainReceiver plain;
    private final @Nullable Feedback feedback;
    private final DatagramBatches sockets = new DatagramBatches(2);
    private final int[] ask = new int[256];
    /** When the next play begins; null where none does, or nothing could be told by it. */
    private final @Nullable Instant following;
    private final HeldEnd held;
    private final boolean mayLeave;
    private final Instant joinedBy;
    private final long beganNs;
    /** Where plain packets are in the program, from the first on. */
    private final PcrPace plainClock = new PcrPace();
    private @Nullable Joint joint;
    private @Nullable Joint upTo;
    private boolean met;
    private boolean unjoined;
    private boolean placed;
    private long taken;
    private long firstMs;
    private int firstTimestamp;
    private boolean full;
    private long firstNs;
    private long lastNs;
    private long polledNs;
    private boolean bye;

    /**
     * @param held ends where this stream is joined, if it is joined midway behind something
     * @param mayLeave whether it is left when there is no room
     */
    Reception(Tuned tuned, ConsoleSettings settings, Stretch into, HeldEnd held, boolean mayLeave, Clock clock,
            RandomGenerator random, Progress progress) throws IOException {
        this.tuned = tuned;
        this.settings = settings;
        this.into = into;
        this.held = held;
        this.mayLeave = mayLeave;
        this.clock = clock;
        this.progress = progress;
        MediaDescription media = tuned.media();
        boolean staggered = tuned.start() != null;
        byte[] known = held.packets();
        joint = known.length == 0 ? null : new Joint(known);
        joinedBy = tuned.start() == null ? clock.now().plus(UNICAST_BY) : tuned.start().plus(held.position()).plus(JOINED_BY);
        gate = new PlayGate(new Into(), staggered && tuned.firstSequence() < 0 && !tuned.midway(), staggered);
        MediaDescription.Starts starts = media.starts();
        Instant start = tuned.start();
        following = media.rtp() && start != null && starts != null
                ? StreamChoice.after(starts, start).orElse(null) : null;
        beganNs = clock.nanoTime();
        lastNs = beganNs;
        receiver = media.rtp() ? receiver(media, random) : null;
        plain = new PlainReceiver(gate);
        UdpSocket socket = tuned.feedback();
        Ipv4Endpoint to = tuned.feedbackTo();
        feedback = socket == null || to == null || receiver == null ? null : new Feedback(socket, to, beganNs, random);
        sockets.add(tuned.stream(), this::media);
        if (socket != null) {
            sockets.add(socket, this::answer);
        }
    }

    private StreamReceiver receiver(MediaDescription media, RandomGenerator random) {
        long bitRate = media.bitRate() > 0 ? media.bitRate() : USUAL_BIT_RATE;
        boolean repair = settings.repair() && media.repair() != null && tuned.feedbackTo() != null;
        long waitNs = repair ? settings.deadline().toNanos() : 0;
        ReceiverSettings how = new ReceiverSettings(
                media.payloadType(), media.repair() == null ? ReceiverSettings.NONE : media.repair().payloadType(),
                media.ssrc(), repair,
                ReceiverSettings.loss(media.reorder(), PACKET_BITS * 1_000_000_000L / bitRate, waitNs, media.multicast()),
                ReceiverSettings.USUAL_PAYLOAD);
        StreamReceiver made = new StreamReceiver(how, random, gate);
        if (tuned.firstSequence() >= 0) {
            made.begin(tuned.firstSequence());
        } else if (tuned.midway()) {
            made.beginBehindWindow();
        }
        return made;
    }

    /** Where media in its order goes. */
    private final class Into implements MediaSink {
        @Override
        public void media(byte[] memory, int offset, int length, int timestamp, boolean playBegins) {
            try {
                long positionMs = position(memory, offset, length, timestamp, playBegins);
                int known = known(memory, offset, length);
                int bytes = length - known;
                full |= mayLeave && bytes > 0 && into.room() < bytes;
                if (bytes == 0 || full || met) {
                    return;
                }
                if (firstNs == 0) {
                    firstNs = clock.nanoTime();
                }
                taken += bytes;
                check.onMedia(memory, offset + known, bytes);
                Joint seeking = upTo;
                if (seeking == null) {
                    keep(memory, offset + known, bytes, positionMs);
                }
                for (int at = offset + known; seeking != null && !met && at < offset + length; at += TsPacket.SIZE) {
                    met = seeking.packet(memory, at, (packet, from) -> keep(packet, from, TsPacket.SIZE, positionMs));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Where it is in the program, milliseconds. */
        private long position(byte[] memory, int offset, int length, int timestamp, boolean playBegins) {
            Tuned.Unicast unicast = tuned.unicast();
            if (!placed) {
                placed = true;
                Instant start = tuned.start();
                firstTimestamp = timestamp;
                firstMs = unicast != null ? unicast.fromMs()
                        : start == null || playBegins || !tuned.midway() ? 0
                        : Math.max(0, Duration.between(start, clock.now()).toMillis());
            }
            double sinceMs = receiver == null ? plainClock.due(memory, offset, length, 0) / NS_PER_MS
                    : (timestamp - firstTimestamp) / TICKS_PER_MS;
            return Math.max(0, firstMs + Math.round(sinceMs * (unicast == null ? 1 : unicast.scale())));
        }

        /** How much of it is held already, or lies before that. */
        private int known(byte[] memory, int offset, int length) throws IOException {
            Joint seeking = joint;
            for (int at = 0; seeking != null && at < length; at += TsPacket.SIZE) {
                if (seeking.packet(memory, offset + at, (packet, from) -> { })) {
                    joint = null;
                    return at + TsPacket.SIZE;
                }
            }
            return seeking == null ? 0 : length;
        }

        @Override
        public void lost(long packets) {
            // The gate counts them.
        }
    }

    private void keep(byte[] memory, int offset, int bytes, long positionMs) throws IOException {
        into.put(memory, offset, bytes, positionMs);
        held.kept(memory, offset, bytes, positionMs);
    }

    // ---- datagrams ---------------------------------------------------------------------------------------------

    private void media(ByteBuffer datagram) {
        long now = clock.nanoTime();
        lastNs = now;
        if (receiver == null) {
            plain.onDatagram(datagram);
        } else {
            receiver.onDatagram(datagram, now);
        }
    }

    /** On the feedback's port: repairs, and the sender's reports where they come there. */
    private void answer(ByteBuffer datagram) {
        StreamReceiver stream = receiver;
        if (stream == null || datagram.remaining() < 2) {
            return;
        }
        int type = datagram.get(datagram.position() + 1) & 0xff;
        if (type < Rtcp.SENDER_REPORT || type > Rtcp.TRANSPORT_FEEDBACK + 2) {
            stream.onDatagram(datagram, clock.nanoTime());
            return;
        }
        for (RtcpPacket part : Rtcp.parse(datagram)) {
            if (part instanceof RtcpPacket.SenderReport report && report.ssrc() == (int) stream.ssrc()) {
                stream.report().onSenderReport(report.ntp(), clock.nanoTime());
            } else if (part instanceof RtcpPacket.Bye left && left.sources().contains((int) stream.ssrc())) {
                bye = true;
            }
        }
    }

    // ---- the loop ----------------------------------------------------------------------------------------------

    /** Takes what is there, or comes within {@code waitMs}. */
    void step(int waitMs) {
        sockets.take(receiver != null && receiver.missing() > 0 ? Math.min(waitMs, REPAIRING_MS) : waitMs);
        long now = clock.nanoTime();
        if (now - polledNs >= POLL_NS) {
            polledNs = now;
            work(now);
        }
    }

    /**
     * Nothing more is taken.
     *
     * @param cut the stream goes on, and no more of it is wanted; else what waits for something before it is played
     */
    void end(boolean cut) {
        if (receiver != null && !full && !met) {
            receiver.end(cut);
        }
    }

    /** It is wanted up to where another stream began: those packets, and what follows, that one brings. */
    void upTo(Joint other) {
        upTo = other;
    }

    /** It is wanted on and on again. */
    void onAndOn() throws IOException {
        Joint sought = upTo;
        upTo = null;
        if (sought != null) {
            sought.giveUp((packet, from) -> keep(packet, from, TsPacket.SIZE, into.endMs()));
        }
    }

    /** It has come to where the other stream began. */
    boolean met() {
        return met;
    }

    /** The buffer was full, and the stream was left; what follows is to be had of another one. */
    boolean left() {
        return full;
    }

    private void work(long now) {
        if (joint != null && clock.now().isAfter(joinedBy)) {
            joint = null;
            unjoined = true;
        }
        if (receiver != null) {
            int count = receiver.poll(now, ask);
            if (feedback != null) {
                feedback.ask(receiver.ssrc(), ask, count);
                feedback.report(receiver, now);
            }
        }
        if (gate.waiting() && tuned.start() != null) {
            Duration left = Duration.between(clock.now(), tuned.start());
            progress.countDown("Start " + (tuned.index() + 1) + " of " + tuned.set().size(), left);
            if (left.plus(START_LATE).isNegative()) {
                gate.open();
            }
        } else if (firstNs == 0 && tuned.start() != null) {
            progress.countDown("The play", Duration.between(clock.now(), tuned.start()));
        } else if (firstNs != 0) {
            ReceiverStatistics so = statistics();
            progress.playing(now, so.received(), so.lost(), so.repaired(), gate.missed(), into.held());
        }
    }

    /** The play, or what was asked of it, is over. */
    boolean over() {
        long now = clock.nanoTime();
        if (gate.over()) {
            return true;
        }
        // What is missing is still asked for after the sender's last word.
        if (bye && (receiver == null || receiver.missing() == 0)) {
            return true;
        }
        boolean waiting = firstNs == 0 && tuned.start() != null && clock.now().isBefore(tuned.start());
        return !waiting && !resting() && now - Math.max(lastNs, startedNs(now)) >= settings.patience().toNanos();
    }

    /** Only the next play's numbers tell whether the last packets of this one came; a stream rests before it. */
    private boolean resting() {
        Instant next = following;
        return next != null && firstNs != 0 && clock.now().isBefore(next.plus(START_LATE));
    }

    /** When packets are to be expected from. */
    private long startedNs(long now) {
        return tuned.start() == null || firstNs != 0 ? beganNs
                : now - Math.max(0, Duration.between(tuned.start(), clock.now()).toNanos());
    }

    private ReceiverStatistics statistics() {
        return receiver == null ? plain.statistics(check.errors()) : receiver.statistics();
    }

    /** What came of it so far. */
    Received received() {
        double seconds = firstNs == 0 ? 0 : (lastNs - firstNs) / 1e9;
        double waited = ((firstNs == 0 ? clock.nanoTime() : firstNs) - beganNs) / 1e9;
        long missing = (receiver == null ? check.errors() : gate.missed()) + (unjoined ? 1 : 0);
        return new Received(statistics(), seconds, waited, missing, check.errors(),
                feedback == null ? 0 : feedback.asked(), feedback == null ? 0 : feedback.reports());
    }

    /** Monotonic time of the first media; 0 before it. */
    long firstNs() {
        return firstNs;
    }

    /** Media that came, bytes. */
    long taken() {
        return taken;
    }

    @Override
    public void close() {
        // To an engine whose stream has been torn down it would say that somebody still waits for it.
        if (feedback != null && receiver != null && tuned.media().multicast()) {
            feedback.last(receiver, clock.nanoTime());
        }
        sockets.close();
        if (feedback != null) {
            feedback.close();
        }
    }
}
