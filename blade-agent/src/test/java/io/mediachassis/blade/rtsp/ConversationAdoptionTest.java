package io.mediachassis.blade.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mediachassis.backplane.link.Transport;
import io.mediachassis.blade.supervisor.Supervisor;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversations that another server goes on with, over real sockets and a supervisor of the test's own. */
class ConversationAdoptionTest {
    private static final String UDP = "Transport: RTP/AVP;unicast;client_port=40000-40001";
    private static final String TCP = "Transport: RTP/AVP/TCP;unicast;interleaved=4-5";
    private static final String CLIP = "rtsp://station:8554/clip";
    private static final int LIMIT = 2;

    private final StepClock clock = new StepClock();
    private final CountDownLatch hung = new CountDownLatch(1);
    private final List<AutoCloseable> closing = new ArrayList<>();
    private final List<EventLoopGroup> loops = new ArrayList<>();
    private TestSupervisor supervisor;
    private FakeDesk desk;
    private RtspServer server;
    private InetSocketAddress address;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        assumeTrue(Transport.best() == Transport.EPOLL, "needs epoll");
        supervisor = new TestSupervisor(folder);
        desk = new FakeDesk(TestMedia.nullPackets(10), "127.0.0.1", "clip");
        server = server();
        address = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).get();
    }

    @AfterEach
    void stop() throws Exception {
        hung.countDown();
        for (AutoCloseable one : closing) {
            one.close();
        }
        loops.forEach(group -> group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly());
        desk.close();
        supervisor.close();
    }

    private RtspServer server() {
        Supervisor known = Supervisor.of(supervisor.environment, 1, LIMIT);
        EventLoopGroup group = Transport.best().loops(2, "rtsp");
        RtspServer made = new RtspServer(group, group, RtspSettings.defaults(), desk, known, clock);
        known.given().forEach(stored -> made.adopt(stored, this::find));
        closing.add(made);
        closing.add(known);
        loops.add(group);
        return made;
    }

    /**
     * As an agent that was killed: it does nothing more. Returns when every loop hangs: one still on its way would read
     * what the console sends next, and never answer it.
     */
    private void hang() {
        List<CompletableFuture<Void>> hanging = new ArrayList<>();
        loops.get(0).forEach(loop -> {
            CompletableFuture<Void> hangs = new CompletableFuture<>();
            hanging.add(hangs);
            loop.execute(() -> {
                hangs.complete(null);
                try {
                    hung.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        });
        hanging.forEach(CompletableFuture::join);
    }

    private CompletionStage<StreamHandle> find(byte[] memento) {
        int number = Integer.parseInt(new String(memento, StandardCharsets.US_ASCII));
        return desk.streams.size() >= number
                ? CompletableFuture.completedFuture(desk.streams.get(number - 1))
                : CompletableFuture.failedFuture(new MediaException(454, "nobody sends it"));
    }

    private void stored(int connections) {
        Awaitility.await().until(() -> supervisor.stored.size() == connections);
    }

    @Test
    void theNextServer_goesOnWithConnectionAndSession() throws Exception {
        try (Console console = new Console(address)) {
            String session = "Session: " + console.ask("SETUP", CLIP, UDP).session();
            stored(1);
            assertEquals(200, console.ask("PLAY", CLIP, session, "Range: npt=2-").status());
            hang();
            console.send("GET_PARAMETER " + CLIP + " RTSP/1.0\r\nCSeq: 77\r\n" + session + "\r\n\r\n");
            RtspServer next = server();
            assertEquals("77", console.read().header("CSeq"), "what was asked meanwhile is answered");
            assertEquals(455, console.ask("SETUP", CLIP, session, UDP).status(), "it plays");
            assertEquals(200, console.ask("PAUSE", CLIP, session).status());
            assertTrue(console.ask("PLAY", CLIP, session).header("RTP-Info").startsWith("url=" + CLIP + "/trackID=0"));
            assertEquals(1, next.counts().get(RtspCounter.CONNECTIONS_ADOPTED));
            assertEquals(1, supervisor.stored.size(), "kept for the one after that");
            assertEquals(200, console.ask("TEARDOWN", CLIP, session).status());
            assertEquals("torn down by the console", desk.streams.get(0).closedFor);
            stored(0);
            assertEquals(200, console.ask("OPTIONS", "*").status());
        }
    }

    @Test
    void aPausedSession_isPausedStill() throws Exception {
        try (Console console = new Console(address)) {
            String session = "Session: " + console.ask("SETUP", CLIP, UDP).session();
            assertEquals(200, console.ask("PLAY", CLIP, session).status());
            assertEquals(200, console.ask("PAUSE", CLIP, session).status());
            stored(1);
            hang();
            server();
            assertEquals(200, console.ask("SETUP", CLIP, session, UDP).status(), "allowed only where nothing plays");
        }
    }

    @Test
    void aConversationWhoseStreamIsLost_isClosed() throws Exception {
        try (Console console = new Console(address)) {
            assertEquals(200, console.ask("SETUP", CLIP, UDP).status());
            stored(1);
            hang();
            desk.streams.clear();
            RtspServer next = server();
            assertTrue(console.ended());
            stored(0);
            assertEquals(1, next.counts().get(RtspCounter.CONNECTIONS_LEFT));
        }
    }

    @Test
    void theEndOfAConnection_isSeenAtOnceAndItIsLetGo() throws Exception {
        supervisor.deafForRemoval = true;
        try (Console console = new Console(address)) {
            assertEquals(200, console.ask("SETUP", CLIP, UDP).status());
            stored(1);
            desk.streams.get(0).end("its engine is gone");
            assertTrue(console.ended(), "although the supervisor holds it");
        }
        Awaitility.await().until(() -> supervisor.ignoredRemoval);
        supervisor.deafForRemoval = false;
        try (Console console = new Console(address)) {
            assertEquals(200, console.ask("SETUP", CLIP, UDP).status());
            stored(2);
        }
        stored(1);
    }

    @Test
    void interleavedAndTooMany_areNotKept() throws Exception {
        List<Console> consoles = new ArrayList<>();
        try (Console interleaved = new Console(address)) {
            assertEquals(200, interleaved.ask("SETUP", CLIP, TCP).status());
            for (int i = 0; i <= LIMIT; i++) {
                Console console = new Console(address);
                consoles.add(console);
                assertEquals(200, console.ask("SETUP", CLIP, UDP).status());
            }
            Awaitility.await().until(() -> server.counts().get(RtspCounter.CONNECTIONS_NOT_KEPT) == 1);
            stored(LIMIT);
        }
        for (Console console : consoles) {
            console.close();
        }
        clock.step(Duration.ofSeconds(1));
        stored(0);
    }
}
