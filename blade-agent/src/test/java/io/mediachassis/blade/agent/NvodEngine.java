package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.engine.HeldSegments;
import io.mediachassis.blade.engine.MulticastRuns;
import io.mediachassis.blade.engine.NvodCounter;
import io.mediachassis.blade.engine.StreamRoom;
import io.mediachassis.blade.nvod.PlannedSets;
import io.mediachassis.blade.nvod.StationClock;
import io.mediachassis.blade.playout.ChunkPool;
import io.mediachassis.blade.playout.ChunkReader;
import io.mediachassis.blade.playout.MediaChunk;
import io.mediachassis.blade.playout.PlayoutSegment;
import io.mediachassis.blade.playout.PlayoutSettings;
import io.mediachassis.blade.playout.PlayoutThread;
import io.mediachassis.blade.playout.TimeLine;
import io.mediachassis.blade.playout.TrickThread;
import io.mediachassis.blade.storage.Manifest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One engine of the simulation: the product's parts with a clock, a disk and a line of its own. */
final class NvodEngine implements Clock, HeldSegments, ChunkReader {
    private static final long MS = NvodWorld.MS;
    private static final long LEAD_NS = 20 * MS;

    private final NvodWorld world;
    private final int slot;
    private final double rate;
    private final long offset;
    private int life;
    private boolean alive;
    /** Outlives the process: it is on its disk. */
    private PlannedSets plan = PlannedSets.NONE;
    private @Nullable Parts parts;

    private record Parts(StationClock station, NvodSender sender, PlayoutThread playout, ChunkPool pool) {}

    NvodEngine(NvodWorld world, int slot, int ppm, long offset) {
        this.world = world;
        this.slot = slot;
        this.rate = 1 + ppm / 1e6;
        this.offset = offset;
        start();
    }

    // ---- life --------------------------------------------------------------------------------------------------

    boolean alive() {
        return alive;
    }

    void start() {
        alive = true;
        int now = ++life;
        ChunkPool pool = new ChunkPool(64, 16 << 10);
        StationClock station = new StationClock();
        PlayoutThread playout = new PlayoutThread("playout-" + slot,
                new PlayoutSettings(10 * MS, LEAD_NS, 500 * MS, 200 * MS, 64, 256), this, pool,
                new NvodLedger.Sender(world.ledger, slot));
        StreamRoom room = new StreamRoom() {
            @Override
            public Optional<String> admit(long bitRate) {
                return Optional.empty();
            }

            @Override
            public void release(long bitRate) {}
        };
        MulticastRuns multicast = new MulticastRuns(
                slot, this, this, new TrickThread(this, pool, 1), task -> soon(now, task), playout.proxy(),
                task -> soon(now, task), room, 0x0a000064, LEAD_NS, (set, stream) -> null, new Counts<>(NvodCounter.class));
        parts = new Parts(station, new NvodSender(slot, multicast, station, this), playout, pool);
        every(now, 5 * MS, () -> playout.doWork(nanoTime()));
        every(now, 100 * MS, () -> parts().sender().tick(plan));
        every(now, 100 * MS, this::askTheTime);
        parts().sender().onChange(plan);
    }

    void die() {
        alive = false;
        life++;
        parts().pool().close();
        parts = null;
    }

    private Parts parts() {
        Parts now = parts;
        if (now == null) {
            throw new IllegalStateException("engine " + slot + " is dead");
        }
        return now;
    }

    private void soon(int of, Runnable task) {
        world.at(world.now + world.random.nextLong(2 * MS), () -> {
            if (life == of) {
                task.run();
            }
        });
    }

    private void every(int of, long ns, Runnable task) {
        world.at(world.now + world.random.nextLong(ns), () -> repeat(of, ns, task));
    }

    private void repeat(int of, long ns, Runnable task) {
        if (life == of) {
            task.run();
            world.at(world.now + ns, () -> repeat(of, ns, task));
        }
    }

    // ---- time --------------------------------------------------------------------------------------------------

    @Override
    public long nanoTime() {
        return offset + (long) (world.now * rate);
    }

    @Override
    public Instant now() {
        return Instant.ofEpochSecond(0, NvodWorld.WALL + world.now);
    }

    OptionalLong station() {
        return parts().station().at(nanoTime());
    }

    private void askTheTime() {
        StationClock station = parts().station();
        if (station.known() && world.random.nextInt(10) != 0) {
            return;
        }
        int asked = world.director();
        if (asked == slot) {
            station.lead(NvodWorld.WALL + world.now, false, nanoTime());
        } else if (world.engine(asked).alive()) {
            int of = life;
            long askedNs = nanoTime();
            world.at(world.now + world.delay(), () -> {
                if (world.engine(asked).alive() && world.engine(asked).station().isPresent()) {
                    long told = world.engine(asked).station().getAsLong();
                    world.at(world.now + world.delay(), () -> {
                        if (life == of) {
                            station.onAnswer(askedNs, told, false, nanoTime());
                        }
                    });
                }
            });
        }
    }

    // ---- the plan ----------------------------------------------------------------------------------------------

    PlannedSets plan() {
        return plan;
    }

    void onPlan(PlannedSets told) {
        if (alive && told.newerThan(plan)) {
            plan = told;
            parts().sender().onChange(told);
        }
    }

    // ---- the disk ----------------------------------------------------------------------------------------------

    @Override
    public Optional<Manifest> manifest(String programId) {
        return Optional.of(world.manifest);
    }

    @Override
    public boolean isWhole(Manifest manifest, int segment) {
        return world.holds(slot, segment);
    }

    @Override
    public boolean isArriving(Manifest manifest, int segment) {
        return false;
    }

    @Override
    public PlayoutSegment segment(Manifest manifest, int segment) {
        boolean here = world.holds(slot, segment);
        return new PlayoutSegment(Path.of("film", Integer.toString(segment)), NvodWorld.SEGMENT_BYTES, line(segment),
                () -> here ? NvodWorld.SEGMENT_BYTES : 0);
    }

    @Override
    public boolean request(MediaChunk chunk) {
        int of = life;
        world.at(world.now + MS + world.random.nextLong(15 * MS), () -> {
            if (life == of) {
                chunk.ready();
            }
        });
        return true;
    }

    static TimeLine line(int segment) {
        long each = NvodWorld.SEGMENT_SECONDS * TimeLine.TICKS_PER_SECOND;
        return new Line(segment * each, each);
    }

    /** A constant rate. */
    private record Line(long startTicks, long ticks) implements TimeLine {
        @Override
        public long endTicks() {
            return startTicks + ticks;
        }

        @Override
        public long timeAt(long offset) {
            return startTicks + offset * ticks / NvodWorld.SEGMENT_BYTES;
        }

        @Override
        public long offsetAt(long at) {
            long within = Math.max(0, Math.min(ticks, at - startTicks));
            return within * NvodWorld.SEGMENT_BYTES / ticks / 188 * 188;
        }

        @Override
        public long accessPointAt(long at) {
            return 0;
        }
    }
}
