package io.mediachassis.backplane.link;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.identity.OtherChassis;
import io.mediachassis.backplane.identity.TestAuthority;
import io.mediachassis.backplane.identity.TlsIdentity;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.FetchProgram;
import io.mediachassis.backplane.proto.Heartbeat;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.proto.Party;
import io.mediachassis.backplane.proto.TokenRequest;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Links over loopback with real TLS, on each kernel interface. */
@ParameterizedClass
@EnumSource(Transport.class)
final class LinkSystemTest {
    private static final Duration WAIT = Duration.ofSeconds(20);
    private static final LinkSettings SETTINGS = new LinkSettings(
            Duration.ofMillis(100),
            Duration.ofMillis(1500),
            Duration.ofSeconds(2),
            1 << 20,
            Duration.ofMillis(20),
            Duration.ofMillis(200),
            Duration.ofSeconds(2));

    private static TestAuthority authority;
    private static TlsIdentity controller;
    private static TlsIdentity blade;
    private static SSLContext blocking;

    private final Clock clock = new SystemClock();
    private final EventLoopGroup loops;
    private final RecordingHandler serverSide = new RecordingHandler();
    private final RecordingHandler dialerSide = new RecordingHandler();
    private final List<AutoCloseable> open = new ArrayList<>();

    LinkSystemTest(Transport transport) {
        loops = transport.loops(2, "link-test");
    }

    @BeforeAll
    static void makeIdentities() throws Exception {
        authority = new TestAuthority();
        controller = authority.identity("MC-1", Party.CONTROLLER, 1);
        blade = authority.identity("MC-1", Party.BLADE_AGENT, 3);
        blocking = authority.blocking("MC-1", Party.BLADE_AGENT, 3);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void comesUpBeatsAndAnswers() throws Exception {
        LinkServer server = server(0, LinkLimits.DEFAULT);
        dial(server, blade, hello(Party.BLADE_AGENT, 3, "MC-1"));
        Link link = up(dialerSide);
        up(serverSide);
        assertEquals(1, link.peer().getNumber());
        assertEquals("t", ask(link).get(10, TimeUnit.SECONDS).getTokenGrant().getToken());
        CompletableFuture<Envelope> refused =
                link.request(Envelope.newBuilder().setFetchProgram(FetchProgram.newBuilder()), WAIT);
        ExecutionException e = assertThrows(ExecutionException.class, () -> refused.get(10, TimeUnit.SECONDS));
        assertEquals(
                LinkException.Reason.FAULT,
                assertInstanceOf(LinkException.class, e.getCause()).reason());
        await().atMost(WAIT).until(() -> serverSide.heartbeats() > 3 && dialerSide.heartbeats() > 3);
        Heartbeat first = serverSide.messages.stream()
                .filter(Envelope::hasHeartbeat)
                .findFirst()
                .orElseThrow()
                .getHeartbeat();
        assertEquals(1, first.getSequence());
        assertTrue(first.getSentNs() != 0);
        link.close();
        await().atMost(WAIT).until(() -> !serverSide.downs.isEmpty());
        assertEquals(List.of(LinkDown.CLOSED_HERE), dialerSide.downs.subList(0, 1));
        assertEquals(List.of(LinkDown.CLOSED_BY_PEER), serverSide.downs.subList(0, 1));
    }

    @Test
    void pipelinesAThousandRequests() throws Exception {
        LinkServer server = server(0, LinkLimits.DEFAULT);
        dial(server, blade, hello(Party.BLADE_AGENT, 3, "MC-1"));
        Link link = up(dialerSide);
        List<CompletableFuture<Envelope>> answers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            answers.add(ask(link));
        }
        for (CompletableFuture<Envelope> answer : answers) {
            assertTrue(answer.get(20, TimeUnit.SECONDS).hasTokenGrant());
        }
    }

    @Test
    void aRequestTimesOut() throws Exception {
        LinkServer server = server(0, LinkLimits.DEFAULT);
        serverSide.answer = false;
        dial(server, blade, hello(Party.BLADE_AGENT, 3, "MC-1"));
        CompletableFuture<Envelope> answer = up(dialerSide)
                .request(Envelope.newBuilder().setTokenRequest(TokenRequest.newBuilder()), Duration.ofMillis(100));
        ExecutionException e = assertThrows(ExecutionException.class, () -> answer.get(10, TimeUnit.SECONDS));
        assertEquals(
                LinkException.Reason.TIMEOUT,
                assertInstanceOf(LinkException.class, e.getCause()).reason());
    }

    @Test
    void dialsAgainWhenTheServerIsBack() throws Exception {
        LinkServer first = server(0, LinkLimits.DEFAULT);
        int port = first.localAddress().getPort();
        dial(first, blade, hello(Party.BLADE_AGENT, 3, "MC-1"));
        up(dialerSide);
        first.close();
        await().atMost(WAIT).until(() -> dialerSide.downs.contains(LinkDown.CLOSED_BY_PEER));
        server(port, LinkLimits.DEFAULT);
        await().atMost(WAIT).until(() -> dialerSide.ups.size() == 2);
    }

    @Test
    void refusesAnUnknownCa() throws Exception {
        LinkServer server = server(0, LinkLimits.DEFAULT);
        LinkDialer dialer = dial(
                server,
                new TestAuthority().identity("MC-1", Party.BLADE_AGENT, 3),
                hello(Party.BLADE_AGENT, 3, "MC-1"));
        await().atMost(WAIT).until(() -> server.counters().get(LinkCounter.REFUSED_TLS)
                        + dialer.counters().get(LinkCounter.REFUSED_TLS)
                > 0);
        assertEquals(List.of(), serverSide.ups);
    }

    @Test
    void refusesAnotherChassisOfTheSameCa() throws Exception {
        LinkServer server = server(0, LinkLimits.DEFAULT);
        LinkDialer dialer = dial(
                server,
                authority.identity("MC-2", Party.BLADE_AGENT, 3),
                hello(Party.BLADE_AGENT, 3, "MC-2"));
        await().atMost(WAIT).until(() -> dialer.counters().get(LinkCounter.REFUSED_BY_PEER) > 0);
        assertTrue(server.counters().get(LinkCounter.REFUSED_CHASSIS) > 0);
        assertEquals(List.of(), serverSide.ups);
        assertEquals(List.of(), dialerSide.ups);
    }

    @Test
    void refusesASlotThatIsNotTheCertificates() throws Exception {
        LinkServer server = server(0, LinkLimits.DEFAULT);
        LinkDialer dialer = dial(server, blade, hello(Party.BLADE_AGENT, 4, "MC-1"));
        await().atMost(WAIT).until(() -> dialer.counters().get(LinkCounter.REFUSED_BY_PEER) > 0);
        assertTrue(server.counters().get(LinkCounter.REFUSED_IDENTITY) > 0);
        assertEquals(List.of(), serverSide.ups);
    }

    @Test
    void theDialerRefusesWhomItDidNotMean() throws Exception {
        LinkServer server = server(0, LinkLimits.DEFAULT);
        LinkDialer dialer = dial(server, blade, hello(Party.BLADE_AGENT, 3, "MC-1"), 2);
        await().atMost(WAIT).until(() -> dialer.counters().get(LinkCounter.REFUSED_IDENTITY) > 0);
        assertEquals(List.of(), dialerSide.ups);
        await().atMost(WAIT).until(() -> serverSide.downs.contains(LinkDown.BROKEN));
    }

    /** A head-end of MC-1 that takes links of MC-2 and MC-3, each by its own CA. */
    private LinkServer headEnd(TestAuthority second, TestAuthority third) throws Exception {
        LinkTrust trust =
                LinkTrust.others(new OtherChassis(controller, List.of(second.certificate(), third.certificate())));
        LinkServer server = new LinkServer(
                loops, loops, () -> Optional.of(trust), SETTINGS,
                this::controllerHello, Heartbeat::newBuilder, serverSide, clock, LinkLimits.HEAD_END);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).get(10, TimeUnit.SECONDS);
        open.add(server);
        return server;
    }

    private LinkDialer dialFar(LinkServer server, TlsIdentity far, String chassis) throws Exception {
        LinkDialer dialer = new LinkDialer(
                        loops, LinkTrust.others(new OtherChassis(far, List.of(authority.certificate()))), SETTINGS,
                        () -> hello(Party.BLADE_AGENT, 3, chassis), Heartbeat::newBuilder, dialerSide, clock,
                        server.localAddress(), null, Party.CONTROLLER, 1, new Random(1))
                .start();
        open.add(0, dialer);
        return dialer;
    }

    @Test
    void boardsOfAnotherChassisAreTakenByTheCaOfThat() throws Exception {
        TestAuthority second = new TestAuthority("MC-2");
        LinkServer server = headEnd(second, new TestAuthority("MC-3"));
        dialFar(server, second.identity("MC-2", Party.BLADE_AGENT, 3), "MC-2");
        Link link = up(dialerSide);
        assertEquals("MC-1", link.peer().getChassisSerial());
        assertEquals("MC-2", up(serverSide).peer().getChassisSerial());
        assertEquals("t", ask(link).get(10, TimeUnit.SECONDS).getTokenGrant().getToken());
    }

    @Test
    void aCaIsBelievedOfItsOwnChassisAlone() throws Exception {
        TestAuthority second = new TestAuthority("MC-2");
        LinkServer server = headEnd(second, new TestAuthority("MC-3"));
        for (String chassis : List.of("MC-3", "MC-1")) {
            LinkDialer dialer = dialFar(server, second.identity(chassis, Party.BLADE_AGENT, 3), chassis);
            await().atMost(WAIT).until(() -> dialer.counters().get(LinkCounter.REFUSED_BY_PEER) > 0);
            dialer.close();
        }
        assertTrue(server.counters().get(LinkCounter.REFUSED_IDENTITY) > 1);
        assertEquals(List.of(), serverSide.ups);
    }

    @Test
    void whoSaysThatHeIsOfAnotherChassisThanHisCertificate_isRefused() throws Exception {
        TestAuthority second = new TestAuthority("MC-2");
        LinkServer server = headEnd(second, new TestAuthority("MC-3"));
        LinkDialer dialer = dialFar(server, second.identity("MC-2", Party.BLADE_AGENT, 3), "MC-3");
        await().atMost(WAIT).until(() -> dialer.counters().get(LinkCounter.REFUSED_BY_PEER) > 0);
        assertEquals(List.of(), serverSide.ups);
    }

    @Test
    void dropsAPeerThatSaysNothing() throws Exception {
        LinkServer server = server(0, LinkLimits.DEFAULT);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.localAddress().getPort())) {
            await().atMost(WAIT).until(() -> server.counters().get(LinkCounter.HELLO_TIMEOUTS) == 1);
            socket.setSoTimeout(10_000);
            assertEnds(socket.getInputStream());
        }
    }

    @Test
    void dropsAPeerThatIsNoTls() throws Exception {
        LinkServer server = server(0, LinkLimits.DEFAULT);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.localAddress().getPort())) {
            byte[] garbage = new byte[4096];
            new Random(5).nextBytes(garbage);
            socket.getOutputStream().write(garbage);
            await().atMost(WAIT).until(() -> server.counters().get(LinkCounter.REFUSED_TLS) == 1);
            socket.setSoTimeout(10_000);
            assertEnds(socket.getInputStream());
        }
    }

    @Test
    void breaksOnOversizeFramesAndNoticesAHalfOpenPeer() throws Exception {
        LinkServer server = server(0, LinkLimits.DEFAULT);
        try (SSLSocket socket = rawPeer(server)) {
            up(serverSide);
            socket.getOutputStream().write(new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F, 1, 2, 3});
            await().atMost(WAIT).until(() -> serverSide.downs.equals(List.of(LinkDown.BROKEN)));
            assertEquals(1, server.counters().get(LinkCounter.BAD_FRAMES));
        }
        try (SSLSocket socket = rawPeer(server)) {
            assertTrue(socket.isConnected());
            await().atMost(WAIT).until(() -> serverSide.ups.size() == 2);
            // Connected, and never a frame again.
            await().atMost(WAIT).until(() -> serverSide.downs.equals(List.of(LinkDown.BROKEN, LinkDown.SILENT)));
        }
    }

    @Test
    void aResetIsTakenAsThePeersEnd() throws Exception {
        LinkServer server = server(0, LinkLimits.DEFAULT);
        try (Socket tcp = new Socket(InetAddress.getLoopbackAddress(), server.localAddress().getPort())) {
            SSLSocket socket = greet(tcp);
            up(serverSide);
            assertTrue(socket.isConnected());
            tcp.setSoLinger(true, 0); // RST, as from a killed process with unread data
        }
        await().atMost(WAIT).until(() -> serverSide.downs.equals(List.of(LinkDown.CLOSED_BY_PEER)));
    }

    @Test
    void limitsConnectionsWithoutAHello() throws Exception {
        LinkServer server = server(0, new LinkLimits(8, 4, 2, 16, 1 << 10, 2 << 10));
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            sockets.add(new Socket(InetAddress.getLoopbackAddress(), server.localAddress().getPort()));
        }
        await().atMost(WAIT).until(() -> server.counters().get(LinkCounter.REFUSED_CONNECTIONS) >= 2);
        for (Socket socket : sockets) {
            socket.close();
        }
        dial(server, blade, hello(Party.BLADE_AGENT, 3, "MC-1"));
        up(serverSide);
    }

    @Test
    void saysWhichPortIsInUse() throws Exception {
        LinkServer server = server(0, LinkLimits.DEFAULT);
        InetSocketAddress address = server.localAddress();
        LinkServer second = new LinkServer(
                loops, loops, controller, SETTINGS, this::controllerHello, Heartbeat::newBuilder, serverSide, clock);
        ExecutionException e =
                assertThrows(ExecutionException.class, () -> second.bind(address).get(10, TimeUnit.SECONDS));
        assertTrue(assertInstanceOf(IOException.class, e.getCause()).toString().contains(address.toString()));
    }

    private LinkServer server(int port, LinkLimits limits) throws Exception {
        LinkServer server = new LinkServer(
                loops,
                loops,
                controller,
                SETTINGS,
                this::controllerHello,
                Heartbeat::newBuilder,
                serverSide,
                clock,
                limits,
                new Counts<>(LinkCounter.class));
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)).get(10, TimeUnit.SECONDS);
        open.add(server);
        return server;
    }

    private Hello controllerHello() {
        return hello(Party.CONTROLLER, 1, "MC-1");
    }

    private LinkDialer dial(LinkServer server, TlsIdentity identity, Hello hello) {
        return dial(server, identity, hello, 1);
    }

    private LinkDialer dial(LinkServer server, TlsIdentity identity, Hello hello, int expected) {
        LinkDialer dialer = new LinkDialer(
                        loops,
                        LinkTrust.ownChassis(identity),
                        SETTINGS,
                        () -> hello,
                        Heartbeat::newBuilder,
                        dialerSide,
                        clock,
                        server.localAddress(),
                        InetAddress.getLoopbackAddress(),
                        Party.CONTROLLER,
                        expected,
                        new Random(1))
                .start();
        open.add(0, dialer);
        return dialer;
    }

    private static Link up(RecordingHandler side) {
        await().atMost(WAIT).until(() -> !side.ups.isEmpty());
        return side.ups.get(0);
    }

    private static CompletableFuture<Envelope> ask(Link link) {
        return link.request(Envelope.newBuilder().setTokenRequest(TokenRequest.newBuilder()), WAIT);
    }

    /** A peer of blocking sockets that greets and then does what the test says. */
    private SSLSocket rawPeer(LinkServer server) throws Exception {
        return greet(new Socket(InetAddress.getLoopbackAddress(), server.localAddress().getPort()));
    }

    private static SSLSocket greet(Socket tcp) throws Exception {
        SSLSocket socket = (SSLSocket) blocking.getSocketFactory().createSocket(tcp, null, tcp.getPort(), true);
        socket.setEnabledProtocols(new String[] {"TLSv1.3"});
        OutputStream out = socket.getOutputStream();
        Envelope.newBuilder().setHello(hello(Party.BLADE_AGENT, 3, "MC-1")).build().writeDelimitedTo(out);
        out.flush();
        assertTrue(Envelope.parseDelimitedFrom(socket.getInputStream()).hasHello());
        return socket;
    }

    private static void assertEnds(InputStream in) {
        try {
            while (in.read() >= 0) {
                // the alert
            }
        } catch (IOException reset) {
            // closed all the same
        }
    }

    private static Hello hello(Party party, int number, String chassis) {
        return Hello.newBuilder()
                .setChassisSerial(chassis)
                .setParty(party)
                .setNumber(number)
                .setProtocolMin(1)
                .setProtocolMax(1)
                .setSoftwareVersion("test")
                .build();
    }
}
