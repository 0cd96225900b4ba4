package io.mediachassis.controller.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.proto.AuthReplica;
import io.mediachassis.backplane.token.Ed25519Keys;
import io.mediachassis.backplane.token.TokenClaims;
import io.mediachassis.backplane.token.TokenVerifier;
import io.mediachassis.backplane.token.TokenVerifier.Verdict;
import io.mediachassis.backplane.token.TrustedTokens;
import io.mediachassis.controller.api.HeadEndDesks;
import io.mediachassis.controller.headend.auth.AuthServer;
import io.mediachassis.controller.headend.auth.AuthSettings;
import io.mediachassis.controller.headend.auth.SigningKey;
import io.mediachassis.controller.headend.auth.TrustLedger;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Subscribers and tokens as they are typed, and consoles that log in, through the API to the authentication server. */
final class TokenCommandTest {
    private final Clock clock = new SystemClock();
    private final TokenVerifier board = new TokenVerifier("MC-1", clock);

    @TempDir
    private Path folder;

    private TrustLedger ledger;
    private AuthServer auth;
    private ChassisctlRig ctl;
    private String login = "";

    @BeforeEach
    void start() throws Exception {
        ledger = new TrustLedger(
                folder, SigningKey.of(Ed25519Keys.generate().getPrivate().getEncoded()), "MC-1", Duration.ofDays(7), clock);
        auth = new AuthServer(
                folder, ledger, new AuthSettings(Duration.ofHours(12), Duration.ofDays(7), false), clock,
                new AuthServer.Outlet() {
                    @Override
                    public void tellBoards() {}

                    @Override
                    public void tellPeer(AuthReplica replica) {}
                });
        auth.beginReign(1);
        ctl = new ChassisctlRig(new HeadEndDesks(auth, 1, null, null, null));
        login = ctl.login();
    }

    @AfterEach
    void stop() {
        ctl.close();
        auth.close();
    }

    private Optional<TokenClaims> good(String token) throws Exception {
        new TrustedTokens(board).learn(ledger.word());
        return board.verify(token) instanceof Verdict.Accepted accepted ? Optional.of(accepted.claims()) : Optional.empty();
    }

    private HttpResponse<String> post(String path, String body, String type) throws Exception {
        return HttpClient.newHttpClient().send(
                HttpRequest.newBuilder(URI.create(login + path))
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode console(int status, String path, String body) throws Exception {
        HttpResponse<String> answer = post(path, body, "application/json");
        assertEquals(status, answer.statusCode(), answer.body());
        return new ObjectMapper().readTree(answer.body());
    }

    @Test
    void tokensByTheOperatorsWord() throws Exception {
        assertEquals(0, ctl.run("subscriber", "add", "bert@home", "--no-password", "--program", "p1", "--program", "p2"), ctl.err);
        assertEquals(0, ctl.run("token", "issue", "--subscriber", "bert@home", "--program", "p1", "--valid", "30m",
                "--address", "192.0.2.7"), ctl.err);
        String token = ctl.out.strip();
        TokenClaims claims = good(token).orElseThrow();
        assertEquals(Set.of("p1"), claims.programs());
        assertEquals(Optional.of("192.0.2.7"), claims.address());
        assertEquals(Duration.ofMinutes(30), Duration.between(claims.notBefore(), claims.expires()));
        assertEquals("bert@home", ctl.json("--json", "token", "issue", "--subscriber", "bert@home").path("subscriber").asText());
        assertEquals(Chassisctl.FAILED, ctl.run("token", "issue", "--subscriber", "bert@home", "--program", "p3"));
        assertTrue(ctl.err.contains("may not play"), ctl.err);
        assertEquals(Chassisctl.FAILED, ctl.run("token", "issue", "--subscriber", "bert@home", "--valid", "8d"));
        assertEquals(Chassisctl.USAGE, ctl.run("token", "issue", "--subscriber", "bert@home", "--valid", "soon"));
        assertEquals(0, ctl.run("token", "revoke", claims.id()), ctl.err);
        assertEquals(Optional.empty(), good(token));
        assertEquals(1, ctl.json("--json", "token", "keys", "list").path("keys").size());
        assertEquals(2, ctl.json("--json", "token", "keys", "rotate").path("keys").size());
        assertEquals(0, ctl.run("token", "keys", "rotate", "--at-once"), ctl.err);
        assertEquals(2, ctl.out.lines().count(), ctl.out);
        assertEquals(0, ctl.run("subscriber", "remove", "bert@home"), ctl.err);
        assertEquals(0, ctl.run("subscriber", "list"), ctl.err);
        assertTrue(ctl.out.startsWith("No subscribers."), ctl.out);
        assertEquals(0, ctl.run("audit"), ctl.err);
        assertTrue(ctl.out.contains("subscriber.removed") && ctl.out.contains("keys.replaced"), ctl.out);
    }

    @Test
    void oneAddressHoldsNoMoreConnectionsThanItMay() throws Exception {
        URI at = URI.create(login);
        List<Socket> held = new ArrayList<>();
        try {
            for (int i = 0; i < 33; i++) {
                held.add(new Socket(at.getHost(), at.getPort()));
            }
            Socket last = held.get(32);
            last.setSoTimeout(5000);
            assertEquals(-1, last.getInputStream().read());
            held.get(0).close();
            await().until(() -> isAnswered(at));
        } finally {
            for (Socket one : held) {
                one.close();
            }
        }
    }

    private static boolean isAnswered(URI at) throws IOException {
        try (Socket next = new Socket(at.getHost(), at.getPort())) {
            next.setSoTimeout(5000);
            next.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return next.getInputStream().read() == 'H';
        } catch (SocketException e) {
            return false;
        }
    }

    @Test
    void consolesLogIn() throws Exception {
        String password = ctl.json("--json", "subscriber", "add", "anna").path("password").asText();
        assertTrue(password.length() >= 16, ctl.out);
        JsonNode in = console(200, "/login", "{\"subscriber\":\"anna\",\"password\":\"" + password + "\",\"programs\":[\"p1\"]}");
        assertEquals("Bearer", in.path("token_type").asText());
        assertEquals(Set.of("p1"), good(in.path("token").asText()).orElseThrow().programs());
        assertEquals(0, ctl.run("subscriber", "add-key", "anna"), ctl.err);
        assertEquals("anna", console(200, "/login", "{\"api_key\":\"" + ctl.out.strip() + "\"}").path("subscriber").asText());
        JsonNode device = console(200, "/device/code", "{}");
        String ask = "{\"device_code\":\"" + device.path("device_code").asText() + "\"}";
        assertEquals("authorization_pending", console(400, "/device/token", ask).path("error").asText());
        console(200, "/device/confirm", "{\"user_code\":\"" + device.path("user_code").asText()
                + "\",\"subscriber\":\"anna\",\"password\":\"" + password + "\"}");
        assertEquals("slow_down", console(400, "/device/token", ask).path("error").asText());
        assertEquals("expired_token", console(400, "/device/token", "{}").path("error").asText());
        console(401, "/login", "{\"subscriber\":\"anna\",\"password\":\"x\"}");
        console(401, "/login", "{\"subscriber\":{\"$ne\":1},\"password\":[1]}");
        console(401, "/login", "not even JSON");
        assertEquals(413, post("/login", "x".repeat(20_000), "application/json").statusCode());
        // A page somewhere can't have a browser send it.
        assertEquals(415, post("/login", "{}", "text/plain").statusCode());
        assertEquals(404, post("/v1/subscribers", "{}", "application/json").statusCode(), "the operator's is elsewhere");
        String next = ctl.json("--json", "subscriber", "password", "anna").path("password").asText();
        console(200, "/login", "{\"subscriber\":\"anna\",\"password\":\"" + next + "\"}");
        assertFalse(ctl.json("--json", "subscriber", "list").toString().contains("argon2"));
    }
}
