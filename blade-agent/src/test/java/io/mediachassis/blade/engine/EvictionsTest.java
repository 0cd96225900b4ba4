package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.DropSegments;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.EvictionQuery;
import io.mediachassis.backplane.proto.EvictionReply;
import io.mediachassis.backplane.proto.KeepReply;
import io.mediachassis.backplane.registry.LeaveTime;
import io.mediachassis.blade.director.EvictionDesk;
import io.mediachassis.blade.director.EvictionPlanner;
import io.mediachassis.blade.director.EvictionPlanner.Candidate;
import io.mediachassis.blade.director.EvictionPlanner.Pressure;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.storage.DiskFull;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.ProgramWriter;
import io.mediachassis.blade.storage.SegmentReceiver;
import io.mediachassis.blade.storage.StoreSettings;
import io.mediachassis.blade.storage.WaterMarks;
import io.mediachassis.blade.ts.SegmenterSettings;
import io.mediachassis.blade.ts.TsSamples;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two engines with real stores: 1 has too little room, and 2 keeps what goes from it. */
class EvictionsTest {
    private static final WaterMarks MARKS = new WaterMarks(0.5);
    /** They need room, though they do not count. */
    private static final int SIDECARS = 50_000;

    private final SteppedClock clock = new SteppedClock();
    private final Counts<EngineCounter> counts = new Counts<>(EngineCounter.class);
    private final EvictionDesk desk = new EvictionDesk(new EvictionPlanner(false));
    private final Set<Integer> played = new HashSet<>();
    private final Set<Integer> refusedByKeeper = new HashSet<>();

    @TempDir
    private Path dir;

    private ProgramStore origin;
    private ProgramStore full;
    private Program film;
    private LastUse lastUse = new LastUse(clock);
    private boolean atAHeadEnd;
    private Duration directorTakes = Duration.ZERO;
    private Evictions evictions;

    private static final class SteppedClock implements Clock {
        private Instant now = Instant.ofEpochSecond(4_000_000_000L);
        private long ns;

        @Override
        public long nanoTime() {
            return ns;
        }

        @Override
        public Instant now() {
            return now;
        }

        void step(Duration by) {
            now = now.plus(by);
            ns += by.toNanos();
        }
    }

    @BeforeEach
    void aFullEngine() throws Exception {
        origin = ProgramStore.open(dir.resolve("2"), clock, settings(0));
        try (ProgramWriter writer = origin.create("film", "Film")) {
            writer.write(ByteBuffer.wrap(TsSamples.h264()));
            film = writer.complete();
        }
        open();
        try (SegmentReceiver receiver = full.receive(film.manifest())) {
            for (int n = 0; n < film.segments().size(); n++) {
                receiver.sidecar(n, Files.readAllBytes(film.segment(n).sidecar()));
                receiver.append(n, ByteBuffer.wrap(Files.readAllBytes(film.segment(n).file())));
                receiver.finishSegment(n);
            }
        }
    }

    private static StoreSettings settings(long capacity) {
        return new StoreSettings(SegmenterSettings.ofTarget(Duration.ofSeconds(2)), 0, 1000, capacity);
    }

    private void open() throws Exception {
        full = ProgramStore.open(dir.resolve("1"), clock, settings(film.bytes() + SIDECARS));
        lastUse = new LastUse(clock);
        SegmentDrops keeper = new SegmentDrops(new StoredShelf(origin), new NoLine(), Runnable::run, (p, n) -> false, counts);
        SegmentDrops drops = new SegmentDrops(new StoredShelf(full), new NoLine() {
            @Override
            public CompletionStage<Envelope> request(int slot, Envelope.Builder message) {
                assertEquals(2, slot);
                List<Integer> kept = keeper.keep(message.getKeepSegments()).getSegmentsList().stream()
                        .filter(n -> !refusedByKeeper.contains(n))
                        .toList();
                return CompletableFuture.completedFuture(Envelope.newBuilder()
                        .setKeepReply(KeepReply.newBuilder().addAllSegments(kept))
                        .build());
            }
        }, Runnable::run, (p, n) -> played.contains(n), counts);
        evictions = new Evictions(
                false, MARKS, full, lastUse, drops, cache(drops), () -> (p, n) -> played.contains(n), (p, n) -> !atAHeadEnd,
                atAHeadEnd, this::director, clock, counts);
    }

    /** Nothing came of groups here. */
    private CacheDrops cache(SegmentDrops drops) {
        return new CacheDrops(
                new FilledSegments(0), full, lastUse, drops, () -> (p, n) -> false, (p, n) -> OptionalInt.empty(),
                Runnable::run);
    }

    private static class NoLine implements EngineLine {
        @Override
        public boolean send(int slot, Envelope.Builder message) {
            return false;
        }

        @Override
        public CompletionStage<Envelope> request(int slot, Envelope.Builder message) {
            return CompletableFuture.failedFuture(new IllegalStateException("no link"));
        }
    }

    /** With a head-end nobody else of the station holds anything, and another station holds all. */
    private CompletionStage<EvictionReply> director(EvictionQuery query) {
        clock.step(directorTakes);
        if (atAHeadEnd) {
            return CompletableFuture.completedFuture(EvictionReply.newBuilder()
                    .addDrops(DropSegments.newBuilder()
                            .setProgramId("film")
                            .addSegments(query.getHeld(0).getSegment())
                            .setByLeave(true))
                    .build());
        }
        Holdings one = new Holdings(full, new ArrivingSegments(), lastUse, new FilledSegments(0));
        Holdings two = new Holdings(origin, new ArrivingSegments(), lastUse, new FilledSegments(0));
        SegmentLocationTable table = SegmentLocationTable.EMPTY
                .withReachable(1, true).withHoldings(1, one.push(1))
                .withReachable(2, true).withHoldings(2, two.push(1));
        EvictionReply.Builder reply = EvictionReply.newBuilder();
        List<Candidate> held = query.getHeldList().stream()
                .map(c -> new Candidate(c.getProgramId(), c.getSegment(), c.getBytes(), c.getLastUsedEpochMs(), false))
                .toList();
        desk.decide(new Pressure(1, query.getExcessBytes(), held), table, clock.nanoTime())
                .forEach(order -> reply.addDrops(DropSegments.newBuilder()
                        .setProgramId(order.programId())
                        .addAllSegments(order.segments())
                        .setKeeperSlot(order.keeper())));
        return CompletableFuture.completedFuture(reply.build());
    }

    @AfterEach
    void close() throws Exception {
        full.close();
        origin.close();
    }

    private BitSet held() {
        return full.holding("film").map(Program::heldSegments).orElseGet(BitSet::new);
    }

    @Test
    void whatWasUsedLongestAgoGoesDownToTheLowMark_alsoAfterARestart() throws Exception {
        for (int n : List.of(3, 0, 2, 1)) {
            lastUse.used("film", n);
            clock.step(Duration.ofMinutes(2));
        }
        full.holdings().forEach(lastUse::write);
        full.close();
        open();
        assertEquals(4, held().cardinality());
        evictions.look();
        BitSet left = held();
        assertTrue(left.cardinality() < 4 && left.cardinality() > 0, left.toString());
        assertTrue(!left.get(3) && left.get(1), "3 was used first, 1 last: left is " + left);
        long used = full.fills().get(0).used();
        assertTrue(used <= (film.bytes() + SIDECARS) / 2 && used == full.holding("film").orElseThrow().heldBytes(), used + " bytes");
    }

    @Test
    void whatIsPlayedOrNotKeptElsewhereStays() {
        played.add(0);
        // Used longest ago: both are to go at first, and have to stay; then it is the next one's turn.
        refusedByKeeper.addAll(List.of(3, 1));
        for (int n : List.of(3, 1, 2)) {
            lastUse.used("film", n);
            clock.step(Duration.ofMinutes(2));
        }
        evictions.look();
        assertEquals(4, held().cardinality());
        evictions.look();
        assertTrue(held().get(0) && held().get(1) && held().get(3) && !held().get(2), held().toString());
    }

    @Test
    void whatArrivesIsMadeRoomFor_andRefusedClearlyWhereNothingMayGo() throws Exception {
        RoomMaker room = new RoomMaker(full, evictions, counts);
        long bytes = film.segment(0).bytes();
        room.require(bytes);
        assertTrue(full.freeBytes() >= bytes && held().cardinality() < 4);
        played.addAll(List.of(0, 1, 2, 3));
        DiskFull refused = assertThrows(DiskFull.class, () -> room.require(film.bytes()));
        assertTrue(String.valueOf(refused.getMessage()).contains("remove programs"), refused.getMessage());
        assertEquals(1, counts.get(EngineCounter.NO_ROOM));
    }

    @Test
    void theStationsLastCopyGoesByLeave_whileTheQuestionIsYoung() throws Exception {
        atAHeadEnd = true;
        full.close();
        open();
        directorTakes = LeaveTime.ACTED_ON;
        evictions.look();
        assertEquals(4, held().cardinality(), "what was allowed may have been given back by now");
        directorTakes = LeaveTime.ACTED_ON.minusMillis(1);
        assertEquals(0, evictions.room().evictableBytes());
        assertEquals(film.bytes(), evictions.room().leavableBytes(), "all of it could go, by leave");
        played.add(0);
        evictions.look();
        assertEquals(3, held().cardinality());
        assertTrue(held().get(0), "a stream plays it");
        assertEquals(
                full.holding("film").orElseThrow().heldBytes() - film.segment(0).bytes(), evictions.room().leavableBytes());
    }

    @Test
    void withoutAHeadEnd_whatNobodyElseHoldsIsNotEvenOffered() throws Exception {
        atAHeadEnd = true;
        full.close();
        open();
        evictions = new Evictions(
                false, MARKS, full, lastUse, new SegmentDrops(
                        new StoredShelf(full), new NoLine(), Runnable::run, (p, n) -> false, counts),
                cache(new SegmentDrops(new StoredShelf(full), new NoLine(), Runnable::run, (p, n) -> false, counts)),
                () -> (p, n) -> false, (p, n) -> false, false, this::director, clock, counts);
        evictions.look();
        assertEquals(4, held().cardinality());
        assertEquals(0, evictions.room().leavableBytes());
    }
}
