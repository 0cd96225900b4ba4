package io.mediachassis.blade.locate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.locate.LocateClient;
import io.mediachassis.backplane.proto.Answer;
import io.mediachassis.backplane.proto.BladeDatagram;
import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.LoadPoll;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.access.PlaybackGate;
import io.mediachassis.blade.director.Headroom;
import io.mediachassis.blade.director.LoadAverages.Figure;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.UdpSocket;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service over sockets: threads, queue, client, forwarding to an engine, and load polls answered by one. */
class LocateServiceTest {
    private static final InetAddress HOST = InetAddress.getLoopbackAddress();

    private final SystemClock clock = new SystemClock();
    private final Headroom headroom = new Headroom();
    private final DatagramSeal seal = new DatagramSeal(1, new byte[32]);
    private final AtomicBoolean director = new AtomicBoolean(true);
    private final SegmentLocationTable table = SegmentLocationTable.EMPTY
            .withReachable(1, true)
            .withLoad(1, load())
            .withHoldings(1, HoldingsPush.newBuilder()
                    .addPrograms(ProgramHolding.newBuilder()
                            .setProgramId("p")
                            .setTitle("A film")
                            .setSegmentsTotal(1)
                            .addSegmentRanges(0)
                            .addSegmentRanges(0))
                    .build());
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private Ipv4Endpoint engine = new Ipv4Endpoint(0x7f000001, 1);
    private final LocateService service = new LocateService(
            () -> table, director::get, headroom, seal, slot -> engine, PlaybackGate.OPEN, new byte[32], clock, 2);
    private LocatePort port;

    private LoadReport load() {
        return LoadReport.newBuilder()
                .setInService(true)
                .setStreamsCapacity(100)
                .setStreams(7)
                .setMeasuredUs(clock.nanoTime() / 1000)
                .setRtspUrl("rtsp://e1:8554/")
                .setHttpUrl("http://e1:8080/")
                .build();
    }

    @BeforeEach
    void open() throws Exception {
        Channel channel = new Bootstrap()
                .group(loop)
                .channel(NioDatagramChannel.class)
                .handler(new BladePort(1, seal, this::load, () -> table, service.counts()))
                .bind(HOST, 0)
                .sync()
                .channel();
        engine = Ipv4Endpoint.of((InetSocketAddress) channel.localAddress());
        port = service.open(new InetSocketAddress(HOST, 0));
    }

    @AfterEach
    void close() {
        port.close();
        loop.shutdownGracefully(0, 100, TimeUnit.MILLISECONDS);
    }

    private LocateClient client(Duration patience) throws Exception {
        return new LocateClient(
                new InetSocketAddress(HOST, port.local().port()), patience, new Random());
    }

    @Test
    void manyQuestionsHaveTheirAnswersInOrderOverSeveralDatagrams() throws Exception {
        List<String> programs = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            programs.add(i % 3 == 0 ? "missing-" + i : "p");
        }
        try (LocateClient client = client(Duration.ofSeconds(2))) {
            List<Answer> answers = client.locate(programs, "");
            assertEquals(200, answers.size());
            for (int i = 0; i < 200; i++) {
                assertEquals(i, answers.get(i).getId());
                assertEquals(i % 3 == 0 ? Answer.Status.NONE_HOLDS : Answer.Status.FOUND, answers.get(i).getStatus());
            }
            assertEquals("rtsp://e1:8554/p", client.locate(List.of("p"), "rtsp").get(0).getRtspUrl());
        }
    }

    @Test
    void theEngineAnswersItself() throws Exception {
        try (LocateClient client = client(Duration.ofSeconds(2))) {
            List<Answer> answers = client.locateAtEngines(List.of("p", "missing"), "http");
            assertEquals("http://e1:8080/programs/p.ts", answers.get(0).getHttpUrl());
            assertEquals(Answer.Status.NONE_HOLDS, answers.get(1).getStatus());
        }
        assertEquals(1, service.counts().get(LocateCounter.FORWARDS_ANSWERED));
    }

    @Test
    void whatIsNotSealedHasNoAnswerFromAnEngine() throws Exception {
        try (DatagramSocket stranger = new DatagramSocket(0, HOST)) {
            byte[] forged = new DatagramSeal(1, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
                    17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32})
                    .seal(BladeDatagram.newBuilder()
                            .setLoadPoll(LoadPoll.newBuilder().setNonce(1)));
            stranger.send(new DatagramPacket(forged, forged.length, HOST, engine.port()));
            stranger.setSoTimeout(200);
            assertThrows(SocketTimeoutException.class, () -> stranger.receive(new DatagramPacket(new byte[9], 9)));
        }
        assertEquals(1, service.counts().get(LocateCounter.FORGED));
    }

    @Test
    void hostileDatagramsEndNothing() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try (DatagramSocket stranger = new DatagramSocket(0, HOST)) {
            for (int i = 0; i < 5000; i++) {
                byte[] junk = new byte[random.nextInt(1600)];
                random.nextBytes(junk);
                if (junk.length > 1) {
                    junk[0] = new byte[] {9, 18, 26, 122}[random.nextInt(4)];
                }
                int to = random.nextBoolean() ? engine.port() : port.local().port();
                stranger.send(new DatagramPacket(junk, junk.length, HOST, to));
            }
        }
        try (LocateClient client = client(Duration.ofSeconds(2))) {
            assertEquals(Answer.Status.FOUND, client.locate(List.of("p"), "").get(0).getStatus(), "seed " + seed);
        }
    }

    @Test
    void thePollThreadFillsTheAveragesWhileItsBladeIsDirector() throws Exception {
        try (LoadAverageQueue queue = new LoadAverageQueue(headroom, clock);
                LoadPollThread polls = new LoadPollThread(
                        new UdpSocket(new Ipv4Endpoint(0x7f000001, 0), 64 << 10, 64 << 10), () -> table, director::get,
                        headroom, seal, slot -> engine, queue, new Random(), clock, service.counts())) {
            queue.start();
            polls.start();
            long until = clock.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (headroom.average(1, Figure.STREAMS, 5) < 6.9
                    && clock.nanoTime() - until < 0) {
                Thread.onSpinWait();
            }
            assertEquals(7, headroom.average(1, Figure.STREAMS, 5), 0.1);
        }
    }

    @Test
    void aBladeThatIsNotDirectorSaysSo() throws Exception {
        director.set(false);
        try (LocateClient client = client(Duration.ofSeconds(2))) {
            assertEquals(Answer.Status.NOT_DIRECTOR, client.locate(List.of("p"), "").get(0).getStatus());
        }
    }
}
