package io.mediachassis.blade.engine;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.DropSegments;
import io.mediachassis.backplane.proto.EvictionCandidate;
import io.mediachassis.backplane.proto.EvictionQuery;
import io.mediachassis.backplane.proto.EvictionReply;
import io.mediachassis.backplane.registry.LeaveTime;
import io.mediachassis.blade.storage.Fill;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.Segment;
import io.mediachassis.blade.storage.WaterMarks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes room on this engine's volumes: offers the director what was used longest ago, and drops what that one allows.
 * Nothing at a home station, which keeps all. One thread, but for {@link #room} and {@link #evict}, which any may call.
 */
public final class Evictions {
    private static final Logger LOG = LoggerFactory.getLogger(Evictions.class);
    /** Offered at a time: more than a large excess takes. */
    private static final int OFFERED = 1024;

    private final boolean home;
    private final WaterMarks marks;
    private final ProgramStore store;
    private final LastUse lastUse;
    private final SegmentDrops drops;
    private final CacheDrops cache;
    private final Supplier<BiPredicate<String, Integer>> inUse;
    private final BiPredicate<String, Integer> elsewhere;
    private final boolean lastToo;
    private final Clock clock;
    private final Function<EvictionQuery, CompletionStage<EvictionReply>> director;
    private final Counts<EngineCounter> counts;
    /** What was to go and had to stay: not offered before everything else was. */
    private final Set<Kept> kept = ConcurrentHashMap.newKeySet();
    private volatile Room room = new Room(0, 0, 0);

    private record Kept(String programId, int segment) {}

    /**
     * What may be stored here.
     *
     * @param freeBytes without a volume going above its low-water mark soon
     * @param evictableBytes more, if all went that others hold too and nobody uses
     * @param leavableBytes more still, if all went that no other engine of the station holds and nobody uses: where the
     *     head-end gives leave
     */
    public record Room(long freeBytes, long evictableBytes, long leavableBytes) {}

    /**
     * @param home whether nothing may be evicted but what groups brought
     * @param cache drops that
     * @param inUse tells whether a stream here plays a segment of a program now, or will next
     * @param elsewhere whether another engine that can be reached holds it, as far as this blade knows
     * @param lastToo whether the director is offered what no other engine holds as well, behind all else: he may know of
     *     another station that does
     * @param director decides; fails when it can't be asked
     */
    public Evictions(
            boolean home,
            WaterMarks marks,
            ProgramStore store,
            LastUse lastUse,
            SegmentDrops drops,
            CacheDrops cache,
            Supplier<BiPredicate<String, Integer>> inUse,
            BiPredicate<String, Integer> elsewhere,
            boolean lastToo,
            Function<EvictionQuery, CompletionStage<EvictionReply>> director,
            Clock clock,
            Counts<EngineCounter> counts) {
        this.lastToo = lastToo;
        this.clock = clock;
        this.home = home;
        this.marks = marks;
        this.store = store;
        this.lastUse = lastUse;
        this.drops = drops;
        this.cache = cache;
        this.inUse = inUse;
        this.elsewhere = elsewhere;
        this.director = director;
        this.counts = counts;
    }

    /** As the last {@link #look} found it. */
    public Room room() {
        return room;
    }

    /** Each second: how full the volumes are; those above their high-water mark are emptied down to the low one. */
    public void look() {
        try {
            store.holdings().forEach(lastUse::write);
            if (home) {
                room = new Room(store.freeBytes(), cache.bytes(), 0);
                return;
            }
            long free = 0;
            for (Fill fill : store.fills()) {
                free += marks.room(fill.used(), fill.limit());
                long excess = marks.excess(fill.used(), fill.limit());
                if (excess > 0) {
                    LOG.debug("Volume {} has {} of {} bytes: {} are to go", fill.volume(), fill.used(), fill.limit(),
                            excess);
                    if (cache.bytes() > 0) {
                        cache.want(excess);
                    } else {
                        evict(excess, candidates((program, segment) -> segment.file().startsWith(fill.volume())));
                    }
                }
            }
            room = new Room(
                    Math.min(free, store.freeBytes()),
                    bytesThatMayGo(elsewhere) + cache.bytes(),
                    lastToo ? bytesThatMayGo(elsewhere.negate()) : 0);
        } catch (IOException e) {
            LOG.debug("The volumes do not tell how full they are", e);
        }
    }

    /**
     * Drops so many bytes, wherever they lie: first what groups brought. Completes with the number of segments dropped; never
     * fails.
     */
    CompletionStage<Integer> evict(long bytes) {
        return cache.drop(bytes).thenCompose(dropped -> dropped > 0 || home
                ? CompletableFuture.completedFuture(dropped)
                : evict(bytes, candidates()));
    }

    private CompletionStage<Integer> evict(long bytes, List<EvictionCandidate> offered) {
        if (offered.isEmpty()) {
            return CompletableFuture.completedFuture(0);
        }
        counts.add(EngineCounter.EVICTIONS_ASKED);
        EvictionQuery query = EvictionQuery.newBuilder()
                .setExcessBytes(bytes)
                .addAllHeld(offered.subList(0, Math.min(OFFERED, offered.size())))
                .build();
        long askedNs = clock.nanoTime();
        return director.apply(query).thenCompose(reply -> carryOut(reply, askedNs)).handle((dropped, error) -> {
            if (error != null) {
                LOG.debug("The director does not say what may go", error);
            }
            return error == null ? dropped : 0;
        });
    }

    private CompletionStage<Integer> carryOut(EvictionReply reply, long askedNs) {
        CompletionStage<Integer> sum = CompletableFuture.completedFuture(0);
        for (DropSegments order : reply.getDropsList()) {
            CompletionStage<Integer> dropping = order.getByLeave()
                    ? drops.dropByLeave(order, () -> clock.nanoTime() - askedNs < LeaveTime.ACTED_ON.toNanos())
                    : drops.drop(order);
            sum = sum.thenCombine(dropping, Integer::sum).thenApply(dropped -> {
                noteKept(order);
                return dropped;
            });
        }
        return sum;
    }

    private void noteKept(DropSegments order) {
        Program program = store.holding(order.getProgramId()).orElse(null);
        for (int segment : order.getSegmentsList()) {
            Kept one = new Kept(order.getProgramId(), segment);
            if (program != null && program.holds(segment)) {
                kept.add(one);
            } else {
                kept.remove(one);
            }
        }
    }

    private long bytesThatMayGo(BiPredicate<String, Integer> where) {
        long[] sum = new long[1];
        forEachThatMayGo(where, (program, segment) -> sum[0] += segment.bytes());
        return sum[0];
    }

    private void forEachThatMayGo(BiPredicate<String, Integer> where, BiConsumer<Program, Segment> taker) {
        BiPredicate<String, Integer> used = inUse.get();
        for (Program program : store.holdings()) {
            for (Segment segment : program.segments()) {
                int n = segment.number();
                if (program.holds(n) && !cache.has(program.id(), n) && !used.test(program.id(), n)
                        && where.test(program.id(), n)) {
                    taker.accept(program, segment);
                }
            }
        }
    }

    private List<EvictionCandidate> candidates() {
        return candidates((program, segment) -> true);
    }

    /**
     * What may go, used longest ago first, and what no other engine holds behind that; what could not go before only when
     * there is nothing else.
     */
    private List<EvictionCandidate> candidates(BiPredicate<Program, Segment> of) {
        List<EvictionCandidate> all = candidates(of, elsewhere);
        if (lastToo) {
            all.addAll(candidates(of, elsewhere.negate()));
        }
        List<EvictionCandidate> others = all.stream()
                .filter(candidate -> !kept.contains(new Kept(candidate.getProgramId(), candidate.getSegment())))
                .toList();
        if (others.isEmpty()) {
            kept.clear();
            return all;
        }
        return others;
    }

    private List<EvictionCandidate> candidates(
            BiPredicate<Program, Segment> of, BiPredicate<String, Integer> where) {
        List<EvictionCandidate> all = new ArrayList<>();
        forEachThatMayGo(where, (program, segment) -> {
            if (of.test(program, segment)) {
                all.add(EvictionCandidate.newBuilder()
                        .setProgramId(program.id())
                        .setSegment(segment.number())
                        .setBytes(segment.bytes())
                        .setLastUsedEpochMs(lastUse.of(program, segment))
                        .build());
            }
        });
        all.sort(Comparator.comparingLong(EvictionCandidate::getLastUsedEpochMs));
        return all;
    }
}
