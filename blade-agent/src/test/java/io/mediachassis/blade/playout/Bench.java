package io.mediachassis.blade.playout;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.os.Ipv4Endpoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A playout thread on the bench: stepped by hand, with everything it says kept. */
final class Bench implements AutoCloseable, StreamListener {
    static final long TICK = 10_000_000;
    static final Destination.RtpUdp TO = new Destination.RtpUdp(new Ipv4Endpoint(0x7f000001, 6000),
            new Ipv4Endpoint(0x7f000001, 6001), 0x7f000164);

    /** A clock that stands still unless told. */
    final class HandClock implements Clock {
        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public Instant now() {
            return Instant.ofEpochSecond(1_700_000_000L).plusNanos(now);
        }
    }

    long now = 5_000_000_000L;
    final ChunkPool pool;
    final RecordingSender sender = new RecordingSender(TO);
    final PlayoutThread thread;
    final List<String> events = new ArrayList<>();
    StreamPoint last = new StreamPoint(0, 0, 0);
    HandOverPoint yielded = new HandOverPoint(0, 0, 0, 0, 0, 0);
    long yieldedDueInNs;

    Bench(int chunks, int chunkBytes, PlayoutSettings settings) {
        pool = new ChunkPool(chunks, chunkBytes);
        thread = new PlayoutThread("playout-test", settings, new HandClock(), pool, sender);
    }

    Bench() {
        this(32, 16384, plain(16));
    }

    /** No lead, so that what is due is plain to reckon. */
    static PlayoutSettings plain(int maxStreams) {
        return new PlayoutSettings(TICK, 0, 500_000_000, 200_000_000, maxStreams, 64);
    }

    StreamMetrics open(int ssrc, PlayoutSource source, Destination to, int firstSequence, int firstTimestamp,
            boolean bye) {
        StreamMetrics metrics = new StreamMetrics();
        offer(new PlayoutCommand.Open(new StreamSpec(ssrc, source, to, ssrc, firstSequence, firstTimestamp, "blade-1",
                bye, metrics, this)));
        return metrics;
    }

    StreamMetrics open(int ssrc, PlayoutSource source) {
        return open(ssrc, source, TO, 100, 1000, true);
    }

    void play(int id, long from, long to) {
        offer(new PlayoutCommand.Play(id, from, to));
    }

    void play(int id) {
        play(id, 0, PlayoutCommand.Play.TO_END);
    }

    void offer(PlayoutCommand command) {
        if (!thread.proxy().offer(command)) {
            throw new AssertionError("queue full");
        }
    }

    /** Works now and then lets a tick pass. */
    void tick() {
        thread.doWork(now);
        now += TICK;
    }

    void ticks(int n) {
        for (int i = 0; i < n; i++) {
            tick();
        }
    }

    @Override
    public void onPlaying(long stream, StreamPoint next) {
        events.add("playing " + stream);
        last = next;
    }

    @Override
    public void onPaused(long stream, StreamPoint next) {
        events.add("paused " + stream);
        last = next;
    }

    @Override
    public void onEnd(long stream, StreamPoint next) {
        events.add("end " + stream);
        last = next;
    }

    @Override
    public void onFailed(long stream, StreamFailure failure, String text) {
        events.add("failed " + stream + " " + failure);
    }

    @Override
    public void onNearEnd(long stream, int next) {
        events.add("near end " + stream + " next " + next);
    }

    @Override
    public void onYielded(long stream, HandOverPoint point, long dueInNs, boolean playing) {
        events.add("yielded " + stream + (playing ? " playing" : " paused"));
        yielded = point;
        yieldedDueInNs = dueInNs;
    }

    @Override
    public void close() {
        pool.close();
    }
}
