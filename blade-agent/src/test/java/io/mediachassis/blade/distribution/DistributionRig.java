package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.DistributionStatus;
import io.mediachassis.backplane.proto.StallPolicy;
import io.mediachassis.blade.engine.StreamRoom;
import io.mediachassis.blade.nvod.GroupRanges;
import io.mediachassis.blade.os.SendCounters;
import io.mediachassis.blade.playout.ChunkPool;
import io.mediachassis.blade.playout.Destination;
import io.mediachassis.blade.playout.IoChannel;
import io.mediachassis.blade.playout.MediaChunk;
import io.mediachassis.blade.playout.MediaSender;
import io.mediachassis.blade.playout.PlayoutSettings;
import io.mediachassis.blade.playout.PlayoutThread;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A distribution server with the product's playout, whose time the test steps, and a network that keeps what is sent. */
final class DistributionRig implements AutoCloseable {
    private static final int STEP_MS = 10;

    final Time clock;
    final Counts<DistributionCounter> counts = new Counts<>(DistributionCounter.class);
    final Distributions distributions;
    final Network network = new Network();
    final List<String> published = new ArrayList<>();
    boolean full;
    private final IoChannel channel;
    private final ChunkPool pool = new ChunkPool(64, 64 << 10);
    private final PlayoutThread playout;
    private final Steps ticks = new Steps();
    private final ExecutorService inputs = Executors.newCachedThreadPool();
    private final long startNs;

    DistributionRig(Path folder, Time clock, int orders, long storeLimit) {
        this.clock = clock;
        startNs = clock.nanoTime();
        channel = new IoChannel("volume", 1, 64, false, clock);
        playout = new PlayoutThread("playout", PlayoutSettings.defaults(64), clock, pool, network);
        Random random = new Random(81);
        StreamRoom room = new StreamRoom() {
            @Override
            public Optional<String> admit(long bitRate) {
                return full ? Optional.of("full") : Optional.empty();
            }

            @Override
            public void release(long bitRate) {}
        };
        distributions = new Distributions(
                new Distributions.Place(
                        List.of(new Distributions.Volume(folder, write -> write.run())), channel, bytes -> { },
                        path -> { }, 0x7f000001, 0, random::nextLong, (title, files) -> published.add(title)),
                new DistributionRules(new DistributionRules.Limits(
                        0x7f000001, Set.of(), orders, 4, new GroupRanges(List.of("239.0.0.0/8")), true,
                        new Networks("recipients", List.of("192.0.2.0/24")), 2_000,
                        new StallSettings(StallPolicy.WAIT, 1_000, 5_000)), group -> Optional.empty()),
                new Sending(playout.proxy(), room, room, 0, 0, random::nextLong, counts), storeLimit, clock, ticks, inputs,
                counts);
    }

    /** Lets time pass. */
    void pass(Duration time) {
        for (long ms = 0; ms < time.toMillis(); ms += STEP_MS) {
            clock.advance(Duration.ofMillis(STEP_MS));
            network.nowMs = (clock.nanoTime() - startNs) / 1_000_000;
            ticks.run();
            playout.doWork(clock.nanoTime());
            while (channel.doWork() > 0) {
                playout.doWork(clock.nanoTime());
            }
        }
    }

    DistributionStatus status(String id) {
        return distributions.statuses().stream().filter(s -> s.getId().equals(id)).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        distributions.close();
        inputs.shutdownNow();
        try {
            if (!inputs.awaitTermination(5, TimeUnit.SECONDS)) {
                throw new AssertionError("an input's thread does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ticks.shutdownNow();
        playout.close();
        channel.close();
        pool.close();
    }

    /** Stands until it is moved. */
    static final class Time implements Clock {
        private final Instant start = Instant.parse("2026-01-01T00:00:00Z");
        private volatile long nowNs = 1_000;

        // The test's thread alone moves it.
        @SuppressWarnings("NonAtomicVolatileUpdate")
        void advance(Duration by) {
            nowNs += by.toNanos();
        }

        @Override
        public long nanoTime() {
            return nowNs;
        }

        @Override
        public Instant now() {
            return start.plusNanos(nowNs);
        }
    }

    /** What is to be run later is run at the next step. */
    private static final class Steps extends ScheduledThreadPoolExecutor {
        private final List<Runnable> waiting = new ArrayList<>();

        Steps() {
            super(1);
        }

        @Override
        public synchronized ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            waiting.add(command);
            return null;
        }

        void run() {
            List<Runnable> now;
            synchronized (this) {
                now = new ArrayList<>(waiting);
                waiting.clear();
            }
            now.forEach(Runnable::run);
        }
    }

    /** Keeps media and when it was sent, by recipient. */
    static final class Network implements MediaSender {
        final Map<String, ByteArrayOutputStream> sent = new HashMap<>();
        final Map<String, List<Long>> packetMs = new HashMap<>();
        private final List<Runnable> pending = new ArrayList<>();
        private String to = "";
        private long nowMs;

        byte[] to(String target) {
            return sent.getOrDefault(target, new ByteArrayOutputStream()).toByteArray();
        }

        @Override
        public void begin(Destination.Udp target) {
            to = target.target().toString();
        }

        @Override
        public void header(int word0, int timestamp, int ssrc) {
            plain();
        }

        @Override
        public void retransmission(int word0, int timestamp, int ssrc, int originalSequence) {
            throw new IllegalStateException("no console here asks for packets again");
        }

        @Override
        public void plain() {
            packetMs.computeIfAbsent(to, key -> new ArrayList<>()).add(nowMs);
        }

        @Override
        public void media(MediaChunk chunk, int offset, int length) {
            String target = to;
            pending.add(() -> {
                byte[] b = new byte[length];
                chunk.bytes().get(offset, b);
                sent.computeIfAbsent(target, key -> new ByteArrayOutputStream()).writeBytes(b);
            });
        }

        @Override
        public void end() {}

        @Override
        public void report(Destination.Udp target, ByteBuffer packet) {}

        @Override
        public void flush() {
            pending.forEach(Runnable::run);
            pending.clear();
        }

        @Override
        public SendCounters counters() {
            return new SendCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        }
    }
}
