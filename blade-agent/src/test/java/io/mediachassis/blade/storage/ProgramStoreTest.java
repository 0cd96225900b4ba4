package io.mediachassis.blade.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.ts.NotMpegTs;
import io.mediachassis.blade.ts.SegmentIndex;
import io.mediachassis.blade.ts.SegmenterSettings;
import io.mediachassis.blade.ts.TsSamples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramStoreTest {
    static final Clock CLOCK = new Clock() {
        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Instant now() {
            return Instant.parse("2026-11-21T12:00:00Z");
        }
    };
    private static final StoreSettings SETTINGS =
            new StoreSettings(SegmenterSettings.ofTarget(Duration.ofSeconds(2)), 0, 1000);

    @TempDir
    private Path dir;

    private ProgramStore open(String name) throws IOException {
        return ProgramStore.open(dir.resolve(name), CLOCK, SETTINGS);
    }

    private static Program write(ProgramStore store, String id) throws Exception {
        try (ProgramWriter writer = store.create(id, "Title of " + id)) {
            writer.write(ByteBuffer.wrap(TsSamples.h264()));
            return writer.complete();
        }
    }

    private static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(p -> !p.equals(folder)).sorted().toList();
        }
    }

    @Test
    void programIsThereAfterReopening() throws Exception {
        byte[] hash;
        try (ProgramStore store = open("a")) {
            List<String> heard = new ArrayList<>();
            store.addListener(new ProgramListener() {
                @Override
                public void added(Program program) {
                    heard.add("+" + program.id());
                }

                @Override
                public void removed(Program program) {
                    heard.add("-" + program.id());
                }
            });
            Program p = write(store, "film");
            hash = p.manifestHash();
            assertEquals("h264", p.videoCodec());
            assertEquals("aac", p.audioCodec());
            assertEquals(8.0, (double) p.durationTicks() / SegmentIndex.TICKS_PER_SECOND, 0.05);
            write(store, "gone");
            assertTrue(store.remove("gone"));
            assertEquals(List.of("+film", "+gone", "-gone"), heard);
        }
        try (ProgramStore store = open("a")) {
            assertEquals(new StoreReport(1, List.of(), List.of()), store.report());
            Program p = store.program("film").orElseThrow();
            assertEquals("Title of film", p.title());
            assertEquals(CLOCK.now(), p.created());
            assertArrayEquals(hash, p.manifestHash());
            assertTrue(store.verify(p, n -> { }).isEmpty());
            assertEquals(List.of(p), store.programs());
        }
    }

    @Test
    void locateFindsTheRandomAccessPointBefore() throws Exception {
        try (ProgramStore store = open("a")) {
            Program p = write(store, "film");
            long second = SegmentIndex.TICKS_PER_SECOND;
            assertEquals(new Position(0, 376, 0), p.locate(0));
            for (double at = 0.3; at < 8; at += 0.5) {
                Position found = p.locate((long) (at * second));
                assertTrue(found.ticks() <= at * second && found.ticks() > (at - 1.1) * second, at + ": " + found);
                assertEquals(p.segmentAt(found.ticks()).number(), found.segment());
                assertEquals(found.ticks(), p.index(found.segment()).timeAt(found.offset()));
            }
            assertEquals(3, p.locate(999 * second).segment());
        }
    }

    @Test
    void idsThatCouldLeaveTheFolderAndSecondWritersAreRefused() throws Exception {
        try (ProgramStore store = open("a")) {
            for (String id : List.of("..", "a/b", "", "-a", "A", "a\0", "x".repeat(65), "../../etc")) {
                assertThrows(IllegalArgumentException.class, () -> store.create(id, "t"), id);
            }
            try (ProgramWriter writer = store.create("film", "t")) {
                assertTrue(message(StoreException.class, () -> store.create("film", "t")).contains("being written"));
                assertEquals("film", writer.id());
            }
            write(store, "film");
            assertTrue(message(StoreException.class, () -> store.create("film", "t")).contains("exists"));
        }
    }

    private static <X extends Exception> String message(Class<X> type, org.junit.jupiter.api.function.Executable e) {
        return String.valueOf(assertThrows(type, e).getMessage());
    }

    @Test
    void whatIsNoProgramLeavesNothing() throws Exception {
        try (ProgramStore store = open("a")) {
            ProgramWriter writer = store.create("film", "t");
            assertThrows(NotMpegTs.class, () -> writer.write(ByteBuffer.allocate(2_000_000)));
            assertThrows(IllegalStateException.class, writer::complete);
            assertEquals(List.of(), below(dir.resolve("a/programs")));
            write(store, "film");
        }
    }

    @Test
    void damageIsMovedAsideWithTheReason() throws Exception {
        try (ProgramStore store = open("a")) {
            write(store, "cut");
            write(store, "flipped");
            write(store, "missing");
            write(store, "sound");
        }
        Path programs = dir.resolve("a/programs");
        Path cut = programs.resolve("cut/00001.ts");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 188));
        Path flipped = programs.resolve("flipped/00000.idx");
        byte[] index = Files.readAllBytes(flipped);
        index[60] ^= 1;
        Files.write(flipped, index);
        Files.delete(programs.resolve("missing/00002.ts"));
        try (ProgramStore store = open("a")) {
            assertEquals(List.of("cut", "flipped", "missing"),
                    store.report().quarantined().stream().map(StoreReport.Quarantined::id).toList());
            assertEquals(List.of("sound"), store.programs().stream().map(Program::id).toList());
            assertEquals(List.of(0, 0, 2, 3), store.holding("cut").orElseThrow().heldRanges());
            assertEquals(List.of(1, 3), store.holding("flipped").orElseThrow().heldRanges());
            assertEquals(List.of(0, 1, 3, 3), store.holding("missing").orElseThrow().heldRanges());
            assertTrue(Files.readString(dir.resolve("a/damaged/cut-1.reason")).contains("188 bytes instead of"));
            Program sound = store.programs().get(0);
            byte[] media = Files.readAllBytes(sound.segment(1).file());
            media[5000] ^= 1;
            Files.write(sound.segment(1).file(), media);
            String wrong = store.verify(sound, n -> { }).orElseThrow();
            assertTrue(wrong.contains("segment 1"), wrong);
            assertTrue(store.quarantine("sound", 1, wrong));
            assertTrue(store.programs().isEmpty());
            assertEquals(List.of(0, 0, 2, 3), store.holding("sound").orElseThrow().heldRanges());
            assertTrue(store.verify(store.holding("sound").orElseThrow(), n -> { }).isEmpty());
        }
    }

    @Test
    void folderOfANewerVersionOrInUseIsRefused() throws Exception {
        ProgramStore store = open("a");
        assertTrue(message(StoreException.class, () -> open("a")).contains("in use"));
        store.close();
        Files.writeString(dir.resolve("a/store.json"), "{\"version\":2}");
        assertTrue(message(StoreException.class, () -> open("a")).contains("version 2"));
        Files.delete(dir.resolve("a/store.json"));
        assertTrue(message(StoreException.class, () -> open("a")).contains("no store.json"));
    }

    @Test
    void fullDiskIsSaidAndNothingIsLeft() throws Exception {
        SteppedDisk disk = new SteppedDisk(operation -> { });
        StoreSettings reserve = new StoreSettings(SETTINGS.segments(), 1_000_000, 10);
        try (ProgramStore store = ProgramStore.open(List.of(dir.resolve("a")), CLOCK, reserve, disk)) {
            for (long room : new long[] {0, 100_000, 700_000}) {
                disk.roomUntilNoSpace = room;
                assertThrows(DiskFull.class, () -> write(store, "film"));
                assertEquals(List.of(), below(dir.resolve("a/programs")));
            }
            disk.roomUntilNoSpace = Long.MAX_VALUE;
            disk.free = 1_100_000;
            assertTrue(message(DiskFull.class, () -> write(store, "film")).contains("full"));
            assertEquals(List.of(), below(dir.resolve("a/programs")));
            disk.free = Long.MAX_VALUE / 2;
            write(store, "film");
        }
    }

    @Test
    void copyIsTheSameProgramAndDamageOnTheWayIsSeen() throws Exception {
        try (ProgramStore from = open("a"); ProgramStore to = open("b")) {
            Program source = write(from, "film");
            Manifest manifest = Manifest.fromJson(source.manifest().toJson());
            try (SegmentReceiver receiver = to.receive(manifest)) {
                for (Segment s : source.segments()) {
                    byte[] bytes = Files.readAllBytes(s.file());
                    byte[] bad = bytes.clone();
                    bad[1000] ^= 1;
                    receiver.append(s.number(), ByteBuffer.wrap(bad));
                    assertThrows(StoreException.class, () -> receiver.finishSegment(s.number()));
                    assertEquals(0, receiver.bytesHave(s.number()));
                    receiver.append(s.number(), ByteBuffer.wrap(bytes, 0, 5000));
                    assertThrows(StoreException.class, () -> receiver.finishSegment(s.number()));
                    int have = (int) receiver.bytesHave(s.number());
                    assertEquals(5000, have);
                    receiver.append(s.number(), ByteBuffer.wrap(bytes, have, bytes.length - have));
                    assertThrows(StoreException.class,
                            () -> receiver.append(s.number(), ByteBuffer.allocate(1)));
                    receiver.finishSegment(s.number());
                    assertThrows(StoreException.class, () -> receiver.sidecar(s.number(), new byte[100]));
                    assertThrows(StoreException.class, receiver::complete);
                    assertFalse(receiver.has(s.number()));
                    receiver.sidecar(s.number(), Files.readAllBytes(s.sidecar()));
                    assertTrue(receiver.has(s.number()));
                }
                Program copy = receiver.complete();
                assertArrayEquals(source.manifestHash(), copy.manifestHash());
                assertTrue(to.verify(copy, n -> { }).isEmpty());
            }
        }
    }

    @Test
    void powerCutAtAnyStepLeavesWholeProgramsOnly() throws Exception {
        Path live = dir.resolve("live");
        List<SteppedDisk> disk = new ArrayList<>();
        List<String> steps = new ArrayList<>();
        boolean[] acknowledged = new boolean[2];
        disk.add(new SteppedDisk(operation -> {
            steps.add(operation);
            for (boolean lost : new boolean[] {false, true}) {
                Path copy = dir.resolve("copy");
                copy(live, copy, lost ? disk.get(0) : null);
                try (ProgramStore opened = ProgramStore.open(copy, CLOCK, SETTINGS)) {
                    assertEquals(List.of(), opened.report().quarantined(), operation);
                    for (Program p : opened.programs()) {
                        assertTrue(opened.verify(p, n -> { }).isEmpty(), operation);
                    }
                    assertTrue(!acknowledged[0] || opened.program("first").isPresent(), operation);
                    assertTrue(!acknowledged[1] || opened.program("second").isEmpty(), operation);
                }
                delete(copy);
            }
        }));
        try (ProgramStore store = ProgramStore.open(List.of(live), CLOCK, SETTINGS, disk.get(0))) {
            write(store, "first");
            acknowledged[0] = true;
            write(store, "second");
            store.remove("second");
            acknowledged[1] = true;
            store.create("third", "t").abort();
        }
        assertTrue(steps.size() > 60, steps.size() + " steps");
    }

    private static void copy(Path from, Path to, @org.jspecify.annotations.Nullable SteppedDisk lost)
            throws IOException {
        Files.createDirectories(to);
        for (Path p : below(from)) {
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

    private static void delete(Path folder) throws IOException {
        List<Path> all = new ArrayList<>(below(folder));
        for (int i = all.size() - 1; i >= 0; i--) {
            Files.delete(all.get(i));
        }
        Files.delete(folder);
    }
}
