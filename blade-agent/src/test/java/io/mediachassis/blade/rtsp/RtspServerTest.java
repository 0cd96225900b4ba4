package io.mediachassis.blade.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.link.Transport;
import io.mediachassis.blade.supervisor.Supervisor;
import io.netty.channel.EventLoopGroup;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server over real sockets, its time stepped by hand. */
class RtspServerTest {
    private static final String UDP = "Transport: RTP/AVP;unicast;client_port=40000-40001";
    private static final String TCP = "Transport: RTP/AVP/TCP;unicast;interleaved=4-5";
    private static final String CLIP = "rtsp://station:8554/clip";

    private final StepClock clock = new StepClock();
    private final EventLoopGroup loops = Transport.best().loops(2, "rtsp");
    private FakeDesk desk;
    private RtspServer server;
    private InetSocketAddress address;

    @BeforeEach
    void start() throws Exception {
        desk = new FakeDesk(TestMedia.nullPackets(10), "127.0.0.1", "clip");
        server = new RtspServer(loops, loops, RtspSettings.defaults(), desk, Supervisor.none(), clock);
        address = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).get();
    }

    @AfterEach
    void stop() {
        server.close();
        Awaitility.await().until(() -> server.sessions() == 0);
        desk.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void wholeConversation_inTheWayOfRfc2326() throws Exception {
        try (Console console = new Console(address)) {
            assertTrue(console.ask("OPTIONS", "*").header("Public").contains("GET_PARAMETER"));
            Console.Reply described = console.ask("DESCRIBE", CLIP, "Accept: application/sdp");
            assertEquals(CLIP + "/", described.header("Content-Base"));
            assertTrue(described.body().contains("m=video 0 RTP/AVP 33"));
            Console.Reply setUp = console.ask("SETUP", CLIP + "/trackID=0", UDP);
            assertEquals(200, setUp.status());
            assertTrue(setUp.header("Session").matches("[0-9a-f]{16};timeout=60"), setUp.toString());
            assertTrue(setUp.header("Transport").matches("RTP/AVP;unicast;client_port=40000-40001;"
                    + "server_port=[0-9]+-[0-9]+;source=127.0.0.1;ssrc=[0-9A-F]{8};mode=\"PLAY\""), setUp.toString());
            String session = "Session: " + setUp.session();
            Console.Reply play = console.ask("PLAY", CLIP + "/", session, "Range: npt=2-4", "Scale: 2.0");
            assertTrue(play.header("Range").startsWith("npt=1.99") || play.header("Range").startsWith("npt=2.00"),
                    play.toString());
            assertTrue(play.header("RTP-Info").matches("url=" + CLIP + "/trackID=0;seq=[0-9]+;rtptime=[0-9]+"),
                    play.toString());
            assertEquals("1", play.header("Scale"), "the scale that the stream says it plays");
            assertEquals(455, console.ask("SETUP", CLIP, session, UDP).status());
            assertEquals(200, console.ask("GET_PARAMETER", CLIP, session).status());
            assertEquals(200, console.ask("SET_PARAMETER", CLIP, session).status());
            assertEquals(200, console.ask("PAUSE", CLIP, session).status());
            assertEquals(200, console.ask("PAUSE", CLIP, session).status());
            assertEquals(457, console.ask("PLAY", CLIP, session, "Range: clock=1-").status());
            assertEquals(404, console.ask("PLAY", "rtsp://h/other", session).status());
            assertEquals(200, console.ask("TEARDOWN", CLIP, session).status());
            assertEquals(454, console.ask("PLAY", CLIP, session).status());
            assertEquals("torn down by the console", desk.streams.get(0).closedFor);
        }
    }

    @Test
    void pausePoint_isPlayedUpToAndGoneOnFrom() throws Exception {
        try (Console console = new Console(address)) {
            String session = "Session: " + console.ask("SETUP", CLIP, UDP).session();
            assertEquals(457, console.ask("PAUSE", CLIP, session, "Range: npt=3").status(), "nothing plays");
            assertEquals(200, console.ask("PLAY", CLIP, session, "Range: npt=1-4").status());
            assertEquals(457, console.ask("PAUSE", CLIP, session, "Range: npt=2-3").status());
            assertEquals(457, console.ask("PAUSE", CLIP, session, "Range: npt=5").status(), "it ends at 4 s");
            assertEquals(457, console.ask("PAUSE", CLIP, session, "Range: clock=20260101T000000Z").status());
            assertEquals(501, console.ask("PAUSE", CLIP, session, "Range: smpte=0:00:02").status());
            Console.Reply paused = console.ask("PAUSE", CLIP, session, "Range: npt=3.5");
            assertEquals(200, paused.status());
            assertEquals(List.of(4000L, 3500L), desk.streams.get(0).ends());
            assertEquals(200, console.ask("PLAY", CLIP, session).status());
            assertEquals(200, console.ask("PAUSE", CLIP, session, "Range: npt=now-").status());
            assertEquals(200, console.ask("SETUP", CLIP, session, UDP).status(), "now is at once: it may be set up anew");
        }
    }

    @Test
    void whatCanBeAsked_isTold_andTimestampsComeBack() throws Exception {
        try (Console console = new Console(address)) {
            String scales = "Scales=\"-32:-1, 0.25:0.75, 1, 2:32\"";
            Console.Reply described = console.ask("DESCRIBE", CLIP, "Timestamp: 17.5");
            assertTrue(described.header("Media-Properties").contains(scales), described.toString());
            assertEquals("17.5", described.header("Timestamp"));
            String session = "Session: " + console.ask("SETUP", CLIP, UDP).session();
            for (String scale : List.of(".5", "+2", "1.2", "-0.5", "100")) {
                Console.Reply play = console.ask("PLAY", CLIP, session, "Scale: " + scale, "Timestamp: 1");
                assertEquals(200, play.status(), scale);
                assertTrue(play.header("Media-Properties").contains(scales), play.toString());
                assertEquals("1", play.header("Timestamp"));
            }
            assertEquals(List.of(0.5, 2.0, 1.2, -0.5, 100.0), desk.streams.get(0).scales());
            for (String bad : List.of("fast", ".", "1e3", "--1", "0x2")) {
                assertEquals(400, console.ask("PLAY", CLIP, session, "Scale: " + bad).status(), bad);
            }
        }
    }

    @Test
    void destination_isServedWhereThatIsConfigured() throws Exception {
        String elsewhere = "Transport: RTP/AVP;unicast;destination=127.0.0.9;client_port=40000-40001";
        try (Console console = new Console(address);
                RtspServer open = new RtspServer(
                        loops, loops, RtspSettings.defaults().allowing(new Destinations(List.of("127.0.0.8/31"))), desk,
                        Supervisor.none(), clock)) {
            assertEquals(461, console.ask("SETUP", CLIP, elsewhere).status());
            InetSocketAddress at = open.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).get();
            try (Console allowed = new Console(at)) {
                Console.Reply setUp = allowed.ask("SETUP", CLIP, elsewhere);
                assertEquals(200, setUp.status());
                assertTrue(setUp.header("Transport").contains(";destination=127.0.0.9;"), setUp.toString());
                assertEquals("127.0.0.9", desk.requests.get(0).clientAddress());
                assertEquals(461, allowed.ask("SETUP", CLIP, elsewhere.replace("0.9", "0.10")).status());
                assertEquals(461, allowed.ask("SETUP", CLIP, elsewhere.replace("127.0.0.9", "224.0.0.9")).status());
                assertEquals(461, allowed.ask("SETUP", CLIP, elsewhere.replace("127.0.0.9", "localhost")).status());
                assertEquals(461, allowed.ask("SETUP", CLIP, elsewhere.replace("RTP/AVP", "RTP/AVP/TCP")).status());
                String session = "Session: " + setUp.session();
                assertEquals(200, allowed.ask("PLAY", CLIP, session).status());
            }
        }
    }

    @Test
    void everyRefusal_hasItsStatusOnTheWire() throws Exception {
        try (Console console = new Console(address)) {
            assertEquals(461, console.ask("SETUP", CLIP, "Transport: RTP/AVP;unicast;client_port=80-81").status());
            assertEquals(461, console.ask("SETUP", CLIP,
                    "Transport: RTP/AVP;unicast;client_port=5000-5001;destination=192.0.2.1").status());
            assertEquals(454, console.ask("GET_PARAMETER", CLIP, "Session: 0123456789abcdef").status());
            assertEquals(454, console.ask("SET_PARAMETER", CLIP, "Session: 0123456789abcdef").status());
            desk.refusal = new MediaException(453, "it sends as many as it may");
            assertEquals(453, console.ask("SETUP", CLIP, UDP).status());
            desk.refusal = new MediaException(503, "it is still being published");
            Console.Reply later = console.ask("SETUP", CLIP, UDP);
            assertEquals("503 1", later.status() + " " + later.header("Retry-After"));
            desk.refusal = null;
            Console.Reply setUp = console.ask("SETUP", CLIP, UDP.replace("client_port", "destination=127.0.0.1;client_port"));
            assertEquals(200, setUp.status());
            String session = "Session: " + setUp.session();
            assertEquals(457, console.ask("PLAY", CLIP, session, "Range: clock=20260101T000000Z-").status());
            assertEquals(457, console.ask("PLAY", CLIP, session, "Range: npt=9-3").status());
            assertEquals(501, console.ask("PLAY", CLIP, session, "Range: smpte=0:10:00-").status());
            assertEquals(501, console.ask("FLY", CLIP).status());
            assertEquals(200, console.ask("PLAY", CLIP, session).status());
            assertEquals(455, console.ask("SETUP", CLIP, session, UDP).status());
            console.send("PLAY " + CLIP + " RTSP/2.0\r\nCSeq: 99\r\n\r\n");
            Console.Reply version = console.read();
            assertEquals("505 99 RTSP/1.0",
                    version.status() + " " + version.header("CSeq") + " " + version.header("Supported"));
        }
        Awaitility.await().until(() -> {
            clock.step(Duration.ofSeconds(1));
            return server.sessions() == 0;
        });
    }

    @Test
    void satIpWay_isKeyedByTheSession() throws Exception {
        try (Console console = new Console(address)) {
            String session = "Session: " + console.ask("SETUP", CLIP, UDP).session();
            assertEquals(200, console.ask("PLAY", "rtsp://station:8554/stream=0", session).status());
            assertEquals(200, console.ask("OPTIONS", "rtsp://station:8554/stream=0", session).status());
            assertTrue(desk.streams.get(0).keptAlive.get() >= 2);
            assertEquals(200, console.ask("TEARDOWN", "rtsp://station:8554/stream=0", session).status());
            assertEquals(454, console.ask("OPTIONS", "rtsp://station:8554/stream=0", session).status());
        }
    }

    @Test
    void aSetIsJoinedByMulticast_whereTheAnswerSays() throws Exception {
        String set = "rtsp://station:8554/nvod/239.1.1.0";
        desk.places.put("nvod/239.1.1.0", new Whereabouts.Announced("v=0\r\na=control:trackID=2\r\n"));
        desk.group = new StreamHandle.Group("239.1.1.2", 5010, 16);
        try (Console console = new Console(address)) {
            Console.Reply described = console.ask("DESCRIBE", set, "Accept: application/sdp");
            assertEquals(set + "/", described.header("Content-Base"));
            assertEquals(461, console.ask("SETUP", set + "/trackID=2", UDP).status(), "there is no unicast of a set");
            assertEquals(461, console.ask("SETUP", set, "Transport: RTP/AVP;multicast;destination=239.9.9.9").status());
            Console.Reply setUp = console.ask(
                    "SETUP", set + "/trackID=2", "Transport: RTP/AVP;unicast;client_port=40000-40001,RTP/AVPF;multicast");
            assertEquals(200, setUp.status());
            assertTrue(setUp.header("Transport").matches("RTP/AVPF;multicast;destination=239.1.1.2;source=127.0.0.1;"
                    + "port=5010-5011;ttl=16;ssrc=[0-9A-F]{8};mode=\"PLAY\""), setUp.toString());
            assertEquals(new Delivery.Multicast(2), desk.requests.get(0).delivery());
            Console.Reply play = console.ask("PLAY", set + "/", "Session: " + setUp.session());
            assertTrue(play.header("Range").endsWith(";time=20261121T200000.500Z"), play.toString());
            assertEquals(200, console.ask("TEARDOWN", set + "/", "Session: " + setUp.session()).status());
            assertEquals(200, console.ask("SETUP", CLIP, "Transport: RTP/AVP;multicast").status());
            assertEquals(new Delivery.Multicast(Delivery.ANY_STREAM), desk.requests.get(1).delivery());
        }
    }

    @Test
    void whatCannotBeServed_isRefusedWithItsStatus() throws Exception {
        try (Console console = new Console(address)) {
            assertEquals(461, console.ask("SETUP", CLIP, "Transport: RTP/AVP;multicast").status());
            assertEquals(461, console.ask("SETUP", CLIP).status());
            assertEquals(404, console.ask("SETUP", "rtsp://h/none", UDP).status());
            assertEquals(404, console.ask("SETUP", CLIP + "/trackID=1", UDP).status());
            assertEquals(404, console.ask("DESCRIBE", "rtsp://h/none").status());
            assertEquals(406, console.ask("DESCRIBE", CLIP, "Accept: text/plain").status());
            assertEquals(551, console.ask("PLAY", CLIP, "Require: x").status());
            assertEquals(405, console.ask("RECORD", CLIP).status());
            assertTrue(console.ask("FLY", CLIP).header("Allow").contains("PLAY"));
            assertEquals(454, console.ask("PLAY", CLIP).status());
            assertEquals(451, console.ask("GET_PARAMETER", CLIP, "Content-Length: 3\r\n\r\nabc\r\nX: y").status());
        }
        assertEquals(0, server.sessions());
    }

    @Test
    void elsewhereAndBusy_areToldOnDescribeOnly() throws Exception {
        try (Console console = new Console(address)) {
            desk.places.put("far", new Whereabouts.Elsewhere(URI.create("rtsp://192.0.2.7:8554/")));
            Console.Reply moved = console.ask("DESCRIBE", "rtsp://station/far/");
            assertEquals(302, moved.status());
            assertEquals("rtsp://192.0.2.7:8554/far", moved.header("Location"));
            assertEquals(404, console.ask("SETUP", "rtsp://station/far", UDP).status());
            desk.places.put("far", new Whereabouts.Busy(3));
            Console.Reply busy = console.ask("DESCRIBE", "rtsp://station/far/");
            assertEquals("503 3", busy.status() + " " + busy.header("Retry-After"));
        }
    }

    @Test
    void malformedRequest_isAnsweredAndCounted() throws Exception {
        try (Console console = new Console(address)) {
            console.send("PLAY\r\nCSeq: 9\r\n\r\n");
            Console.Reply reply = console.read();
            assertEquals("400 9", reply.status() + " " + reply.header("CSeq"));
            assertEquals(200, console.ask("OPTIONS", "*").status());
            console.send("GET / HTTP/1.1\r\n\r\n");
            assertEquals(400, console.read().status());
            assertTrue(console.ended());
        }
        assertEquals(2, server.counts().get(RtspCounter.MALFORMED));
    }

    @Test
    void pipelinedRequests_areAnsweredInOrder() throws Exception {
        try (Console console = new Console(address)) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 300; i++) {
                text.append(i % 2 == 0 ? "DESCRIBE " : "OPTIONS ").append(CLIP).append(" RTSP/1.0\r\nCSeq: ").append(i)
                        .append("\r\n\r\n");
            }
            console.send(text.toString());
            for (int i = 0; i < 300; i++) {
                assertEquals(String.valueOf(i), console.read().header("CSeq"));
            }
        }
    }

    @Test
    void interleaved_playsAfterTheAnswer_andEndsWithItsConnection() throws Exception {
        try (Console console = new Console(address)) {
            Console.Reply setUp = console.ask("SETUP", CLIP, TCP);
            assertTrue(setUp.header("Transport").startsWith("RTP/AVP/TCP;unicast;interleaved=4-5;ssrc="));
            assertEquals(200, console.ask("PLAY", CLIP, "Session: " + setUp.session()).status());
            assertEquals(0, console.frames, "no packet before the answer to PLAY");
            assertEquals(4, console.frame());
            console.send("$\5\0\4abcd");
            assertEquals(200, console.ask("OPTIONS", "*").status());
            try (Console other = new Console(address)) {
                assertEquals(454, other.ask("PAUSE", CLIP, "Session: " + setUp.session()).status());
            }
        }
        Awaitility.await().until(() -> server.sessions() == 0);
        assertEquals("its connection closed", desk.streams.get(0).closedFor);
    }

    @Test
    void consoleThatDoesNotRead_isRefusedPacketsButCostsNoMore() throws Exception {
        try (Console console = new Console(address)) {
            console.ask("SETUP", CLIP, TCP);
            Delivery.Interleaved delivery = (Delivery.Interleaved) desk.requests.get(0).delivery();
            java.nio.ByteBuffer packet = java.nio.ByteBuffer.allocate(1316);
            Awaitility.await().until(() -> {
                int taken = 0;
                while (taken < 10_000 && delivery.sink().offerRtp(packet, packet)) {
                    taken++;
                }
                delivery.sink().flush();
                return taken == 0;
            });
            assertTrue(server.counts().get(RtspCounter.INTERLEAVED_REFUSED) > 0);
        }
        Awaitility.await().until(() -> server.sessions() == 0);
    }

    @Test
    void lostConnection_isWaitedForAndTakenOver() throws Exception {
        String session;
        try (Console console = new Console(address)) {
            session = "Session: " + console.ask("SETUP", CLIP, UDP).session();
            assertEquals(200, console.ask("PLAY", CLIP, session).status());
        }
        clock.step(Duration.ofSeconds(4));
        try (Console console = new Console(address)) {
            assertEquals(200, console.ask("GET_PARAMETER", CLIP, session).status());
            assertEquals(1, server.counts().get(RtspCounter.SESSIONS_TAKEN_OVER));
            clock.step(Duration.ofSeconds(20));
            assertEquals(200, console.ask("PAUSE", CLIP, session).status());
        }
        Awaitility.await().until(() -> {
            clock.step(Duration.ofSeconds(1));
            return server.sessions() == 0;
        });
        assertEquals(1, server.counts().get(RtspCounter.SESSIONS_LOST));
        assertTrue(!desk.streams.get(0).alive());
    }

    @Test
    void silentConsole_losesItsSessionThenItsConnection() throws Exception {
        try (Console console = new Console(address)) {
            console.ask("SETUP", CLIP, UDP);
            clock.step(Duration.ofSeconds(61));
            Awaitility.await().until(() -> server.sessions() == 0);
            assertTrue(console.ended());
        }
        assertEquals(1, server.counts().get(RtspCounter.SESSIONS_TIMED_OUT));
        assertEquals(1, server.counts().get(RtspCounter.CONNECTIONS_IDLE));
    }

    @Test
    void connectionThatNeverAsks_goesSooner() throws Exception {
        try (Console silent = new Console(address); Console asking = new Console(address)) {
            assertEquals(200, asking.ask("OPTIONS", "*").status());
            // A connection's silence counts from when the control loop has seen it: after that the clock may go on.
            Awaitility.await().until(() -> server.counts().get(RtspCounter.CONNECTIONS) == 2);
            clock.step(RtspSettings.defaults().unasked().plusMillis(1));
            assertTrue(silent.ended());
            assertEquals(200, asking.ask("OPTIONS", "*").status());
            clock.step(RtspSettings.defaults().idle().plusMillis(1));
            assertTrue(asking.ended());
        }
        assertEquals(2, server.counts().get(RtspCounter.CONNECTIONS_IDLE));
    }

    @Test
    void sessionsOfAnAddress_areBounded() throws Exception {
        try (RtspServer small = new RtspServer(
                loops, loops, RtspSettings.defaults().perAddress(4, 2), desk, Supervisor.none(), clock)) {
            InetSocketAddress at = small.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).get();
            try (Console one = new Console(at); Console two = new Console(at)) {
                String session = one.ask("SETUP", CLIP, UDP).session();
                assertEquals(200, two.ask("SETUP", CLIP, UDP).status());
                Console.Reply refused = two.ask("SETUP", CLIP, UDP);
                assertEquals("503 1", refused.status() + " " + refused.header("Retry-After"));
                assertEquals(1, small.counts().get(RtspCounter.SESSIONS_REFUSED));
                assertEquals(200, one.ask("TEARDOWN", CLIP, "Session: " + session).status());
                assertEquals(200, two.ask("SETUP", CLIP, UDP).status());
            }
        }
    }

    @Test
    void streamThatItsEngineEnds_endsTheConnection() throws Exception {
        try (Console console = new Console(address)) {
            console.ask("SETUP", CLIP, UDP);
            desk.streams.get(0).end("engine gone");
            assertTrue(console.ended());
        }
        Awaitility.await().until(() -> server.sessions() == 0);
    }

    @Test
    void addresses_comeAndGoAtRunTime() throws Exception {
        InetSocketAddress station =
                server.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 9, 100}), 0)).get();
        ExecutionException taken = assertThrows(ExecutionException.class, () -> server.bind(station).get());
        assertTrue(taken.getCause() instanceof java.io.IOException, taken.toString());
        try (Console console = new Console(station)) {
            assertEquals(200, console.ask("OPTIONS", "*").status());
            server.unbind(station, true).get();
            assertTrue(console.ended());
        }
        assertThrows(java.net.ConnectException.class, () -> new Console(station));
        assertEquals(station, server.bind(station).get());
    }

    /** A process that is being started holds copies of our sockets for a moment; nobody is accepted then either. */
    @Test
    void unboundAddress_acceptsNobodyWhileProcessesStart() throws Exception {
        InetSocketAddress station = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 9, 101}), 0);
        java.util.concurrent.atomic.AtomicBoolean done = new java.util.concurrent.atomic.AtomicBoolean();
        Thread starter = new Thread(() -> {
            while (!done.get()) {
                try {
                    new ProcessBuilder("/bin/true").start().waitFor();
                } catch (java.io.IOException | InterruptedException e) {
                    return;
                }
            }
        });
        starter.start();
        try {
            for (int i = 0; i < 300; i++) {
                InetSocketAddress bound = server.bind(station).get();
                server.unbind(bound, true).get();
                assertThrows(java.net.ConnectException.class, () -> new Console(bound).close(), "round " + i);
            }
        } finally {
            done.set(true);
            starter.join();
        }
    }

    @Test
    void limits_areKept() throws Exception {
        try (Console console = new Console(address)) {
            for (int i = 0; i < RtspSettings.defaults().maxSessionsPerConnection(); i++) {
                assertEquals(200, console.ask("SETUP", CLIP, TCP).status());
            }
            assertEquals(503, console.ask("SETUP", CLIP, TCP).status());
            List<Integer> channels = desk.requests.stream()
                    .map(r -> ((ChannelSink) ((Delivery.Interleaved) r.delivery()).sink()).rtpChannel())
                    .distinct()
                    .toList();
            assertEquals(RtspSettings.defaults().maxSessionsPerConnection(), channels.size());
        }
        Awaitility.await().until(() -> server.sessions() == 0);
    }
}
