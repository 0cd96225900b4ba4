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
import io.mediachassis.sim.console.output.MediaBuffer;
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
 * Receives one tuned stream into a buffer, on the thread that calls {@link #run}:
 *
 * <pre>
 * WAITING --start, or first packet--> PLAYING --end of the play, BYE, silence, duration--> over
 *    '--nothing comes--> over            '--no room for more--> left
 * JOINING --what is held already has come--> PLAYING
 *    '--it does not come--> PLAYING, and something is missing
 * </pre>
 *
 * <p>A stream of a set, by RTP, is left when the buffer is full: another one brings what follows later.
 */
final class Reception implements AutoCloseable {
    private static final int IDLE_MS = 50;
    /** While something is missing: requests and give-ups are this late at most. */
    private static final int REPAIRING_MS = 2;
    private static final long POLL_NS = 1_000_000L;
    /** An unknown stream is taken for one of this rate. */
    private static final long USUAL_BIT_RATE = 4_000_000;
    private static final long PACKET_BITS = 7 * 188 * 8;
    /** The packet that begins a play was lost, or clocks differ by more. */
    private static final Duration START_LATE = Duration.ofSeconds(1);
    /** What is held is to come again within so long after it was due. */
    private static final Duration JOINED_BY = Duration.ofSeconds(3);

    private final Tuned tuned;
    private final ConsoleSettings settings;
    private final MediaBuffer buffer;
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
    private @Nullable Joint joint;
    private boolean unjoined;
    private boolean full;
    private long firstNs;
    private long lastNs;
    private long polledNs;
    private boolean bye;

    /** @param held ends where this stream is joined, if it is joined midway behind something */
    Reception(Tuned tuned, ConsoleSettings settings, MediaBuffer buffer, HeldEnd held, Clock clock,
            RandomGenerator random, Progress progress) throws IOException {
        this.tuned = tuned;
        this.settings = settings;
        this.buffer = buffer;
        this.held = held;
        this.clock = clock;
        this.progress = progress;
        MediaDescription media = tuned.media();
        boolean staggered = tuned.start() != null;
        byte[] known = held.packets();
        joint = known.length == 0 ? null : new Joint(known);
        joinedBy = tuned.start() == null ? clock.now() : tuned.start().plus(held.position()).plus(JOINED_BY);
        // Plain groups may have service information in them, which is not the same in each.
        mayLeave = staggered && media.rtp() && !tuned.set().isEmpty();
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
                int known = known(memory, offset, length);
                int bytes = length - known;
                full |= mayLeave && bytes > 0 && buffer.room() < bytes;
                if (bytes == 0 || full) {
                    return;
                }
                if (firstNs == 0) {
                    firstNs = clock.nanoTime();
                }
                check.onMedia(memory, offset + known, bytes);
                buffer.put(memory, offset + known, bytes);
                held.kept(memory, offset + known, bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
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

    /** Receives until the play is over, or {@code stopped}. */
    void run(BooleanSupplier stopped) {
        while (!stopped.getAsBoolean() && !full && !over(clock.nanoTime())) {
            sockets.take(receiver != null && receiver.missing() > 0 ? REPAIRING_MS : IDLE_MS);
            long now = clock.nanoTime();
            if (now - polledNs >= POLL_NS) {
                polledNs = now;
                work(now);
            }
        }
        Instant start = tuned.start();
        if (full && start != null) {
            held.at(Duration.between(start, clock.now()));
        } else if (receiver != null) {
            receiver.end();
        }
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
            progress.playing(now, so.received(), so.lost(), so.repaired(), gate.missed(), buffer.held());
        }
    }

    private boolean over(long now) {
        Duration duration = settings.duration();
        if (gate.over() || (duration != null && firstNs != 0 && now - firstNs >= duration.toNanos())) {
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
                feedback == null ? 0 : feedback.asked(), feedback == null ? 0 : feedback.reports(), 0, 0);
    }

    @Override
    public void close() {
        sockets.close();
        if (feedback != null) {
            feedback.close();
        }
    }
}
