package io.mediachassis.blade.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.link.Transport;
import io.mediachassis.backplane.token.TokenClaims;
import io.mediachassis.blade.access.TestTokens;
import io.mediachassis.blade.supervisor.Supervisor;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RTSP where programs need a token. */
final class RtspTokensTest {
    private static final String CLIP = "rtsp://127.0.0.1/clip";
    private static final String UDP = "Transport: RTP/AVP;unicast;client_port=40000-40001";

    private final EventLoopGroup loops = Transport.best().loops(2, "rtsp");
    private final TestTokens tokens;
    private FakeDesk desk;
    private RtspServer server;
    private InetSocketAddress address;

    RtspTokensTest() throws Exception {
        tokens = new TestTokens();
    }

    @BeforeEach
    void start() throws Exception {
        desk = new FakeDesk(TestMedia.nullPackets(10), "127.0.0.1", "clip");
        server = new RtspServer(
                loops, loops, RtspSettings.defaults(), desk, tokens.gate, Supervisor.none(), new SystemClock());
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
    void withoutATokenNobodyIsDescribedOrSentAnything() throws Exception {
        try (Console console = new Console(address)) {
            assertEquals(200, console.ask("OPTIONS", CLIP).status());
            Console.Reply refused = console.ask("DESCRIBE", CLIP);
            assertEquals(401, refused.status());
            assertEquals("Bearer realm=\"mediachassis\"", refused.header("WWW-Authenticate"));
            assertEquals(401, console.ask("SETUP", CLIP, UDP).status());
            Console.Reply wrong = console.ask("DESCRIBE", CLIP + "?token=" + tokens.of("other"));
            assertEquals(403, wrong.status());
            assertTrue(wrong.header("WWW-Authenticate").contains("insufficient_scope"), wrong.toString());
            Console.Reply expired = console.ask("SETUP", CLIP, UDP, "Authorization: Bearer " + tokens.expired("clip"));
            assertEquals(401, expired.status());
            assertTrue(expired.header("WWW-Authenticate").contains("expired"), expired.toString());
            assertEquals(0, server.sessions());
        }
    }

    @Test
    void whatWasShownInTheFirstUrlCountsForTheConnection() throws Exception {
        try (Console console = new Console(address); Console other = new Console(address)) {
            Console.Reply described = console.ask("DESCRIBE", CLIP + "?token=" + tokens.of("clip"));
            assertEquals(200, described.status());
            assertFalse(described.header("Content-Base").contains("token"), described.toString());
            Console.Reply setUp = console.ask("SETUP", CLIP + "/trackID=0", UDP);
            assertEquals(200, setUp.status());
            assertEquals(200, console.ask("PLAY", CLIP + "/", "Session: " + setUp.session()).status());
            assertEquals(401, other.ask("SETUP", CLIP + "/trackID=0", UDP).status());
        }
    }

    @Test
    void aSessionEndsOnceItsTokenIsRevoked() throws Exception {
        TokenClaims claims = tokens.claims("clip", Optional.empty());
        String shown = "Authorization: Bearer " + tokens.issue(claims);
        try (Console console = new Console(address); Console other = new Console(address)) {
            assertEquals(200, console.ask("SETUP", CLIP, UDP, shown).status());
            assertEquals(200, other.ask("SETUP", CLIP + "?token=" + tokens.of("clip"), UDP).status());
            tokens.revoke(claims);
            Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> server.sessions() == 1);
            assertEquals(1, server.counts().get(RtspCounter.SESSIONS_REVOKED));
            assertEquals(401, other.ask("SETUP", CLIP, UDP, shown).status());
        }
    }
}
