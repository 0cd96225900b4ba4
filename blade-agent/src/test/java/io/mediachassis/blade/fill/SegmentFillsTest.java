package io.mediachassis.blade.fill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.engine.ArrivingSegments;
import io.mediachassis.blade.engine.FilledSegments;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.ProgramWriter;
import io.mediachassis.blade.storage.SegmentReceiver;
import io.mediachassis.blade.storage.StoreException;
import io.mediachassis.blade.storage.StoreSettings;
import io.mediachassis.blade.ts.SegmenterSettings;
import io.mediachassis.blade.ts.TsSamples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What groups bring, on a store: all of it, damaged, in part, again, and where a copy brings it first. */
class SegmentFillsTest {
    @TempDir
    private Path dir;

    private final ArrivingSegments arriving = new ArrivingSegments();
    private final FilledSegments filled = new FilledSegments(Long.MAX_VALUE / 2);
    private final Counts<FillCounter> counts = new Counts<>(FillCounter.class);
    private final List<Integer> lost = new ArrayList<>();
    private ProgramStore origin;
    private ProgramStore store;
    private Program film;
    private SegmentFills fills;

    @BeforeEach
    void open() throws Exception {
        StoreSettings settings = new StoreSettings(SegmenterSettings.ofTarget(Duration.ofSeconds(2)), 0, 1000, 0);
        origin = ProgramStore.open(dir.resolve("1"), new SystemClock(), settings);
        store = ProgramStore.open(dir.resolve("2"), new SystemClock(), settings);
        try (ProgramWriter writer = origin.create("film", "Film")) {
            writer.write(ByteBuffer.wrap(TsSamples.h264()));
            film = writer.complete();
        }
        filled.serve(Set.of("film"));
        fills = new SegmentFills(store, arriving, filled, (program, segment) -> lost.add(segment), counts);
    }

    @AfterEach
    void close() throws Exception {
        fills.close();
        store.close();
        origin.close();
    }

    private Fill fill(int segment, long attempt) {
        filled.begin("film", segment, film.segment(segment).bytes());
        return new Fill("film", ByteString.copyFrom(film.manifestHash()), segment, attempt);
    }

    private void begin(Fill fill) throws IOException {
        fills.begin(fill, film.manifest(), Files.readAllBytes(film.segment(fill.segment()).sidecar()));
    }

    private ByteBuffer media(int segment) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(film.segment(segment).file()));
    }

    private BitSet held() {
        return store.holding("film").map(Program::heldSegments).orElseGet(BitSet::new);
    }

    @Test
    void whatComesIsHeld_andPlayedBefore() throws Exception {
        Fill zero = fill(0, 1);
        Fill one = fill(1, 2);
        begin(zero);
        begin(one);
        ByteBuffer media = media(1);
        fills.append(one, media.slice(0, media.capacity() / 2));
        assertTrue(arriving.has("film", 1));
        fills.append(zero, media(0));
        assertTrue(fills.finish(zero));
        fills.append(one, media.position(media.capacity() / 2));
        assertTrue(fills.finish(one));
        assertEquals(BitSet.valueOf(new long[] {3}), held());
        assertFalse(arriving.has("film", 0) || arriving.has("film", 1));
        assertEquals(2, counts.get(FillCounter.SEGMENTS));
        assertEquals(List.of(), lost);
        assertFalse(fills.finish(one), "it is over");
    }

    @Test
    void oneThatIsDamagedTakesNothingWithIt_andComesAnew() throws Exception {
        Fill zero = fill(0, 1);
        Fill one = fill(1, 2);
        begin(zero);
        begin(one);
        ByteBuffer wrong = media(0);
        wrong.put(1000, (byte) (wrong.get(1000) + 1));
        fills.append(zero, wrong);
        assertThrows(StoreException.class, () -> fills.finish(zero));
        assertEquals(List.of(zero), fills.abandon(zero));
        assertEquals(List.of(0), lost);
        assertFalse(filled.begun("film", 0));
        assertEquals(List.of(), fills.abandon(zero), "again");
        Fill again = fill(0, 3);
        begin(again);
        fills.append(zero, media(1).limit(188));
        fills.append(again, media(0));
        assertTrue(fills.finish(again), "what came late of the first attempt is not in it");
        fills.append(one, media(1));
        assertTrue(fills.finish(one));
        assertEquals(2, held().cardinality());
    }

    @Test
    void whatACopyBringsIsLeftToIt() throws Exception {
        try (SegmentReceiver copy = store.receive(film.manifest())) {
            copy.sidecar(0, Files.readAllBytes(film.segment(0).sidecar()));
            copy.append(0, media(0));
            Fill zero = fill(0, 1);
            assertThrows(IOException.class, () -> begin(zero));
            fills.abandon(zero);
            copy.finishSegment(0);
            Fill later = fill(0, 2);
            assertThrows(IOException.class, () -> begin(later), "it is here");
            fills.abandon(later);
        }
        assertFalse(arriving.has("film", 0));
        assertEquals(0, filled.bytes());
        assertEquals(1, held().cardinality());
    }

    @Test
    void theEndGivesUpWhatIsOpen_andNothingOfItStays() throws Exception {
        Fill one = fill(1, 1);
        begin(one);
        fills.append(one, media(1).limit(18_800));
        fills.close();
        assertFalse(arriving.has("film", 1));
        assertEquals(0, filled.bytes());
        try (SegmentReceiver copy = store.receive(film.manifest())) {
            copy.sidecar(1, Files.readAllBytes(film.segment(1).sidecar()));
            copy.append(1, media(1));
            copy.finishSegment(1);
        }
        assertEquals(1, held().cardinality());
    }
}
