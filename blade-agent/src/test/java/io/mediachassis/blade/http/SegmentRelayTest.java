package io.mediachassis.blade.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.link.Transport;
import io.mediachassis.blade.os.DiskException;
import io.mediachassis.blade.os.Errno;
import io.mediachassis.blade.os.SentDisk;
import io.mediachassis.blade.os.VolumeGoneException;
import io.netty.channel.EventLoopGroup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole program from an engine that has only part of it: real servers, and sources that fail in every way. */
class SegmentRelayTest {
    private static final int SEGMENT = 3_000_000;
    private static final int SEGMENTS = 4;
    private static final int BIG = 64_000_000;

    @TempDir
    Path folder;

    private final EventLoopGroup loops = Transport.best().loops(2, "test");
    private final byte[] all = new byte[SEGMENT * SEGMENTS];
    private final Map<Integer, List<InetSocketAddress>> holders = new ConcurrentHashMap<>();
    private final Map<Integer, List<InetSocketAddress>> receivers = new ConcurrentHashMap<>();
    private final List<AutoCloseable> closing = new ArrayList<>();
    private HttpMediaServer server;
    private int port;

    @BeforeEach
    void start() throws Exception {
        new Random(1).nextBytes(all);
        for (int n = 0; n < SEGMENTS; n++) {
            Files.write(folder.resolve(n + ".ts"), Arrays.copyOfRange(all, n * SEGMENT, (n + 1) * SEGMENT));
        }
        server = server(Set.of(0, 2));
        port = bind(server).getPort();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : closing) {
            one.close();
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** An engine that holds these segments. */
    private HttpMediaServer server(Set<Integer> held) {
        return server(held, null);
    }

    /** Segment 1 on its way to a blade, as far as the test says. */
    private final class Growing implements ArrivingPart {
        private final AtomicLong readable = new AtomicLong(100_000);
        private final AtomicBoolean whole = new AtomicBoolean();

        @Override
        public Path file() {
            return folder.resolve("1.ts");
        }

        @Override
        public long readable() {
            return readable.get();
        }
    }

    /** @param arriving segment 1 on its way to it; null: it is not */
    private HttpMediaServer server(Set<Integer> held, @Nullable Growing arriving) {
        List<HeldProgram.Segment> segments = new ArrayList<>();
        for (int n = 0; n < SEGMENTS; n++) {
            Path file = folder.resolve(n + ".ts");
            segments.add(new HeldProgram.Segment(file, SEGMENT, "hash" + n, file, held.contains(n)));
        }
        HeldProgram program = new HeldProgram("film", "abc", folder.resolve("0.ts"), 0, segments);
        HeldProgram grown = new HeldProgram("film", "abc", folder.resolve("0.ts"), 0, segments.stream()
                .map(one -> new HeldProgram.Segment(one.media(), SEGMENT, one.sha256(), one.index(), true))
                .toList());
        Path nowhere = folder.resolve("nowhere");
        HeldProgram big = new HeldProgram(
                "big", "big", nowhere, 0, List.of(new HeldProgram.Segment(nowhere, BIG, "big", nowhere, false)));
        HeldProgram mixed = new HeldProgram("mixed", "mixed", nowhere, 0, List.of(segments.get(0),
                new HeldProgram.Segment(nowhere, 50_000, "small", nowhere, false), segments.get(2)));
        Path file = folder.resolve("long.ts");
        HeldProgram one = new HeldProgram(
                "long", "long", nowhere, 0, List.of(new HeldProgram.Segment(file, BIG, "long", file, true)));
        HttpMediaServer made = new HttpMediaServer(
                loops, new HttpSettings(8554, 4096, 8192, 64, 64, Duration.ofSeconds(4), Duration.ofSeconds(4),
                        Duration.ofSeconds(2), Duration.ofMillis(200)),
                new MediaCatalog() {
                    @Override
                    public Optional<HeldProgram> find(String id) {
                        return Optional.empty();
                    }

                    @Override
                    public Optional<HeldProgram> findInPart(String id) {
                        return Optional.ofNullable(Map.of("film", arriving != null && arriving.whole.get() ? grown : program,
                                "big", big, "mixed", mixed, "long", one).get(id));
                    }

                    @Override
                    public Optional<ArrivingPart> arriving(String id, int segment, String tag) {
                        return Optional.<ArrivingPart>ofNullable(arriving).filter(
                                part -> part.readable() >= 0 && id.equals("film") && segment == 1 && tag.equals("hash1"));
                    }
                },
                (id, kind, atStation) -> CompletableFuture.completedFuture(Optional.empty()), new Desk(), new Gate(), DownloadGate.open(),
                new Sources(), (id, title, length) -> CompletableFuture.failedFuture(new IOException("no")),
                new SystemClock());
        closing.add(made);
        return made;
    }

    private static InetSocketAddress bind(HttpMediaServer server) throws Exception {
        return server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).get();
    }

    private BrokenSource broken(BrokenSource.How how) throws IOException {
        BrokenSource source = new BrokenSource(how, folder.resolve("1.ts"), SEGMENT);
        closing.add(source);
        return source;
    }

    private byte[] get(String path, String headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers
                    + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().readAllBytes();
        }
    }

    private static String head(byte[] answer) {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        return text.substring(0, text.indexOf("\r\n\r\n") + 4);
    }

    private static byte[] body(byte[] answer) {
        return Arrays.copyOfRange(answer, head(answer).length(), answer.length);
    }

    private void othersHold(int... segments) throws Exception {
        InetSocketAddress other = bind(server(Set.of(0, 1, 2, 3)));
        for (int n : segments) {
            holders.put(n, List.of(other));
        }
    }

    @Test
    void theWholeProgram_andEveryRangeOfIt() throws Exception {
        othersHold(1, 3);
        byte[] whole = get("/programs/film.ts", "");
        assertTrue(head(whole).contains("content-length: " + all.length) && head(whole).contains("etag: \"abc\""));
        assertArrayEquals(all, body(whole));
        assertEquals(2L * SEGMENT, server.counts().get(HttpCounter.RELAYED_BYTES));
        int[][] ranges = {{SEGMENT - 1, SEGMENT}, {0, SEGMENT}, {SEGMENT + 5, SEGMENT + 5},
            {2 * SEGMENT - 7, 3 * SEGMENT + 7}, {all.length - 1, all.length - 1}};
        for (int[] r : ranges) {
            byte[] part = get("/programs/film.ts", "Range: bytes=" + r[0] + "-" + r[1] + "\r\nIf-Range: \"abc\"\r\n");
            assertTrue(head(part).startsWith("HTTP/1.1 206"), head(part));
            assertArrayEquals(Arrays.copyOfRange(all, r[0], r[1] + 1), body(part));
        }
        byte[] several = body(get("/programs/film.ts", "Range: bytes=0-9," + SEGMENT + "-" + (SEGMENT + 9) + "\r\n"));
        assertTrue(new String(several, StandardCharsets.ISO_8859_1).contains(
                new String(all, SEGMENT, 10, StandardCharsets.ISO_8859_1)));
        assertTrue(head(get("/programs/film.ts", "If-Range: \"old\"\r\nRange: bytes=0-1\r\n"))
                .startsWith("HTTP/1.1 200"));
        assertTrue(head(get("/programs/film.ts", "If-None-Match: \"abc\"\r\n")).startsWith("HTTP/1.1 304"));
        assertArrayEquals(Arrays.copyOfRange(all, SEGMENT, 2 * SEGMENT), body(get("/programs/film/hls/1.ts", "")));
    }

    @Test
    void aSourceThatFails_isReplacedWhereItStopped() throws Exception {
        othersHold(1, 3);
        InetSocketAddress good = holders.get(1).get(0);
        int replaced = 0;
        for (BrokenSource.How how : EnumSet.complementOf(
                EnumSet.of(BrokenSource.How.GOOD, BrokenSource.How.CLOSES_WHEN_DONE))) {
            BrokenSource bad = broken(how);
            holders.put(1, List.of(bad.address(), good));
            assertArrayEquals(all, body(get("/programs/film.ts", "")), how.name());
            assertEquals(++replaced, server.counts().get(HttpCounter.SOURCES_REPLACED), how.name());
            assertTrue(bad.asked().stream().allMatch(r -> r.contains("authorization: Bearer mine")
                    && r.contains("range: bytes=0-2999999\r\n")), bad.asked().toString());
        }
        assertEquals(0, server.counts().get(HttpCounter.CUT_SHORT));
    }

    @Test
    void whatComesFromAnotherStation_isAskedForAndWaitedFor() throws Exception {
        InetSocketAddress good = broken(BrokenSource.How.GOOD).address();
        othersHold(3);
        coming = segment -> holders.put(segment, List.of(good));
        assertArrayEquals(all, body(get("/programs/film.ts", "")));
        assertEquals(0, server.counts().get(HttpCounter.CUT_SHORT));
    }

    @Test
    void whatNobodyHas_isSaidBeforeOrCutShort() throws Exception {
        othersHold(3);
        assertTrue(head(get("/programs/film.ts", "")).startsWith("HTTP/1.1 503"));
        assertTrue(head(get("/programs/film.ts", "Range: bytes=0-99\r\n")).startsWith("HTTP/1.1 206"));
        holders.put(1, List.of(broken(BrokenSource.How.BREAKS_OFF).address()));
        byte[] short1 = body(get("/programs/film.ts", ""));
        assertTrue(short1.length > SEGMENT && short1.length < 2 * SEGMENT, short1.length + " bytes");
        assertArrayEquals(Arrays.copyOf(all, short1.length), short1, "short, and never wrong");
        assertEquals(1, server.counts().get(HttpCounter.CUT_SHORT));
        holders.put(1, List.of(broken(BrokenSource.How.OTHER_BYTES).address()));
        assertArrayEquals(Arrays.copyOf(all, SEGMENT), body(get("/programs/film.ts", "")));
    }

    @Test
    void aFileThatIsGoneByItsTurn_isFetched() throws Exception {
        Files.move(folder.resolve("2.ts"), folder.resolve("away"));
        holders.put(1, List.of(broken(BrokenSource.How.GOOD).address()));
        BrokenSource two = new BrokenSource(BrokenSource.How.GOOD, folder.resolve("away"), SEGMENT, "hash2");
        closing.add(two);
        holders.put(2, List.of(two.address()));
        assertArrayEquals(Arrays.copyOf(all, 3 * SEGMENT),
                body(get("/programs/film.ts", "Range: bytes=0-" + (3 * SEGMENT - 1) + "\r\n")));
    }

    @Test
    void aDiskThatFailsWhileAFileIsSent_theRestComesFromAnotherEngine_orTheAnswerEndsThere() throws Exception {
        byte[] film = new byte[BIG];
        new Random(2).nextBytes(film);
        Files.write(folder.resolve("long.ts"), film);
        othersHold(0);
        BadDisk disk = new BadDisk();
        server.disks(file -> disk);
        for (IOException why : List.of(
                new DiskException("cannot read it", Errno.EIO), new VolumeGoneException("the volume is given up"))) {
            disk.failsOnceWith(why);
            assertArrayEquals(film, body(get("/programs/long.ts", "")));
        }
        assertEquals(2, server.counts().get(HttpCounter.DISK_FAILED));
        assertEquals(0, server.counts().get(HttpCounter.CUT_SHORT));
        assertTrue(server.counts().get(HttpCounter.RELAYED_BYTES) < 2L * BIG, "the first part came from the file");

        disk.failsOnceWith(new DiskException("cannot read it", Errno.EIO));
        byte[] copied = get("/programs/long/segments/0.ts", "Authorization: Bearer mine\r\n");
        assertTrue(head(copied).contains("content-length: " + BIG), head(copied));
        int length = body(copied).length;
        assertTrue(length > 0 && length < BIG, length + " bytes");
        assertArrayEquals(Arrays.copyOf(film, length), body(copied), "short, and never wrong");
        assertEquals(1, server.counts().get(HttpCounter.CUT_SHORT));
        assertEquals(3, disk.told.get());
    }

    /** It gives the first part of a file, and then no more. */
    private static final class BadDisk implements SentDisk {
        private final AtomicInteger sends = new AtomicInteger();
        private final AtomicInteger told = new AtomicInteger();
        private volatile IOException failure = new IOException();

        void failsOnceWith(IOException why) {
            failure = why;
            sends.set(0);
        }

        @Override
        public void onSend() throws IOException {
            if (sends.incrementAndGet() == 3) {
                throw failure;
            }
        }

        @Override
        public void failed(IOException why) {
            if (why == failure) {
                told.incrementAndGet();
            }
        }
    }

    /** A source that has sent all and closed is read by netty at once, wanted or not. */
    @Test
    void whatComesBeforeItsTurn_waits() throws Exception {
        byte[] small = Arrays.copyOf(all, 50_000);
        BrokenSource source = new BrokenSource(
                BrokenSource.How.CLOSES_WHEN_DONE, Files.write(folder.resolve("small"), small), small.length, "small");
        closing.add(source);
        holders.put(1, List.of(source.address()));
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(4096);
            slow.setSoTimeout(20_000);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            String request = "GET /programs/mixed.ts HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
            slow.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] first = slow.getInputStream().readNBytes(1_000_000);
            Awaitility.await().until(() -> source.asked().size() == 1 && source.open() == 0);
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            got.writeBytes(first);
            got.writeBytes(slow.getInputStream().readAllBytes());
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            expected.write(all, 0, SEGMENT);
            expected.writeBytes(small);
            expected.write(all, 2 * SEGMENT, SEGMENT);
            assertArrayEquals(expected.toByteArray(), body(got.toByteArray()));
        }
        assertEquals(1, source.asked().size());
    }

    @Test
    void aSlowReader_makesUsHoldNothing() throws Exception {
        Path file = Files.write(folder.resolve("big.ts"), new byte[BIG]);
        BrokenSource source = new BrokenSource(BrokenSource.How.GOOD, file, BIG, "big");
        closing.add(source);
        holders.put(0, List.of(source.address()));
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(4096);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            String request = "GET /programs/big.ts HTTP/1.1\r\nHost: x\r\n\r\n";
            slow.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = slow.getInputStream();
            assertEquals('H', in.read());
            Awaitility.await().atMost(Duration.ofSeconds(15)).until(
                    () -> server.counts().get(HttpCounter.CONNECTIONS_STALLED) == 1);
        }
        long taken = server.counts().get(HttpCounter.RELAYED_BYTES);
        // The system's own buffers take some, and grow.
        assertTrue(taken < BIG / 4, taken + " bytes were taken for a client that read nothing");
        Awaitility.await().until(() -> source.open() == 0);
    }

    /** Comes in three steps, the last of which is that it is whole. */
    private static void comes(Growing part, Runnable last) {
        CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS).execute(() -> part.readable.set(1_000_000));
        CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS).execute(last);
    }

    private static void isWhole(Growing part) {
        part.whole.set(true);
        part.readable.set(-1);
    }

    @Test
    void whatStillComesToThisBladeIsSentAsItComes() throws Exception {
        Growing part = new Growing();
        port = bind(server(Set.of(0, 2, 3), part)).getPort();
        comes(part, () -> isWhole(part));
        byte[] answer = get("/programs/film.ts", "");
        assertTrue(head(answer).contains("content-length: " + all.length), head(answer));
        assertArrayEquals(all, body(answer));
    }

    @Test
    void whatStillComesToAnotherBladeComesThroughThisOne() throws Exception {
        Growing part = new Growing();
        HttpMediaServer other = server(Set.of(), part);
        receivers.put(1, List.of(bind(other)));
        othersHold(3);
        comes(part, () -> isWhole(part));
        assertArrayEquals(all, body(get("/programs/film.ts", "")));
        assertTrue(other.counts().get(HttpCounter.ARRIVING_BYTES) >= 100_000);
    }

    /** What was sent of it may have been wrong. */
    @Test
    void aCopyThatBreaksOffEndsTheResponse_whereSomeOfItWasSentOn() throws Exception {
        Growing here = new Growing();
        HttpMediaServer first = server(Set.of(0, 2, 3), here);
        port = bind(first).getPort();
        comes(here, () -> here.readable.set(-1));
        assertEquals(SEGMENT + 1_000_000, body(get("/programs/film.ts", "")).length);
        assertEquals(1, first.counts().get(HttpCounter.CUT_SHORT));
        Growing there = new Growing();
        receivers.put(1, List.of(bind(server(Set.of(), there))));
        port = bind(server(Set.of(0, 2, 3))).getPort();
        InetSocketAddress holder = bind(server(Set.of(1)));
        comes(there, () -> {
            holders.put(1, List.of(holder));
            there.readable.set(-1);
        });
        assertEquals(SEGMENT + 1_000_000, body(get("/programs/film.ts", "")).length);
    }

    @Test
    void whatBeginsToComeHereWhileAClientWaitsIsSentFromHere() throws Exception {
        Growing part = new Growing();
        part.readable.set(-1);
        coming = n -> {
            if (n == 1) {
                part.readable.set(100_000);
                comes(part, () -> isWhole(part));
            }
        };
        port = bind(server(Set.of(0, 2, 3), part)).getPort();
        assertArrayEquals(all, body(get("/programs/film.ts", "")));
    }

    @Test
    void whatAnotherBladeHoldsWholeIsNotWaitedForHere() throws Exception {
        Growing part = new Growing();
        HttpMediaServer first = server(Set.of(0, 2, 3), part);
        port = bind(first).getPort();
        othersHold(1);
        assertArrayEquals(all, body(get("/programs/film.ts", "")));
        assertEquals(0, first.counts().get(HttpCounter.ARRIVING_BYTES));
        isWhole(part);
        long relayed = first.counts().get(HttpCounter.RELAYED_BYTES);
        assertArrayEquals(all, body(get("/programs/film.ts", "")));
        assertEquals(relayed, first.counts().get(HttpCounter.RELAYED_BYTES), "now it is here");
    }

    /** It is for engines that send on what they get, and copies are made of what is whole. */
    @Test
    void whoCopiesGetsNothingThatStillComes() throws Exception {
        port = bind(server(Set.of(0), new Growing())).getPort();
        assertTrue(head(get("/programs/film/segments/1.ts", "Authorization: Bearer mine\r\n")).startsWith("HTTP/1.1 404"));
    }

    /** Other stations, which have a segment come; null: there are none. */
    private volatile @Nullable IntConsumer coming;

    private final class Sources implements SegmentSources {
        @Override
        public List<InetSocketAddress> holders(String programId, int segment) {
            return holders.getOrDefault(segment, List.of());
        }

        @Override
        public List<InetSocketAddress> receivers(String programId, int segment) {
            return receivers.getOrDefault(segment, List.of());
        }

        @Override
        public boolean mayCome(String programId) {
            return coming != null;
        }

        @Override
        public void want(String programId, int segment) {
            IntConsumer others = coming;
            if (others != null) {
                others.accept(segment);
            }
        }

        @Override
        public String token() {
            return "mine";
        }
    }

    private static final class Desk implements HttpDesk {
        @Override
        public List<ProgramSummary> programs(String localAddress) {
            return List.of();
        }

        @Override
        public CompletionStage<Place> placeOf(String programId, String localAddress) {
            return CompletableFuture.completedFuture(new Place.Here());
        }
    }

    private static final class Gate implements CopyGate {
        @Override
        public boolean mayCopy(String token, String programId) {
            return token.equals("mine");
        }

        @Override
        public boolean mayIngest(String token, String programId) {
            return false;
        }
    }
}
