package io.mediachassis.blade.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.ts.SegmenterSettings;
import io.mediachassis.blade.ts.TsSamples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs held in part, and spread over volumes. */
class PartialProgramTest {
    private static final StoreSettings SETTINGS =
            new StoreSettings(SegmenterSettings.ofTarget(Duration.ofSeconds(2)), 0, 1000);

    @TempDir
    private Path dir;

    private ProgramStore origin;
    private Program film;

    @BeforeEach
    void makeTheOrigin() throws Exception {
        origin = ProgramStore.open(dir.resolve("origin"), ProgramStoreTest.CLOCK, SETTINGS);
        film = write(origin);
    }

    private static Program write(ProgramStore store) throws Exception {
        try (ProgramWriter writer = store.create("film", "Film")) {
            writer.write(ByteBuffer.wrap(TsSamples.h264()));
            return writer.complete();
        }
    }

    private static List<Path> volumes(Path parent, int count) {
        List<Path> roots = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            roots.add(parent.resolve("volume-" + i));
        }
        return roots;
    }

    private void fetch(SegmentReceiver receiver, int n) throws IOException {
        Segment s = film.segment(n);
        receiver.sidecar(n, Files.readAllBytes(s.sidecar()));
        receiver.append(n, ByteBuffer.wrap(Files.readAllBytes(s.file())));
        receiver.finishSegment(n);
    }

    @Test
    void singleSegmentsAreHeldAtOnceAndAfterReopening() throws Exception {
        List<Path> roots = volumes(dir.resolve("b"), 2);
        List<String> heard = new ArrayList<>();
        try (ProgramStore store = ProgramStore.open(roots, ProgramStoreTest.CLOCK, SETTINGS)) {
            store.addListener(new ProgramListener() {
                @Override
                public void added(Program program) {
                    heard.add("+" + program.heldRanges());
                }

                @Override
                public void changed(Program program) {
                    heard.add("=" + program.heldRanges());
                }

                @Override
                public void removed(Program program) {
                    heard.add("-");
                }
            });
            try (SegmentReceiver receiver = store.receive(film.manifest())) {
                fetch(receiver, 2);
                assertTrue(store.holding("film").orElseThrow().holds(2));
                assertTrue(store.program("film").isEmpty());
                receiver.append(1, ByteBuffer.wrap(new byte[188]));
            }
            try (SegmentReceiver one = store.receive(film.manifest());
                    SegmentReceiver other = store.receive(film.manifest())) {
                one.append(0, ByteBuffer.wrap(new byte[188]));
                assertThrows(StoreException.class, () -> other.append(0, ByteBuffer.wrap(new byte[188])));
                assertFalse(store.remove("film"), "it is being received");
                fetch(other, 3);
            }
            assertEquals(List.of("+[2, 2]", "=[2, 3]"), heard);
        }
        try (ProgramStore store = ProgramStore.open(roots, ProgramStoreTest.CLOCK, SETTINGS)) {
            assertEquals(List.of(), store.report().quarantined());
            Program part = store.holding("film").orElseThrow();
            assertEquals(List.of(2, 3), part.heldRanges());
            assertEquals(film.segment(2).bytes() + film.segment(3).bytes(), part.heldBytes());
            assertArrayEquals(film.manifestHash(), part.manifestHash());
            assertTrue(store.verify(part, n -> { }).isEmpty());
            assertEquals(film.index(3).bytes(), part.index(3).bytes());
            assertThrows(StoreException.class, () -> part.index(0));
            assertTrue(store.drop("film", 2));
            assertFalse(store.drop("film", 2));
            assertEquals(List.of(3, 3), store.holding("film").orElseThrow().heldRanges());
            try (SegmentReceiver receiver = store.receive(film.manifest())) {
                for (int n = 0; n < 4; n++) {
                    if (!receiver.has(n)) {
                        fetch(receiver, n);
                    }
                }
                assertTrue(receiver.complete().isWhole());
            }
            assertTrue(store.remove("film"));
            assertEquals(List.of(), filesBelow(dir.resolve("b")).stream().filter(f -> f.contains("film")).toList());
        }
    }

    @Test
    void segmentCanBeReadUnderItsNameWhileItArrives() throws Exception {
        try (ProgramStore store = ProgramStore.open(dir.resolve("b"), ProgramStoreTest.CLOCK, SETTINGS);
                SegmentReceiver receiver = store.receive(film.manifest())) {
            byte[] media = Files.readAllBytes(film.segment(1).file());
            receiver.sidecar(1, Files.readAllBytes(film.segment(1).sidecar()));
            assertTrue(receiver.growing(1).isEmpty());
            receiver.append(1, ByteBuffer.wrap(media, 0, media.length / 2));
            SegmentReceiver.Growing growing = receiver.growing(1).orElseThrow();
            int readable = (int) growing.readable().getAsLong();
            byte[] soFar = Arrays.copyOf(Files.readAllBytes(growing.file()), readable);
            assertArrayEquals(Arrays.copyOf(media, readable), soFar);
            receiver.append(1, ByteBuffer.wrap(media, media.length / 2, media.length - media.length / 2));
            receiver.finishSegment(1);
            assertTrue(receiver.growing(1).isEmpty());
            assertEquals(media.length, growing.readable().getAsLong());
            assertEquals(growing.file(), store.holding("film").orElseThrow().segment(1).file());
        }
    }

    @Test
    void volumeTakenOutLosesItsSegmentsOnly() throws Exception {
        List<Path> roots = volumes(dir.resolve("b"), 2);
        try (ProgramStore store = ProgramStore.open(roots, ProgramStoreTest.CLOCK, SETTINGS)) {
            try (SegmentReceiver receiver = store.receive(film.manifest())) {
                for (int n = 0; n < 4; n++) {
                    receiver.append(n, ByteBuffer.wrap(Files.readAllBytes(film.segment(n).file())));
                }
                for (int n = 0; n < 4; n++) {
                    receiver.finishSegment(n);
                    receiver.sidecar(n, Files.readAllBytes(film.segment(n).sidecar()));
                }
                receiver.complete();
            }
            Program whole = store.program("film").orElseThrow();
            List<Integer> onFirst = new ArrayList<>();
            List<Integer> onSecond = new ArrayList<>();
            whole.segments().forEach(s ->
                    (s.file().startsWith(roots.get(0)) ? onFirst : onSecond).add(s.number()));
            assertEquals(2, onFirst.size(), "segments written at once are spread: " + onFirst + " " + onSecond);
            assertTrue(store.takeOut(roots.get(0), "test"));
            assertFalse(store.takeOut(roots.get(0), "test"));
            Program left = store.holding("film").orElseThrow();
            assertEquals(onSecond, left.heldSegments().stream().boxed().toList());
            try (SegmentReceiver receiver = store.receive(film.manifest())) {
                for (int n : onFirst) {
                    fetch(receiver, n);
                }
                receiver.complete().segments().forEach(s -> assertTrue(s.file().startsWith(roots.get(1))));
            }
        }
        // The disk comes back with what is held elsewhere by now: each segment is kept once.
        try (ProgramStore store = ProgramStore.open(roots, ProgramStoreTest.CLOCK, SETTINGS)) {
            assertTrue(store.program("film").isPresent());
            assertEquals(4, filesBelow(dir.resolve("b")).stream().filter(f -> f.endsWith(".ts")).count());
        }
    }

    @Test
    void powerCutAtAnyStepKeepsWhatWasAcknowledgedOverVolumes() throws Exception {
        Path live = dir.resolve("live");
        List<SteppedDisk> disk = new ArrayList<>();
        List<Integer> acknowledged = new ArrayList<>();
        boolean[] gone = new boolean[1];
        int[] steps = new int[1];
        disk.add(new SteppedDisk(operation -> {
            steps[0]++;
            for (boolean lost : new boolean[] {false, true}) {
                Path copy = dir.resolve("copy");
                copy(live, copy, lost ? disk.get(0) : null);
                try (ProgramStore store = ProgramStore.open(volumes(copy, 3), ProgramStoreTest.CLOCK, SETTINGS)) {
                    assertEquals(List.of(), store.report().quarantined(), operation);
                    for (Program p : store.holdings()) {
                        assertTrue(store.verify(p, n -> { }).isEmpty(), operation);
                        assertTrue(p.isWhole() || !p.id().equals("film"), operation + ": taken in or gone, not half");
                    }
                    for (int n : acknowledged) {
                        assertTrue(store.holding("part").orElseThrow().holds(n), operation);
                    }
                    assertTrue(!gone[0] || store.holding("film").isEmpty(), operation);
                }
                delete(copy);
            }
        }));
        try (ProgramStore store =
                ProgramStore.open(volumes(live, 3), ProgramStoreTest.CLOCK, SETTINGS, disk.get(0))) {
            write(store);
            Manifest m = film.manifest();
            Manifest part = new Manifest(m.version(), "part", m.title(), m.createdEpochMs(), m.durationTicks(),
                    m.bytes(), m.videoCodec(), m.audioCodec(), m.segments());
            try (SegmentReceiver receiver = store.receive(part)) {
                receiver.append(3, ByteBuffer.wrap(Files.readAllBytes(film.segment(3).file())));
                for (int n = 2; n >= 0; n -= 2) {
                    fetch(receiver, n);
                    acknowledged.add(n);
                }
            }
            store.remove("film");
            gone[0] = true;
            acknowledged.remove(Integer.valueOf(2));
            store.drop("part", 2);
        }
        assertTrue(steps[0] > 60, steps[0] + " steps");
    }

    private static List<String> filesBelow(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.map(Path::toString).sorted().toList();
        }
    }

    private static void copy(Path from, Path to, @org.jspecify.annotations.Nullable SteppedDisk lost)
            throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path p : all.sorted().toList()) {
                Path target = to.resolve(from.relativize(p).toString());
                if (Files.isDirectory(p)) {
                    Files.createDirectories(target);
                } else if (lost != null && lost.unforced.contains(p)) {
                    Files.write(target, new byte[0]);
                } else {
                    Files.copy(p, target);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(p);
            }
        }
    }
}
