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
import io.mediachassis.blade.storage.SegmentReceiver;
import io.mediachassis.blade.storage.StoreSettings;
import io.mediachassis.blade.ts.SegmenterSettings;
import io.mediachassis.blade.ts.TsSamples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Playlists of what is not all here: being taken in, or held in part. */
class GrowingPlaylistTest {
    private static final LayoutFetch NOBODY =
            (program, segment) -> CompletableFuture.failedFuture(new IOException("no other engine"));

    @TempDir
    private Path folder;

    private ProgramStore store;
    private ProgramStore other;

    @BeforeEach
    void open() throws Exception {
        store = open("one");
        other = open("two");
    }

    private ProgramStore open(String name) throws IOException {
        return ProgramStore.open(folder.resolve(name), new SystemClock(),
                new StoreSettings(SegmenterSettings.ofTarget(Duration.ofSeconds(2)), 0, 100_000));
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        other.close();
    }

    private static HlsShelf shelf(ProgramStore store, LayoutFetch others) {
        return new HlsShelf(store, Runnable::run, Duration.ofSeconds(1), "http://192.0.2.1:8080", others);
    }

    private static Playlist media(HlsShelf shelf) throws Exception {
        return shelf.find("film", Kind.MEDIA, false).toCompletableFuture().get().orElseThrow();
    }

    private static List<String> tags(Playlist list, String name) {
        return list.text().lines().filter(line -> line.startsWith(name)).toList();
    }

    /** From the first fragment on. */
    private static String body(Playlist list) {
        String text = list.text().replace("#EXT-X-ENDLIST\n", "");
        return text.substring(text.indexOf("#EXTINF"));
    }

    @Test
    void whileItIsTakenIn_itIsAnEventThatOnlyGrows() throws Exception {
        byte[] ts = TsSamples.h264();
        HlsShelf shelf = shelf(store, NOBODY);
        store.addListener(shelf);
        List<Playlist> seen = new ArrayList<>();
        try (ProgramWriter writer = store.create("film", "Film")) {
            assertEquals(Optional.empty(), shelf.find("film", Kind.MEDIA, false).toCompletableFuture().get());
            for (int at = 0; at < ts.length; at += 188 * 100) {
                int before = writer.segments();
                writer.write(ByteBuffer.wrap(ts, at, Math.min(188 * 100, ts.length - at)));
                if (writer.segments() > before) {
                    seen.add(media(shelf));
                }
            }
            writer.complete();
        }
        assertTrue(seen.size() >= 2, seen.size() + " moments");
        Playlist whole = media(shelf);
        assertTrue(whole.text().endsWith("#EXT-X-ENDLIST\n") && whole.text().contains("PLAYLIST-TYPE:VOD\n")
                && !whole.growing(), whole.text());
        String last = "";
        for (Playlist list : seen) {
            assertTrue(list.growing() && list.text().contains("#EXT-X-PLAYLIST-TYPE:EVENT\n")
                    && !list.text().contains("ENDLIST"), list.text());
            assertEquals(tags(whole, "#EXT-X-TARGETDURATION"), tags(list, "#EXT-X-TARGETDURATION"));
            assertEquals(List.of("#EXT-X-MEDIA-SEQUENCE:0"), tags(list, "#EXT-X-MEDIA-SEQUENCE"));
            assertTrue(body(list).startsWith(last) && body(list).length() > last.length(), "only appended");
            assertTrue(body(whole).startsWith(body(list)), "the whole begins as it did");
            assertFalse(whole.tag().equals(list.tag()));
            last = body(list);
        }
        assertEquals(1 + seen.size(), seen.stream().map(Playlist::tag).distinct().count() + 1, "each has a tag");
        new PlaylistCheck(seen.get(0).text(), uri -> store.program("film").orElseThrow()
                .segment(Integer.parseInt(uri.replaceAll(".*/([0-9]+)\\.ts", "$1"))).file());
    }

    @Test
    void whatIsGivenUp_isGone() throws Exception {
        HlsShelf shelf = shelf(store, NOBODY);
        try (ProgramWriter writer = store.create("film", "Film")) {
            writer.write(ByteBuffer.wrap(TsSamples.h264()));
            assertTrue(media(shelf).growing());
        }
        assertEquals(Optional.empty(), shelf.find("film", Kind.MEDIA, false).toCompletableFuture().get());
    }

    /** Publishes at the first engine and copies these segments to the second. */
    private Program spread(List<Integer> copied) throws Exception {
        Program program;
        try (ProgramWriter writer = store.create("film", "Film")) {
            writer.write(ByteBuffer.wrap(TsSamples.h264()));
            program = writer.complete();
        }
        try (SegmentReceiver receiver = other.receive(program.manifest())) {
            for (int n : copied) {
                receiver.sidecar(n, Files.readAllBytes(program.segment(n).sidecar()));
                receiver.append(n, ByteBuffer.wrap(Files.readAllBytes(program.segment(n).file())));
                receiver.finishSegment(n);
            }
        }
        return program;
    }

    @Test
    void anEngineThatHoldsPart_writesTheSamePlaylists() throws Exception {
        Program program = spread(List.of(1));
        HlsShelf first = shelf(store, NOBODY);
        List<Integer> asked = new ArrayList<>();
        HlsShelf second = shelf(other, (id, segment) -> {
            asked.add(segment);
            return first.layouts(id).thenApply(Optional::orElseThrow);
        });
        for (Kind kind : Kind.values()) {
            assertEquals(first.find("film", kind, true).toCompletableFuture().get(),
                    second.find("film", kind, true).toCompletableFuture().get());
        }
        assertEquals(List.of(0), asked, "one answer tells of all segments");
        assertTrue(program.segments().size() > 2);
    }

    @Test
    void whatNobodySays_isLeftOutAtTheEnd() throws Exception {
        Program program = spread(List.of(0, 1, 3));
        boolean[] reachable = {false};
        HlsShelf first = shelf(store, NOBODY);
        HlsShelf second = shelf(other, (id, segment) -> reachable[0]
                ? first.layouts(id).thenApply(Optional::orElseThrow)
                : CompletableFuture.failedFuture(new IOException("cut off")));
        Playlist part = media(second);
        assertTrue(part.growing() && part.text().contains("/1.ts") && !part.text().contains("/2.ts")
                && !part.text().contains("/3.ts") && !part.text().contains("ENDLIST"), part.text());
        reachable[0] = true;
        assertEquals(media(first), media(second));
        assertTrue(media(second).text().startsWith(part.text().substring(0, part.text().indexOf("#EXT-X-PLAYLIST"))));
        assertEquals(4, program.segments().size());
    }

    @Test
    void withoutItsStart_itIsRefused_andWrongWordsAreNotBelieved() throws Exception {
        spread(List.of(1));
        for (String lie : List.of("[]", "{", "[null]", "[{\"number\":0,\"sha256\":\"x\"}]", "null",
                "[{\"number\":-1}]", "[{\"number\":999999}]")) {
            HlsShelf second = shelf(other, (id, segment) -> CompletableFuture.completedFuture(lie));
            ExecutionException refused = assertThrows(ExecutionException.class,
                    () -> second.find("film", Kind.MEDIA, false).toCompletableFuture().get());
            assertEquals(503, ((HttpRefusal) refused.getCause()).status(), lie);
        }
    }

    @Test
    void aFragmentAboveTheTarget_isCut() {
        Fragment fragment = new Fragment(3, 188, 188 * 10, 25 * 27_000_000L);
        List<Fragment> parts = FragmentPlan.within(fragment, 9 * 27_000_000L);
        assertEquals(3, parts.size());
        long at = 188;
        long ticks = 0;
        for (Fragment part : parts) {
            assertEquals(at, part.offset());
            assertTrue(part.length() % 188 == 0 && part.ticks() <= 9 * 27_000_000L);
            at += part.length();
            ticks += part.ticks();
        }
        assertEquals(188 * 11, at);
        assertEquals(fragment.ticks(), ticks);
        assertEquals(List.of(fragment), FragmentPlan.within(fragment, 25 * 27_000_000L));
    }

    @Test
    void theTarget_isTheFirstSegmentsWhateverFollows() {
        List<SegmentLayout> segments = new ArrayList<>();
        for (int seconds : new int[] {6, 8, 20}) {
            int n = segments.size();
            segments.add(new SegmentLayout(n, "hash" + n, new MediaFormat("avc1", "", 1, 1, 25), 0,
                    List.of(new Fragment(n, 0, 188 * 100, seconds * 27_000_000L)), List.of(), 0));
            HlsLayout layout = HlsLayout.of("film", n == 2, segments, 6 * 27_000_000L);
            assertEquals(9, layout.targetSeconds());
            assertEquals(n == 2 ? 5 : n + 1, layout.fragments().size(), "20 s are three parts");
            assertEquals(n < 2, layout.independent());
            assertFalse(Playlists.media(layout, "").contains("INDEPENDENT"), "it may be broken later, or was");
        }
    }
}
