package io.mediachassis.blade.fill;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.engine.ArrivingSegments;
import io.mediachassis.blade.engine.FilledSegments;
import io.mediachassis.blade.engine.SegmentCopier;
import io.mediachassis.blade.interactive.ServedStream;
import io.mediachassis.blade.interactive.StreamTap;
import io.mediachassis.blade.nvod.NvodSchedule;
import io.mediachassis.blade.nvod.NvodSet;
import io.mediachassis.blade.repair.RepairStore;
import io.mediachassis.blade.storage.ProgramStore;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadFactory;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts what the interactive server's streams send on this blade's disks, segment by segment, so that consoles which leave a
 * stream are served from here, and the engines that send the groups are not asked (seed 000 claims 2 and 3); and puts what
 * they lost on their way back into its memory. The interactive server's thread, but for {@link #serve} and {@link #time}.
 */
public final class GroupFill implements StreamTap, AutoCloseable {
    private static final long SECOND_NS = 1_000_000_000L;
    /** Of what came in this time a stream close behind can be sent. */
    private static final long FLUSH_NS = 100_000_000L;

    private final ProgramStore store;
    private final FilledSegments filled;
    private final FillThread thread;
    private final GapReader reader;
    private final StreamMender mender;
    private final LongConsumer makeRoom;
    private final Counts<FillCounter> counts;
    private final Map<String, OneProgram> programs = new HashMap<>();
    private volatile Map<String, NvodSchedule> schedules = Map.of();
    private volatile @Nullable Time time;
    private long attempts;
    private long nextTickNs;
    private long flushedNs;

    private record Time(long atNs, long stationNs) {}

    /**
     * @param holders engines that hold segments
     * @param onLost hears of a segment that was on its way and does not come; streams may play it
     * @param makeRoom hears that so many bytes of what groups brought are to go; must not block
     * @param threads make those that read and write
     */
    public GroupFill(
            ProgramStore store, ArrivingSegments arriving, SegmentCopier copier, FilledSegments filled,
            Holders holders, BiConsumer<String, Integer> onLost, LongConsumer makeRoom,
            ThreadFactory threads, Counts<FillCounter> counts) {
        this.store = store;
        this.filled = filled;
        FillFetches fetches = new FillFetches(store, arriving, copier, holders);
        this.thread = new FillThread(new SegmentFills(store, arriving, filled, onLost, counts), fetches, counts, threads);
        this.reader = new GapReader(store, fetches, threads);
        this.mender = new StreamMender(reader, counts);
        this.makeRoom = makeRoom;
        this.counts = counts;
    }

    /** These sets there are now. Any thread. */
    public void serve(Collection<NvodSchedule> sets) {
        Map<String, NvodSchedule> byInstance = new HashMap<>();
        sets.forEach(schedule -> byInstance.put(schedule.set().instance(), schedule));
        schedules = Map.copyOf(byInstance);
    }

    /** What time it is at the station. Any thread, a few times a second. */
    public void time(long nowNs, long stationNs) {
        time = new Time(nowNs, stationNs);
    }

    @Override
    public void look(ServedStream stream, RepairStore kept, long nowNs) {
        NvodSchedule schedule = schedules.get(stream.instance());
        Time known = time;
        if (schedule != null && known != null) {
            long stationNs = known.stationNs() + nowNs - known.atNs();
            mender.look(stream, schedule, kept, stationNs, nowNs);
            programs.computeIfAbsent(schedule.set().programId(), id -> new OneProgram(schedule.set()))
                    .collect(schedule, stream.index(), kept, stationNs, nowNs);
        }
    }

    @Override
    public void turn(long nowNs) {
        mender.turn(nowNs);
        thread.results(result -> {
            OneProgram program = programs.get(result.fill().programId());
            if (program != null) {
                program.onResult(result, nowNs);
            }
        });
        if (nowNs - flushedNs >= FLUSH_NS) {
            flushedNs = nowNs;
            programs.values().forEach(OneProgram::flush);
        }
        if (nowNs - nextTickNs >= 0) {
            nextTickNs = nowNs + SECOND_NS;
            tick(nowNs);
        }
    }

    private void tick(long nowNs) {
        for (Iterator<OneProgram> all = programs.values().iterator(); all.hasNext();) {
            OneProgram program = all.next();
            program.segments.tick(nowNs);
            if (schedules.values().stream().noneMatch(program::isOf)) {
                program.segments.close(nowNs);
                all.remove();
            }
        }
    }

    /** Gives up what is on its way; waits up to 2 s. Any thread, once the server's has ended. */
    @Override
    public void close() {
        reader.close();
        thread.close();
    }

    /** A program that groups send, and what is on its way of it. */
    private final class OneProgram implements SegmentWriter {
        private final NvodSet set;
        private final GroupSegments segments;
        private final Map<Integer, Fill> fills = new HashMap<>();
        private final Map<Integer, ByteBuffer> blocks = new TreeMap<>();
        private final Set<Integer> finishing = new HashSet<>();

        OneProgram(NvodSet set) {
            this.set = set;
            this.segments = new GroupSegments(set.program(), this::held, this);
        }

        boolean isOf(NvodSchedule schedule) {
            return schedule.set().programId().equals(set.programId())
                    && schedule.set().program().manifestHash().equals(set.program().manifestHash());
        }

        private boolean held(int segment) {
            return finishing.contains(segment)
                    || store.holding(set.programId()).map(program -> program.holds(segment)).orElse(false);
        }

        void collect(NvodSchedule schedule, int stream, RepairStore kept, long stationNs, long nowNs) {
            // The same id may be another program's by now, of which another set tells.
            if (isOf(schedule)) {
                segments.collect(schedule, stream, kept, stationNs, nowNs);
            }
        }

        void onResult(FillThread.Result result, long nowNs) {
            int segment = result.fill().segment();
            if (!result.fill().equals(fills.get(segment))) {
                return;
            }
            if (result.kind() == FillThread.Kind.READY) {
                segments.onReady(segment, nowNs);
                return;
            }
            forget(segment);
            finishing.remove(segment);
            if (result.kind() == FillThread.Kind.FAILED) {
                segments.onFailed(segment, nowNs);
            }
        }

        @Override
        public boolean begin(int segment) {
            long length = set.program().bytes(segment);
            if (filled.begun(set.programId(), segment) || !filled.mayBe(length)) {
                // It is brought otherwise, or never could be.
                return false;
            }
            long excess = filled.excess(length);
            if (excess > 0) {
                counts.add(FillCounter.NO_ROOM);
                makeRoom.accept(excess);
                return false;
            }
            if (!filled.begin(set.programId(), segment, length)) {
                return false;
            }
            Fill fill = new Fill(set.programId(), set.program().manifestHash(), segment, ++attempts);
            fills.put(segment, fill);
            thread.begin(fill);
            return true;
        }

        @Override
        public boolean append(int segment, ByteBuffer memory, int at, int length) {
            ByteBuffer block = blocks.get(segment);
            if (block != null && block.remaining() < length) {
                flush(segment);
                block = null;
            }
            if (block == null) {
                block = thread.block();
                if (block == null) {
                    counts.add(FillCounter.WAITED);
                    return false;
                }
                blocks.put(segment, block);
            }
            block.put(block.position(), memory, at, length).position(block.position() + length);
            return true;
        }

        private void flush() {
            Set.copyOf(blocks.keySet()).forEach(this::flush);
        }

        private void flush(int segment) {
            ByteBuffer block = blocks.remove(segment);
            Fill fill = fills.get(segment);
            if (block != null && fill != null) {
                thread.append(fill, block);
            }
        }

        @Override
        public void fetch(int segment, long from, long to) {
            flush(segment);
            thread.fetch(Objects.requireNonNull(fills.get(segment)), from, to);
        }

        @Override
        public void finish(int segment) {
            flush(segment);
            finishing.add(segment);
            thread.finish(Objects.requireNonNull(fills.get(segment)));
        }

        @Override
        public void abandon(int segment) {
            Fill fill = fills.get(segment);
            forget(segment);
            if (fill != null) {
                thread.abandon(fill);
            }
        }

        /** It ends; a block that is not full goes the way of the others, for what is no longer open. */
        private void forget(int segment) {
            flush(segment);
            fills.remove(segment);
        }
    }
}
