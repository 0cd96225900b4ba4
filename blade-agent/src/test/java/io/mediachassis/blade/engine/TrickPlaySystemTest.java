package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.link.Transport;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.NextSegmentReply;
import io.mediachassis.backplane.proto.OverrunReply;
import io.mediachassis.blade.anchor.Anchors;
import io.mediachassis.blade.anchor.Relays;
import io.mediachassis.blade.anchor.Senders;
import io.mediachassis.blade.engine.CapturingConsole.Packet;
import io.mediachassis.blade.engine.CapturingConsole.Reply;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.UdpSocket;
import io.mediachassis.blade.playout.ChunkPool;
import io.mediachassis.blade.playout.IoChannel;
import io.mediachassis.blade.playout.PlayoutSettings;
import io.mediachassis.blade.playout.PlayoutThread;
import io.mediachassis.blade.playout.TrickThread;
import io.mediachassis.blade.playout.UdpMediaSender;
import io.mediachassis.blade.rtsp.MediaDesk;
import io.mediachassis.blade.rtsp.RtspServer;
import io.mediachassis.blade.rtsp.RtspSettings;
import io.mediachassis.blade.rtsp.StreamHandle;
import io.mediachassis.blade.rtsp.StreamRequest;
import io.mediachassis.blade.rtsp.Whereabouts;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.ProgramWriter;
import io.mediachassis.blade.storage.StoreSettings;
import io.mediachassis.blade.supervisor.Supervisor;
import io.mediachassis.blade.trick.NumberedPictures;
import io.mediachassis.blade.ts.SegmenterSettings;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A console asks the RTSP server for scales; what it gets from the real playout is decoded, its pictures numbered. */
@Timeout(120)
class TrickPlaySystemTest {
    private static final int SECONDS = 24;
    private static final int PICTURES = SECONDS * NumberedPictures.RATE;

    @TempDir
    static Path folder;

    private static final EngineLine NO_LINE = new EngineLine() {
        @Override
        public boolean send(int slot, Envelope.Builder message) {
            return false;
        }

        @Override
        public CompletionStage<Envelope> request(int slot, Envelope.Builder message) {
            return CompletableFuture.failedFuture(new IOException("one blade alone"));
        }
    };
    private static final SegmentBringer NOTHING_ELSEWHERE = new SegmentBringer() {
        @Override
        public CompletionStage<Void> bring(long session, int segment, int fromSlot) {
            return CompletableFuture.failedFuture(new IOException("one blade alone"));
        }

        @Override
        public CompletionStage<Void> bring(String programId, int segment, int fromSlot) {
            return CompletableFuture.failedFuture(new IOException("one blade alone"));
        }

        @Override
        public CompletionStage<Void> bring(String programId, int segment, List<Integer> fromSlots) {
            return bring(programId, segment, fromSlots.get(0));
        }
    };

    private static final SystemClock CLOCK = new SystemClock();
    private static final List<AutoCloseable> CLOSING = new ArrayList<>();
    private static EventLoopGroup loops;
    private static InetSocketAddress address;

    @BeforeAll
    static void start() throws Exception {
        ProgramStore store = closing(ProgramStore.open(folder.resolve("volume"), CLOCK, new StoreSettings(
                SegmenterSettings.ofTarget(Duration.ofSeconds(8)), 0, StoreSettings.defaults().cachedMarks())));
        try (ProgramWriter writer = store.create("clip", "Numbered")) {
            writer.write(ByteBuffer.wrap(NumberedPictures.h264(SECONDS)));
            writer.complete();
        }
        Ipv4Endpoint engine = new Ipv4Endpoint(0x7f000001, 0);
        ChunkPool pool = closing(new ChunkPool(64, ChunkPool.DEFAULT_CHUNK_BYTES));
        ChunkPool trickPool = closing(new ChunkPool(8, ChunkPool.DEFAULT_CHUNK_BYTES));
        UdpSocket rtp = closing(new UdpSocket(engine, 1 << 22, 1 << 16));
        UdpSocket rtcp = closing(new UdpSocket(engine, 1 << 20, 1 << 16));
        IoChannel disk = closing(new IoChannel("trick-test", 1, 64, true, CLOCK));
        disk.start();
        PlayoutThread playout = closing(new PlayoutThread("playout-trick-test", PlayoutSettings.defaults(8), CLOCK, pool,
                new UdpMediaSender(rtp, rtcp, 32, true)));
        playout.start();
        TrickThread trick = closing(new TrickThread(CLOCK, trickPool, 8));
        trick.start();
        ExecutorService worker = Executors.newSingleThreadExecutor();
        CLOSING.add(worker::shutdownNow);
        EngineStreams streams = new EngineStreams(3, new ProgramSegments(store, new ArrivingSegments()), playout.proxy(),
                trick, disk, worker, CLOCK, 8, Long.MAX_VALUE, "127.0.0.1");
        loops = Transport.best().loops(2, "trick-test");
        NextEngine alone = query -> CompletableFuture.completedFuture(NextSegmentReply.getDefaultInstance());
        EventLoop control = loops.next();
        Counts<StreamCounter> counts = new Counts<>(StreamCounter.class);
        HandOvers handOvers = new HandOvers(3, control, CLOCK, alone, NO_LINE,
                (source, segment, from) -> new CompletableFuture<>(), counts);
        Swaps swaps = new Swaps(3, control, CLOCK, streams, handOvers,
                notice -> CompletableFuture.completedFuture(OverrunReply.getDefaultInstance()), NO_LINE, counts);
        SwapDesk swapDesk = new SwapDesk(streams, handOvers, swaps, (slot, program, segment) -> false, counts);
        StreamOrders orders = new StreamOrders(streams, handOvers, swapDesk, control, rtp.local().port(), CLOCK);
        Anchors anchors = new Anchors(3, "127.0.0.1", new Senders(3, orders, NO_LINE), alone, NOTHING_ELSEWHERE,
                Relays.none(), new Random(7), loops.next(), CLOCK);
        RtspServer server = closing(new RtspServer(loops, loops, RtspSettings.defaults(), desk(anchors), Supervisor.none(), CLOCK));
        address = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).get();
    }

    private static <T extends AutoCloseable> T closing(T part) {
        CLOSING.add(part);
        return part;
    }

    private static MediaDesk desk(Anchors anchors) {
        return new MediaDesk() {
            @Override
            public CompletionStage<Whereabouts> whereIs(String programId, String localAddress) {
                return CompletableFuture.completedFuture(new Whereabouts.NotFound());
            }

            @Override
            public CompletionStage<StreamHandle> open(StreamRequest request) {
                return anchors.open(request, 3, 3, Optional.empty());
            }
        };
    }

    @AfterAll
    static void stop() throws Exception {
        for (int i = CLOSING.size() - 1; i >= 0; i--) {
            CLOSING.get(i).close();
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @ParameterizedTest
    @CsvSource({"2, 0, 6", "4, 0, 12", "8, 0, 24", "16, 0, 24", "32, 0, 24", "-1, 4, 0", "-4, 12, 0", "-8, 24, 0",
        "-32, 24, 0", "0.5, 10, 12", "0.25, 10, 11"})
    void plays_inOrderAndForAsLongAsTheScaleSays(double scale, int from, int to) throws Exception {
        try (CapturingConsole console = new CapturingConsole(address, "clip", scale > 4)) {
            String range = "Range: npt=" + from + "-" + (to == SECONDS || to == 0 ? "" : to);
            Reply reply = console.ask("PLAY", range, "Scale: " + scale);
            assertEquals(200, reply.status(), reply.toString());
            assertEquals(scale, Double.parseDouble(reply.header("Scale")));
            boolean byRange = !range.endsWith("-");
            if (byRange) {
                long first = reply.timestamp();
                long enough = (long) (90_000 * (to - from) / scale) + 20_000;
                Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> console.packets().stream()
                        .anyMatch(p -> (p.timestamp() - first & 0xffffffffL) > enough));
            } else {
                assertTrue(console.ended(30), "no BYE");
            }
            unbroken(console, List.of(reply));
            byte[] media = console.media(reply.sequence(), reply.sequence());
            NumberedPictures.Shown shown = NumberedPictures.decode(media);
            assertEquals(List.of(), shown.messages());
            // A range that ends between pictures that depend on one another shows the later one last.
            List<Integer> numbers = scale > 0 && scale < 1
                    ? shown.numbers().subList(0, shown.numbers().size() - 3)
                    : shown.numbers();
            int step = scale < 1 && scale > 0 ? 1 : NumberedPictures.GROUP;
            double seconds = Math.abs((to - from) / scale);
            double expected = Math.min(seconds * Math.abs(scale) * NumberedPictures.RATE / step, seconds * 12.5);
            if (step == 1) {
                expected = (to - from) * NumberedPictures.RATE;
            }
            assertTrue(numbers.size() >= expected * 0.7 - 3 && numbers.size() <= expected + NumberedPictures.GROUP + 3,
                    numbers.size() + " pictures, not about " + expected + ": " + numbers);
            for (int i = 1; i < numbers.size(); i++) {
                int gone = numbers.get(i) - numbers.get(i - 1);
                assertTrue(scale > 0 ? gone > 0 : gone < 0, numbers.toString());
                assertTrue(gone % step == 0 && (step > 1 || gone == 1), numbers.toString());
            }
            int start = Math.min(PICTURES - NumberedPictures.GROUP, from * NumberedPictures.RATE);
            assertTrue(Math.abs(numbers.get(0) - start) <= 2 * NumberedPictures.GROUP, numbers.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void scaleChangesWithoutRange_goOnFromWhereItIs(boolean udp) throws Exception {
        try (CapturingConsole console = new CapturingConsole(address, "clip", udp)) {
            assertTrue(console.setUp.header("Media-Properties").contains("Scales=\"-32:-1"), console.setUp.toString());
            assertTrue(console.ask("OPTIONS").header("Supported").contains("play.scale"));
            List<Reply> replies = new ArrayList<>();
            replies.add(console.ask("PLAY", "Range: npt=0-"));
            double[] scales = {8, 0.5, -4, 1};
            playFor(console, replies.get(0), 1.5);
            for (double scale : scales) {
                Reply reply = console.ask("PLAY", "Scale: " + scale);
                assertEquals(200, reply.status(), reply.toString());
                assertEquals(scale, Double.parseDouble(reply.header("Scale")));
                replies.add(reply);
                playFor(console, reply, 1.5);
            }
            assertEquals(200, console.ask("PAUSE").status());
            unbroken(console, replies);
            // 1.5 s, then 12 s more at 8, 0.75 at 0.5, 6 back at -4.
            near(1.5, replies.get(1));
            near(13.5, replies.get(2));
            near(14.25, replies.get(3));
            near(8.25, replies.get(4));
            NumberedPictures.Shown shown = NumberedPictures.decode(
                    console.media(replies.get(0).sequence(), replies.get(4).sequence()));
            assertEquals(List.of(), shown.messages());
            NumberedPictures.Shown fast = NumberedPictures.decode(
                    console.media(replies.get(0).sequence(), replies.get(2).sequence()));
            for (int i = 1; i < fast.numbers().size(); i++) {
                assertTrue(fast.numbers().get(i) > fast.numbers().get(i - 1), fast.toString());
            }
            NumberedPictures.Shown last = NumberedPictures.decode(
                    console.media(replies.get(4).sequence(), replies.get(4).sequence()));
            assertTrue(last.numbers().size() >= 15, last.toString());
            for (int i = 1; i < last.numbers().size() - 1; i++) {
                assertEquals(last.numbers().get(i - 1) + 1, last.numbers().get(i), last.toString());
            }
        }
    }

    @Test
    void backToTheStart_endsAndPlaysOn() throws Exception {
        try (CapturingConsole console = new CapturingConsole(address, "clip", true)) {
            Reply back = console.ask("PLAY", "Range: npt=4-", "Scale: -8");
            assertTrue(console.ended(10), "no BYE");
            Reply on = console.ask("PLAY");
            assertEquals(200, on.status(), on.toString());
            assertEquals("npt=0.000-25.000", on.header("Range").replaceFirst("-25\\.\\d+", "-25.000"));
            playFor(console, on, 1);
            unbroken(console, List.of(back, on));
        }
    }

    @Test
    void twoConsolesAtOnce_getEachTheirOwn() throws Exception {
        try (CapturingConsole one = new CapturingConsole(address, "clip", true);
                CapturingConsole two = new CapturingConsole(address, "clip", true)) {
            Reply forward = one.ask("PLAY", "Range: npt=0-", "Scale: 8");
            Reply back = two.ask("PLAY", "Range: npt=24-", "Scale: -8");
            assertTrue(one.ended(20) && two.ended(20), "no BYE");
            List<Integer> rising = NumberedPictures.decode(one.media(forward.sequence(), forward.sequence())).numbers();
            List<Integer> falling = NumberedPictures.decode(two.media(back.sequence(), back.sequence())).numbers();
            assertTrue(rising.size() > 10 && falling.size() > 10, rising + " " + falling);
            assertEquals(rising.stream().sorted().toList(), rising);
            assertEquals(falling.stream().sorted(Comparator.reverseOrder()).toList(), falling);
        }
    }

    @Test
    void backFromTheEnd_goesOnWhereTheProgramEnded() throws Exception {
        try (CapturingConsole console = new CapturingConsole(address, "clip", true)) {
            Reply first = console.ask("PLAY", "Range: npt=23-");
            assertTrue(console.ended(10), "no BYE");
            Reply back = console.ask("PLAY", "Scale: -8");
            assertEquals(200, back.status(), back.toString());
            near(24, back);
            playFor(console, back, 1);
            unbroken(console, List.of(first, back));
        }
    }

    @Test
    void speed_deliversFasterWhatIsTheSame() throws Exception {
        try (CapturingConsole console = new CapturingConsole(address, "clip", true)) {
            Reply reply = console.ask("PLAY", "Range: npt=0-6", "Speed: 3.0");
            assertEquals("3", reply.header("Speed"));
            long started = CLOCK.nanoTime();
            Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> console.packets().stream()
                    .anyMatch(p -> (p.timestamp() - reply.timestamp() & 0xffffffffL) > 90_000 * 5));
            double took = (CLOCK.nanoTime() - started) / 1e9;
            assertTrue(took > 1.2 && took < 4.5, "5 s at 3 times the speed took " + took);
        }
    }

    @ParameterizedTest
    @CsvSource({"Scale: fast, 400", "Scale: 1e9, 400", "Range: clock=20260101T000000Z-, 457",
        "Range: npt=9-3, 457", "Range: smpte=0:10:00-, 501", "Range: bytes=0-, 501", "Require: play.trick, 551",
        "Require: play.scale, 200", "Scale: 100, 200"})
    void whatCannotBeAsked_isRefused(String header, int status) throws Exception {
        try (CapturingConsole console = new CapturingConsole(address, "clip", true)) {
            assertEquals(status, console.ask("PLAY", header).status());
        }
    }

    private static void near(double seconds, Reply reply) {
        double at = Double.parseDouble(reply.header("Range").replaceFirst("npt=([0-9.]+)-.*", "$1"));
        assertEquals(seconds, at, 0.5 + seconds * 0.15, reply.toString());
    }

    private static void playFor(CapturingConsole console, Reply from, double seconds) {
        Awaitility.await(from.toString()).atMost(20, TimeUnit.SECONDS).until(() -> console.packets().stream().anyMatch(p ->
                (p.timestamp() - from.timestamp() & 0xffffffffL) >= 90_000 * seconds
                        && (p.timestamp() - from.timestamp() & 0xffffffffL) < 1L << 31));
    }

    /** One line of sequence numbers and timestamps, with a marker and what RTP-Info says where the scale changed. */
    private static void unbroken(CapturingConsole console, List<Reply> replies) {
        List<Packet> packets = console.packets();
        for (int i = 1; i < packets.size(); i++) {
            Packet before = packets.get(i - 1);
            Packet now = packets.get(i);
            assertEquals(before.sequence() + 1 & 0xffff, now.sequence());
            long step = now.timestamp() - before.timestamp() & 0xffffffffL;
            assertTrue(step < 90_000, "timestamp " + i + " steps by " + step);
        }
        for (int i = 0; i < replies.size(); i++) {
            Reply reply = replies.get(i);
            Packet first = packets.stream().filter(p -> p.sequence() == reply.sequence()).findFirst().orElseThrow();
            assertEquals(reply.timestamp(), first.timestamp());
            assertEquals(i > 0, first.marked());
        }
    }
}
