package io.mediachassis.blade.hls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.blade.http.HttpRefusal;
import io.mediachassis.blade.http.PlaylistShelf.Kind;
import io.mediachassis.blade.http.PlaylistShelf.Playlist;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.ProgramWriter;
import io.mediachassis.blade.storage.StoreSettings;
import io.mediachassis.blade.ts.SegmenterSettings;
import io.mediachassis.blade.ts.TsSamples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Playlists of real programs, checked line by line, and every range of them decoded by ffmpeg. */
class HlsShelfTest {
    private static final LayoutFetch NOBODY =
            (program, segment) -> CompletableFuture.failedFuture(new IOException("no other engine"));

    @TempDir
    private Path folder;

    private ProgramStore store;

    @BeforeEach
    void open() throws Exception {
        store = ProgramStore.open(folder.resolve("store"), new SystemClock(),
                new StoreSettings(SegmenterSettings.ofTarget(Duration.ofSeconds(4)), 0, 100_000));
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    private Program publish(String id, byte[] ts) throws Exception {
        try (ProgramWriter writer = store.create(id, id)) {
            writer.write(ByteBuffer.wrap(ts));
            return writer.complete();
        }
    }

    private HlsShelf shelf() {
        return new HlsShelf(store, Runnable::run, Duration.ofSeconds(2), "http://192.0.2.1:8080", NOBODY);
    }

    private String text(HlsShelf shelf, String id, Kind kind) throws Exception {
        return shelf.find(id, kind, false).toCompletableFuture().get().orElseThrow().text();
    }

    private Path file(Program program, String uri) {
        String prefix = "/programs/" + program.id() + "/hls/";
        assertTrue(uri.startsWith(prefix) && uri.endsWith(".ts"), uri);
        return program.segment(Integer.parseInt(uri.substring(prefix.length(), uri.length() - 3))).file();
    }

    /** All three playlists of a program with video. */
    private String check(String id, byte[] ts, String video, String audio, int width, int height) throws Exception {
        Program program = publish(id, ts);
        HlsShelf shelf = shelf();
        PlaylistCheck media = new PlaylistCheck(text(shelf, id, Kind.MEDIA), uri -> file(program, uri));
        assertTrue(media.has("#EXT-X-ENDLIST") && media.has("#EXT-X-PLAYLIST-TYPE:VOD"));
        media.coverTheirFiles(uri -> file(program, uri));
        assertTrue(media.pieces().size() > program.segments().size(), "cut finer than the files");
        int frames = 0;
        double seconds = 0;
        double peak = 0;
        for (PlaylistCheck.Piece piece : media.pieces()) {
            frames += TsSamples.decode(Files.write(folder.resolve("piece.ts"), piece.bytes()), "0:v");
            seconds += piece.seconds();
            peak = Math.max(peak, 8 * piece.length() / piece.seconds());
        }
        assertEquals(TsSamples.decode(Files.write(folder.resolve("all.ts"), ts), "0:v"), frames,
                "each fragment decodes by itself, and together they are everything");
        assertEquals(program.durationTicks() / 27e6, seconds, 0.01);

        PlaylistCheck keys = new PlaylistCheck(text(shelf, id, Kind.KEY_FRAMES), uri -> file(program, uri));
        assertTrue(keys.has("#EXT-X-I-FRAMES-ONLY") && keys.has("#EXT-X-ENDLIST"));
        long keyBytes = 0;
        for (PlaylistCheck.Piece piece : keys.pieces()) {
            assertEquals(List.of("I"), pictures(piece.bytes()), piece.toString());
            keyBytes += piece.length();
        }
        assertEquals(keyFrames(ts), keys.pieces().size());
        assertTrue(keyBytes < program.bytes() / 2, "key frames only: " + keyBytes + " of " + program.bytes());
        assertEquals(seconds, keys.pieces().stream().mapToDouble(PlaylistCheck.Piece::seconds).sum(), 0.2);

        String master = text(shelf, id, Kind.MASTER);
        assertTrue(master.contains("CODECS=\"" + video + "," + audio + "\",RESOLUTION=" + width + "x" + height
                + ",FRAME-RATE=25.000\n/programs/" + id + "/hls/media.m3u8\n"), master);
        assertTrue(master.contains("CODECS=\"" + video + "\",RESOLUTION=" + width + "x" + height
                + ",URI=\"/programs/" + id + "/hls/iframes.m3u8\""), master);
        long stated = Long.parseLong(master.replaceAll("(?s).*STREAM-INF:BANDWIDTH=([0-9]+),AVERAGE-BANDWIDTH.*FRAME.*",
                "$1"));
        assertEquals(peak, (double) stated, peak / 1000, "the peak of any fragment");
        return master;
    }

    private List<String> pictures(byte[] bytes) throws Exception {
        Path file = Files.write(folder.resolve("key.ts"), bytes);
        return TsSamples.run(List.of("ffprobe", "-v", "error", "-select_streams", "v", "-show_entries",
                "frame=pict_type", "-of", "csv=p=0", file.toString())).lines().stream()
                .map(line -> line.replaceAll("[^A-Z].*", "")).toList();
    }

    private long keyFrames(byte[] ts) throws Exception {
        Path file = Files.write(folder.resolve("keys.ts"), ts);
        return TsSamples.run(List.of("ffprobe", "-v", "error", "-select_streams", "v", "-show_entries",
                "packet=flags", "-of", "csv=p=0", file.toString())).lines().stream()
                .filter(line -> line.startsWith("K")).count();
    }

    /** Profile and level as ffprobe reads them from the same bytes. */
    private int probe(byte[] ts, String entry) throws Exception {
        Path file = Files.write(folder.resolve("probe.ts"), ts);
        return Integer.parseInt(TsSamples.run(List.of("ffprobe", "-v", "error", "-select_streams", "v:0",
                "-show_entries", "stream=" + entry, "-of", "default=nk=1:nw=1", file.toString())).lines().get(0));
    }

    @Test
    void h264() throws Exception {
        byte[] ts = TsSamples.h264();
        String master = check("film", ts, String.format("avc1.42c0%02x", probe(ts, "level")), "mp4a.40.2", 320, 180);
        assertTrue(master.startsWith("#EXTM3U\n#EXT-X-VERSION:4\n"), master);
    }

    @Test
    void h264WithBFramesAndAc3() throws Exception {
        byte[] ts = TsSamples.h264BFrames();
        check("film-b", ts, String.format("avc1.6400%02x", probe(ts, "level")), "ac-3", 320, 180);
    }

    /** Players that start in the middle know nothing of the stream, and its own tables come when they come. */
    @Test
    void eachRangeHasItsOwnTables_whereverTheStreamHasThem() throws Exception {
        byte[] ts = TsSamples.tablesOnlyAtTheStart(TsSamples.h264());
        check("film", ts, String.format("avc1.42c0%02x", probe(ts, "level")), "mp4a.40.2", 320, 180);
    }

    @Test
    void hevc() throws Exception {
        byte[] ts = TsSamples.hevc();
        check("film-h", ts, "hvc1.1.6.L" + probe(ts, "level") + ".90", "mp4a.40.2", 320, 180);
    }

    @Test
    void mpeg2WithLayer2() throws Exception {
        check("film-2", TsSamples.mpeg2(), "mp4v.61", "mp4a.40.33", 320, 180);
    }

    @Test
    void audioAlone_hasNoKeyFrames() throws Exception {
        Program program = publish("song", TsSamples.audioOnly());
        HlsShelf shelf = shelf();
        String master = text(shelf, "song", Kind.MASTER);
        assertTrue(master.contains("CODECS=\"mp4a.40.2\"\n") && !master.contains("I-FRAME")
                && !master.contains("RESOLUTION"), master);
        assertEquals(Optional.empty(), shelf.find("song", Kind.KEY_FRAMES, false).toCompletableFuture().get());
        new PlaylistCheck(text(shelf, "song", Kind.MEDIA), uri -> file(program, uri))
                .coverTheirFiles(uri -> file(program, uri));
    }

    @Test
    void atTheStation_everyUriLeadsBackToIt() throws Exception {
        publish("film", TsSamples.h264());
        HlsShelf shelf = shelf();
        List<String> tags = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            Playlist list = shelf.find("film", kind, true).toCompletableFuture().get().orElseThrow();
            tags.add(list.tag());
            tags.add(shelf.find("film", kind, false).toCompletableFuture().get().orElseThrow().tag());
            list.text().lines().filter(line -> line.contains("/programs/")).forEach(line -> assertTrue(
                    line.startsWith("http://192.0.2.1:8080/programs/film/hls/")
                            || line.contains("URI=\"http://192.0.2.1:8080/programs/film/hls/"), line));
            assertFalse(list.growing());
        }
        assertEquals(6, tags.stream().distinct().count(), "what differs has another tag");
    }

    @Test
    void aLayoutIsMadeOnce_andAnewForAnotherProgramOfTheSameId() throws Exception {
        Deque<Runnable> work = new ArrayDeque<>();
        HlsShelf shelf = new HlsShelf(store, work::add, Duration.ofSeconds(2), "", NOBODY);
        store.addListener(shelf);
        publish("film", TsSamples.h264());
        CompletableFuture<Optional<Playlist>> one = shelf.find("film", Kind.MEDIA, false).toCompletableFuture();
        CompletableFuture<Optional<Playlist>> two = shelf.find("film", Kind.MASTER, false).toCompletableFuture();
        assertEquals(1, work.size(), "published, and asked for twice");
        assertFalse(one.isDone());
        work.remove().run();
        assertTrue(one.get().isPresent() && two.get().isPresent());
        store.remove("film");
        assertEquals(Optional.empty(), shelf.find("film", Kind.MEDIA, false).toCompletableFuture().get());
        publish("film", TsSamples.constantRate());
        work.remove().run();
        assertFalse(shelf.find("film", Kind.MEDIA, false).toCompletableFuture().get().orElseThrow().text()
                .equals(one.get().orElseThrow().text()));
    }

    @Test
    void aWorkerThatRefuses_isAnAnswer() throws Exception {
        publish("film", TsSamples.h264());
        boolean[] full = {true};
        HlsShelf shelf = new HlsShelf(store, task -> {
            if (full[0]) {
                throw new RejectedExecutionException("full");
            }
            task.run();
        }, Duration.ofSeconds(2), "", NOBODY);
        ExecutionException refused = assertThrows(ExecutionException.class,
                () -> shelf.find("film", Kind.MEDIA, false).toCompletableFuture().get());
        assertEquals(503, ((HttpRefusal) refused.getCause()).status());
        full[0] = false;
        assertTrue(shelf.find("film", Kind.MEDIA, false).toCompletableFuture().get().isPresent(), "it is tried anew");
    }

    @Test
    void filesWithTablesOnlyAtTheirStart_areNotCut() throws Exception {
        Program program = publish("film", TsSamples.h264());
        assertEquals(1, FragmentPlan.of(0, program.index(0), 0, 1).size());
        HlsLayout old = new HlsLayout("film", true, new MediaFormat("avc1.42c00d", "", 320, 180, 25), 6, true, 376,
                FragmentPlan.of(0, program.index(0), 0, 1), List.of(new Fragment(0, 376, 188 * 20, 27_000_000)));
        PlaylistCheck keys = new PlaylistCheck(Playlists.keyFrames(old, ""), uri -> file(program, uri));
        assertEquals(376, keys.map().length);
    }
}
