package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.FarTransfer;
import io.mediachassis.backplane.proto.FetchProgram;
import io.mediachassis.backplane.proto.SegmentCopied;
import io.mediachassis.backplane.token.TokenVerifier;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.ProgramWriter;
import io.mediachassis.blade.storage.StoreSettings;
import io.mediachassis.blade.ts.SegmenterSettings;
import io.mediachassis.blade.ts.TsSamples;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies from engines of other stations, some of which are bad: real stores and HTTP. */
class FarFetchesTest {
    private final Leaping clock = new Leaping();
    /** Each question for the time takes as long as the test says. */
    private static final class Leaping implements Clock {
        private final AtomicLong ns = new AtomicLong();
        private final Semaphore looked = new Semaphore(0);
        private volatile long leapNs;

        @Override
        public long nanoTime() {
            looked.release();
            return ns.addAndGet(leapNs);
        }

        @Override
        public Instant now() {
            return Instant.ofEpochSecond(4_000_000_000L);
        }
    }

    private final List<SegmentCopied> told = new ArrayList<>();
    private final List<Integer> lost = new ArrayList<>();
    private final ArrivingSegments arriving = new ArrivingSegments();
    private final List<AutoCloseable> closing = new ArrayList<>();
    /** What is done once some of a segment is here. */
    private Runnable meanwhile = () -> {};

    @TempDir
    private Path dir;

    private ProgramStore store;
    private Program film;
    private FarSourceServer north;
    private FarSourceServer south;

    @BeforeEach
    void twoStations() throws Exception {
        ProgramStore origin = ProgramStore.open(dir.resolve("far"), clock, settings(0));
        closing.add(origin);
        try (ProgramWriter writer = origin.create("film", "Film")) {
            writer.write(ByteBuffer.wrap(TsSamples.h264()));
            film = writer.complete();
        }
        open(0);
        north = new FarSourceServer(film);
        south = new FarSourceServer(film);
        closing.addAll(List.of(north, south));
    }

    private static StoreSettings settings(long capacity) {
        return new StoreSettings(SegmenterSettings.ofTarget(Duration.ofSeconds(2)), 0, 1000, capacity);
    }

    private void open(long capacity) throws Exception {
        store = ProgramStore.open(dir.resolve("here-" + capacity), clock, settings(capacity));
        closing.add(store);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : closing) {
            one.close();
        }
    }

    private FarFetches fetches() {
        Counts<EngineCounter> counts = new Counts<>(EngineCounter.class);
        EngineToken token = new EngineToken(new TokenVerifier("", clock));
        return new FarFetches(
                store, arriving, new SegmentCopier(token, arriving, 0, clock, counts), token, new IngestJobs(),
                new FilledSegments(0), Runnable::run, clock, new FarFetches.Around() {
                    @Override
                    public void require(long bytes) {
                        // There is room, as far as anybody knows.
                    }

                    @Override
                    public void refreshed(String programId) {
                        meanwhile.run();
                    }

                    @Override
                    public void lost(String programId, int segment) {
                        lost.add(segment);
                    }

                    @Override
                    public void over(SegmentCopied done) {
                        told.add(done);
                    }
                });
    }

    private FetchProgram.Builder order(int segment) {
        return FetchProgram.newBuilder()
                .setProgramId("film")
                .addSegments(segment)
                .setManifestHash(ByteString.copyFrom(film.manifest().hash()))
                .addFarSourceUrls(north.uri().toString()).addFarStations("north")
                .addFarSourceUrls(south.uri().toString()).addFarStations("south");
    }

    private SegmentCopied copied(FetchProgram.Builder order) {
        assertEquals("", fetches().fetch(order.build()));
        return told.get(told.size() - 1);
    }

    private static List<String> good(SegmentCopied done) {
        return done.getTransfersList().stream().filter(t -> !t.getBroken()).map(FarTransfer::getStation).toList();
    }

    private static List<String> bad(SegmentCopied done) {
        return done.getTransfersList().stream().filter(FarTransfer::getBroken).map(FarTransfer::getStation).toList();
    }

    @Test
    void damagedBytesAreTheirSourcesFault_andTheNextOneGivesTheSegmentFromItsBeginning() {
        north.damages = true;
        SegmentCopied done = copied(order(1));
        assertTrue(done.getWhole(), done.getText());
        assertEquals(List.of("north"), bad(done));
        assertEquals(List.of("south"), good(done));
        assertEquals(film.segment(1).bytes(), done.getTransfers(0).getBytes());
        assertEquals(List.of(0), south.from());
        assertEquals(List.of(1), lost, "streams that played of it have gone elsewhere");
    }

    @Test
    void whereAllSendDamagedBytes_eachIsAskedOnce() {
        north.damages = true;
        south.damages = true;
        SegmentCopied done = copied(order(1));
        assertTrue(!done.getWhole() && done.getText().contains("damaged"), done.getText());
        assertEquals(List.of("north", "south"), bad(done));
        assertEquals(1, north.from().size());
    }

    @Test
    void aFullDiskIsNoFaultOfTheSource() throws Exception {
        open(film.segment(1).bytes() / 2);
        SegmentCopied done = copied(order(1));
        assertTrue(!done.getWhole() && done.getFaultHere(), done.toString());
        assertEquals(List.of(), bad(done));
        assertEquals(List.of(), south.from(), "another source would not help");
    }

    @Test
    void aDiskThatCanNotBeWrittenIsNoFaultOfTheSource() throws Exception {
        Path folder = dir.resolve("here-0");
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> assertTrue(path.toFile().delete()));
        }
        Files.writeString(folder, "in its way");
        SegmentCopied done = copied(order(1));
        assertTrue(!done.getWhole() && done.getFaultHere(), done.toString());
        assertEquals(List.of(), bad(done));
    }

    @Test
    void aSourceThatIsAtFaultIsNoFaultHere() {
        north.damages = true;
        south.damages = true;
        assertTrue(!copied(order(1)).getFaultHere());
        north.close();
        south.close();
        assertTrue(!copied(order(0)).getFaultHere());
    }

    @Test
    void aSecondOrderForACopyThatRunsJoinsIt() {
        FarFetches fetches = fetches();
        meanwhile = () -> assertEquals("", fetches.fetch(order(1).build()));
        assertEquals("", fetches.fetch(order(1).build()));
        assertEquals(1, told.size(), told.toString());
        assertTrue(told.get(0).getWhole());
        assertEquals(List.of(0), north.from());
    }

    @Test
    void aCopyWithinTheStationIsJoinedToo_andItsEndIsTold() {
        for (boolean held : List.of(true, false)) {
            assertTrue(arriving.begin(film.manifest(), 1));
            assertEquals("", fetches().fetch(order(1).build()));
            assertEquals(List.of(), told);
            arriving.end(film.manifest(), 1, held);
            assertEquals(1, told.size());
            assertEquals(held, told.get(0).getWhole());
            assertTrue(!told.get(0).getFaultHere());
            told.clear();
        }
        assertEquals(List.of(), north.from());
    }

    /** Waits until the receiver has looked at its clock again, so that not all comes at once. */
    private void trickle() {
        clock.leapNs = LeastRate.WINDOW_NS;
        clock.looked.drainPermits();
        try {
            clock.looked.tryAcquire(50, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aSourceThatTricklesIsLeftForTheNext_whichGoesOnFromThere() {
        north.trickles = this::trickle;
        south.trickles = () -> clock.leapNs = 0;
        SegmentCopied done = copied(order(1));
        assertTrue(done.getWhole(), done.getText());
        assertEquals(List.of("north"), bad(done));
        assertEquals(List.of("south"), good(done));
    }

    @Test
    void theOnlySourceThatTricklesIsBrokenOffAtLast() {
        north.trickles = this::trickle;
        SegmentCopied done = copied(order(1).clearFarSourceUrls().clearFarStations()
                .addFarSourceUrls(north.uri().toString()).addFarStations("north"));
        assertTrue(!done.getWhole() && done.getText().contains("too little"), done.toString());
        assertEquals(List.of("north"), bad(done));
        assertTrue(!done.getFaultHere());
    }
}
