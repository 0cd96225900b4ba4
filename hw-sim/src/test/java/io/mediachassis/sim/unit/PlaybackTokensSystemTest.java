package io.mediachassis.sim.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.proto.Answer;
import io.mediachassis.backplane.proto.TokenFault;
import io.mediachassis.sim.console.rtsp.RtspConnection;
import io.mediachassis.sim.demo.Demo;
import io.mediachassis.sim.demo.Viewer;
import io.mediachassis.sim.player.Ffmpeg;
import io.mediachassis.sim.player.Ffmpeg.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A unit whose programs need a token: who has one plays, who has none does not, and who has one no more stops. */
class PlaybackTokensSystemTest {
    private static final int SECONDS = 8;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private UnitPlan plan;
    private ConsoleDoors doors;

    @Test
    void whoHasATokenPlays_untilItIsRevoked(@TempDir Path folder) throws Exception {
        BuiltArchives.make();
        plan = new UnitPlan(66, 2, 8, folder.resolve("unit"), Path.of("..").toAbsolutePath().normalize(),
                UnitPlan.Media.spread(4), 7).withoutSnmp().withPlaybackTokens();
        doors = new ConsoleDoors(plan);
        try (Demo demo = new Demo(plan, new SystemClock(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8))) {
            demo.bringUp();
            Path sample = folder.resolve("short.ts");
            Ffmpeg.makeSample(sample, SECONDS);
            String program = demo.publish(List.of(sample)).get(0);
            String token = demo.token();
            String rtsp = plan.stationRtspUrl() + program;
            String hls = plan.stationHttpUrl() + "programs/" + program + ".m3u8";

            nobodyPlaysWithout(program, rtsp, hls);
            plays(Viewer.url(rtsp, token), Transport.UDP);
            plays(Viewer.url(hls, token), Transport.HTTP);
            assertEquals(Answer.Status.FOUND, doors.located(program, token).getStatus());

            assertEquals(401, login(1, "wrong password").statusCode());
            String second = token(login(ConsoleDoors.activeController(demo), Viewer.PASSWORD));
            revokedWithin5s(demo, rtsp, program, second);
            assertEquals(200, ConsoleDoors.describe(Viewer.url(rtsp, token)), "another token of the same subscriber is good");

            int killed = ConsoleDoors.activeController(demo);
            demo.unit().controller(killed).crash();
            demo.watch().await("the other controller", LIMIT, watch -> ConsoleDoors.activeController(demo) == 3 - killed);
            assertEquals(200, ConsoleDoors.describe(Viewer.url(rtsp, token(login(3 - killed, Viewer.PASSWORD)))));
            assertEquals(401, ConsoleDoors.describe(Viewer.url(rtsp, second)));
        }
    }

    private void nobodyPlaysWithout(String program, String rtsp, String hls) throws Exception {
        assertEquals(401, ConsoleDoors.describe(rtsp));
        assertEquals(401, doors.get(hls));
        for (int slot : plan.populated()) {
            assertEquals(401, ConsoleDoors.describe(doors.rtsp(slot, program)));
            assertEquals(401, doors.get(doors.http(slot, program)));
        }
        Answer answer = doors.located(program, "");
        assertEquals(Answer.Status.REFUSED, answer.getStatus());
        assertEquals(TokenFault.MISSING, answer.getFault());
    }

    private void plays(String url, Transport transport) throws IOException {
        Ffmpeg.Played played = Ffmpeg.play(url, transport, 0, LIMIT);
        assertTrue(played.ok(), played.toString());
        // Over UDP the last picture may come behind the end.
        assertTrue(played.frames() >= SECONDS * 25 - 2, played.toString());
    }

    /** At the station and at every engine, and what plays by it ends. */
    private void revokedWithin5s(Demo demo, String rtsp, String program, String token) throws Exception {
        try (RtspConnection console = new RtspConnection(URI.create(rtsp))) {
            console.need("SETUP", Viewer.url(rtsp, token), "Transport: RTP/AVP;unicast;client_port=45000-45001\r\n");
            console.need("PLAY", rtsp, "");
            demo.watch().client().post(
                    "/v1/tokens/revoke", JsonNodeFactory.instance.objectNode().put("token", token));
            Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> refusedEverywhere(rtsp, program, token));
            Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> ended(console, rtsp));
        }
    }

    private boolean refusedEverywhere(String rtsp, String program, String token) throws IOException {
        for (int slot : plan.populated()) {
            if (ConsoleDoors.describe(Viewer.url(doors.rtsp(slot, program), token)) != 401) {
                return false;
            }
        }
        return ConsoleDoors.describe(Viewer.url(rtsp, token)) == 401;
    }

    private static boolean ended(RtspConnection console, String rtsp) {
        try {
            return console.ask("GET_PARAMETER", rtsp, "").status() == 454;
        } catch (IOException e) {
            return true;
        }
    }

    /** At either controller: one on standby says where the active one is. */
    private HttpResponse<String> login(int controller, String password) throws Exception {
        URI at = URI.create("http://" + plan.controllerAddress(controller) + ":" + UnitPlan.LOGIN_PORT + "/login");
        String body = "{\"subscriber\":\"" + Viewer.NAME + "\",\"password\":\"" + password + "\"}";
        HttpResponse<String> answer = post(at, body);
        return answer.statusCode() == 307
                ? post(URI.create(answer.headers().firstValue("Location").orElseThrow()), body)
                : answer;
    }

    private HttpResponse<String> post(URI at, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(at)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String token(HttpResponse<String> login) throws Exception {
        assertEquals(200, login.statusCode(), login.body());
        JsonNode json = new ObjectMapper().readTree(login.body());
        return json.path("token").asText();
    }
}
