package io.mediachassis.blade.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.StoreSettings;
import io.mediachassis.blade.ts.SegmentIndex;
import io.mediachassis.blade.ts.SegmenterSettings;
import io.mediachassis.blade.ts.TsSamples;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real ffmpeg. */
class IngestTest {
    private static final RemuxSettings REMUX = RemuxSettings.defaults();

    @TempDir
    private Path dir;
    private final Set<IngestState> states = EnumSet.noneOf(IngestState.class);

    private ProgramStore open() throws Exception {
        return ProgramStore.open(dir.resolve("store"), new SystemClock(),
                new StoreSettings(SegmenterSettings.ofTarget(Duration.ofSeconds(2)), 0, 1000));
    }

    private Ingest ingest(ProgramStore store, RemuxSettings settings) {
        return new Ingest(store, new Remux(settings), dir.resolve("spool"));
    }

    private void listen(IngestState state, long done, long total, double percent) {
        states.add(state);
        assertTrue(percent <= 100 && done >= 0 && total >= 0);
    }

    private Path made(String name, String... coding) throws Exception {
        Path file = dir.resolve(name);
        TsSamples.run(Stream.of(List.of("ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i",
                "testsrc2=s=320x180:r=25:d=5", "-f", "lavfi", "-i", "sine=d=5"), List.of(coding),
                List.of(file.toString())).flatMap(List::stream).toList());
        return file;
    }

    @Test
    void transportStreamIsTakenAsItIs() throws Exception {
        try (ProgramStore store = open()) {
            byte[] ts = TsSamples.h264();
            Program p = ingest(store, REMUX).stream(new ByteArrayInputStream(ts), ts.length, "film", "Film",
                    this::listen);
            assertEquals(Set.of(IngestState.CUTTING), states);
            assertEquals(4, p.segments().size());
        }
    }

    @Test
    void mp4IsRemuxedWithoutTranscoding() throws Exception {
        Path file = made("film.mp4", "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-pix_fmt", "yuv420p",
                "-c:a", "aac");
        MediaProbe probe = MediaProbe.of(file, REMUX);
        assertTrue(new Remux(REMUX).command(file, probe).containsAll(List.of("copy")));
        assertEquals(5.0, probe.seconds(), 0.2);
        try (ProgramStore store = open()) {
            Program p = ingest(store, REMUX).stream(Files.newInputStream(file), 0, "film", "Film", this::listen);
            assertTrue(states.contains(IngestState.REMUXING));
            assertEquals("h264", p.videoCodec());
            assertEquals("aac", p.audioCodec());
            assertEquals(5.0, (double) p.durationTicks() / SegmentIndex.TICKS_PER_SECOND, 0.2);
            try (Stream<Path> left = Files.list(dir.resolve("spool"))) {
                assertEquals(0, left.count());
            }
        }
    }

    @Test
    void otherCodingsBecomeH264AndAac() throws Exception {
        Path file = made("film.mkv", "-c:v", "mpeg4", "-c:a", "libvorbis");
        try (ProgramStore store = open()) {
            Program p = ingest(store, REMUX).file(file, "film", "Film", this::listen);
            assertEquals("h264/aac", p.videoCodec() + "/" + p.audioCodec());
            assertTrue(p.segments().size() >= 2);
        }
    }

    @Test
    void whatNobodyCanReadIsRefusedInOneSentence() throws Exception {
        try (ProgramStore store = open()) {
            for (byte[] bad : List.of("<html>404</html>".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                    new byte[5000], new byte[0])) {
                Path file = Files.write(dir.resolve("bad"), bad);
                String why = String.valueOf(assertThrows(IngestRefused.class,
                        () -> ingest(store, REMUX).file(file, "film", "Film", this::listen)).getMessage());
                assertTrue(why.length() > 20 && why.length() < 400, why);
            }
            assertTrue(store.programs().isEmpty());
            try (Stream<Path> left = Files.list(dir.resolve("store/programs"))) {
                assertEquals(0, left.count());
            }
        }
    }

    @Test
    void listsThatNameOtherFilesAreRefused() throws Exception {
        Path file = Files.writeString(dir.resolve("list.m3u8"), "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n"
                + dir.resolve("store/store.json") + "\n#EXT-X-ENDLIST\n");
        try (ProgramStore store = open()) {
            assertThrows(IngestRefused.class,
                    () -> ingest(store, REMUX).file(file, "film", "Film", this::listen));
        }
    }

    @Test
    void slowFfmpegIsStopped() throws Exception {
        Path slow = Files.writeString(dir.resolve("slow"), "#!/bin/sh\nexec sleep 60\n");
        assertTrue(slow.toFile().setExecutable(true));
        Path file = made("film.mp4", "-c:v", "mpeg4", "-c:a", "aac");
        RemuxSettings settings =
                new RemuxSettings(slow.toString(), "ffprobe", Duration.ofSeconds(20), Duration.ofMillis(200));
        try (ProgramStore store = open()) {
            String why = String.valueOf(assertThrows(IngestRefused.class,
                    () -> ingest(store, settings).file(file, "film", "Film", this::listen)).getMessage());
            assertTrue(why.contains("stopped"), why);
        }
    }
}
