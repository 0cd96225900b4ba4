package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.proto.OnwardStatus;
import io.mediachassis.blade.distribution.OnwardPlay.Action;
import io.mediachassis.blade.playout.PlayoutCommand;
import io.mediachassis.blade.playout.ScheduledRun;
import io.mediachassis.blade.playout.StreamListener;
import io.mediachassis.blade.playout.StreamMetrics;
import io.mediachassis.blade.playout.StreamPoint;
import io.mediachassis.blade.playout.StreamSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends one onward stream: brings what {@link OnwardPlay} decides to the playout. One thread at a time. */
final class OnwardSender {
    private static final Logger LOG = LoggerFactory.getLogger(OnwardSender.class);
    private static final long RETRY_NS = 1_000_000_000L;
    /** Room that a stream takes whose rate is not known yet. */
    private static final long FIRST_RATE = 1_000_000;

    private final OnwardPlay play;
    private final PieceShelf pieces;
    private final Sending sending;
    private final StreamMetrics metrics = new StreamMetrics();
    private final int ssrc;
    private final int sequence;
    private final int timestamp;
    /** Numbers of plays that broke off. */
    private final Queue<Integer> broken = new ConcurrentLinkedQueue<>();
    private final Map<Integer, Sent> open = new HashMap<>();
    private long retryNs;
    private boolean waitsForRoom;

    private record Sent(long id, long bitRate) {}

    /** @param seed of the distribution: the same stream has the same SSRC and numbers after a restart */
    OnwardSender(Onward onward, long leastOffsetMs, long seed, PieceShelf pieces, Sending sending, long nowNs) {
        this.play = new OnwardPlay(onward, leastOffsetMs);
        this.pieces = pieces;
        this.sending = sending;
        this.retryNs = nowNs;
        SplittableRandom random = new SplittableRandom(seed ^ onward.target().hashCode());
        ssrc = random.nextInt();
        sequence = random.nextInt(1 << 16);
        timestamp = random.nextInt();
    }

    Onward onward() {
        return play.onward();
    }

    boolean over() {
        return play.over();
    }

    long neededFrom(long nowNs, long epochNs) {
        return play.neededFrom(nowNs, epochNs);
    }

    /** Time passed, or pieces came. */
    void step(boolean ended, long nowNs, long epochNs, long bitRate) {
        for (Integer number = broken.poll(); number != null; number = broken.poll()) {
            sending.counts().add(DistributionCounter.PLAYS_FAILED);
            failed(number, nowNs);
        }
        if (!play.sending() && nowNs - retryNs < 0) {
            return;
        }
        for (Action action : play.step(pieces, ended, nowNs, epochNs)) {
            if (action instanceof Action.Open begin) {
                open(begin, Math.max(FIRST_RATE, bitRate), nowNs);
            } else if (action instanceof Action.Follow more) {
                follow(more);
            } else {
                close(action.play());
            }
        }
    }

    private void failed(int number, long nowNs) {
        close(number);
        play.failed(number);
        retryNs = nowNs + RETRY_NS;
    }

    private void open(Action.Open begin, long bitRate, long nowNs) {
        Optional<String> full = sending.room(onward().target()).admit(bitRate);
        waitsForRoom = full.isPresent();
        if (full.isPresent()) {
            sending.counts().add(DistributionCounter.PLAYS_REFUSED);
            LOG.debug("Onward stream {} waits: {}", onward().target(), full.get());
            play.failed(begin.play());
            retryNs = nowNs + RETRY_NS;
            return;
        }
        long id = sending.ids().getAsLong();
        open.put(begin.play(), new Sent(id, bitRate));
        ScheduledRun run = new ScheduledRun(
                begin.piece(), begin.packet(), begin.endPiece(), (int) (sequence + begin.number()) & 0xffff,
                timestamp + (int) begin.timestamp(), begin.ticks(), begin.dueNs(), begin.startNs() - sending.leadNs(),
                begin.marked(), null);
        StreamSpec spec = new StreamSpec(
                id, pieces, sending.destination(onward().target()), ssrc, run.sequence(), run.timestamp(),
                "distribution@mediachassis", false, metrics, new Listener(begin.play()));
        if (sending.playout().offer(new PlayoutCommand.Schedule(spec, run))) {
            sending.counts().add(DistributionCounter.PLAYS);
        } else {
            failed(begin.play(), nowNs);
        }
    }

    private void follow(Action.Follow more) {
        Sent sent = open.get(more.play());
        if (sent != null && !sending.playout().offer(
                new PlayoutCommand.Follow(sent.id(), more.endPiece(), more.ticks(), more.dueNs()))) {
            LOG.debug("The playout takes no more orders now; the next piece's will do");
        }
    }

    private void close(int number) {
        Sent sent = open.remove(number);
        if (sent != null) {
            sending.room(onward().target()).release(sent.bitRate());
            if (!sending.playout().offer(new PlayoutCommand.Close(sent.id(), false))) {
                LOG.warn("The playout takes no more orders: onward stream {} stays open", onward().target());
            }
        }
    }

    /** Ends it. */
    void close() {
        List.copyOf(open.keySet()).forEach(this::close);
    }

    OnwardStatus status() {
        StreamMetrics.Snapshot m = metrics.snapshot();
        return OnwardStatus.newBuilder()
                .setStream(onward().toProto().toBuilder().setOffsetMs(play.offsetNs() / 1_000_000))
                .setState(play.over() ? OnwardStatus.State.OVER
                        : play.sending() ? OnwardStatus.State.SENDING
                        : waitsForRoom ? OnwardStatus.State.NO_ROOM : OnwardStatus.State.WAITING)
                .setPlays(play.plays())
                .setPositionMs(m.positionTicks() / (InputClock.SECOND / 1000))
                .setPackets(m.packets())
                .setBytes(m.bytes())
                .setLatePackets(m.latePackets())
                .setSsrc(ssrc)
                .build();
    }

    /** Hears of one play, on the playout's thread. */
    private final class Listener implements StreamListener {
        private final int number;

        Listener(int number) {
            this.number = number;
        }

        @Override
        public void onPlaying(long stream, StreamPoint next) {}

        @Override
        public void onPaused(long stream, StreamPoint next) {}

        @Override
        public void onEnd(long stream, StreamPoint next) {}

        @Override
        public void onFailed(long stream, StreamFailure failure, String text) {
            LOG.debug("Onward stream {} broke off: {}", onward().target(), text);
            broken.add(number);
        }
    }
}
