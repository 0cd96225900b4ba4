package io.mediachassis.sim.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.proto.Answer;
import io.mediachassis.backplane.proto.TokenFault;
import io.mediachassis.controller.client.ChassisException;
import io.mediachassis.sim.console.rtsp.RtspConnection;
import io.mediachassis.sim.demo.Demo;
import io.mediachassis.sim.demo.UnitWatch;
import io.mediachassis.sim.player.Ffmpeg.Transport;
import io.mediachassis.sim.player.Ffmpeg;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A content from the watch folder to consoles and away again: refused before its time, by a new controller too. */
class ContentSystemTest {
    private static final int SECONDS = 8;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LATER = Duration.ofSeconds(3);
    private static final String ID = "the-film";
    private static final String LIVE = "live";
    private static final int RECORDED = 5;
    private static final int LIVE_PORT = 5600;

    private UnitPlan plan;
    private ConsoleDoors doors;

    @Test
    void aContentIsPlayedFromItsTimeUntilItIsWithdrawn(@TempDir Path folder) throws Exception {
        BuiltArchives.make();
        plan = new UnitPlan(71, 2, 8, folder.resolve("unit"), Path.of("..").toAbsolutePath().normalize(),
                UnitPlan.Media.spread(4), 7).withoutSnmp();
        doors = new ConsoleDoors(plan);
        try (Demo demo = new Demo(plan, new SystemClock(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8))) {
            demo.bringUp();
            Process sender = live(folder);
            try {
                record(demo);
                put(folder);
                demo.watch().await("all of it to be there", LIMIT, watch -> state(watch).equals("inactive"));
                nobodyPlays(demo);
                recorded(demo);
            } finally {
                sender.destroyForcibly();
            }
            int killed = ConsoleDoors.activeController(demo);
            demo.unit().controller(killed).crash();
            demo.watch().await("the other controller", LIMIT,
                    watch -> ConsoleDoors.activeController(demo) == 3 - killed);
            nobodyPlays(demo);
            Instant time = Instant.now().plus(LATER);
            demo.watch().client().post("/v1/contents/" + ID + "/publish",
                    JsonNodeFactory.instance.objectNode().put("at", time.toString()));
            demo.watch().await("its time", LIMIT, watch -> state(watch).equals("published"));
            assertTrue(!Instant.now().isBefore(time), "before its time");
            String rtsp = plan.stationRtspUrl() + ID;
            demo.watch().await("every blade to let consoles in", LIMIT, watch -> everywhere(200));
            Ffmpeg.Played played = Ffmpeg.play(rtsp, Transport.UDP, 0, LIMIT);
            assertTrue(played.ok() && played.frames() >= SECONDS * 25 - 2, played.toString());
            withdrawn(demo, rtsp);
        }
    }

    private void put(Path folder) throws IOException {
        Path watch = plan.boardFolder("watch");
        Path sample = folder.resolve("short.ts");
        Ffmpeg.makeSample(sample, SECONDS);
        Files.writeString(watch.resolve("film.ts.json"), """
                {"id": "%s", "title": "The Film", "publish_at": "later", "metadata": {"director": "Anna"}}
                """.formatted(ID));
        Files.move(sample, watch.resolve("film.ts"));
    }

    /** A stream that goes on until it is ended. */
    private Process live(Path folder) throws IOException {
        Path sample = folder.resolve("live.ts");
        Ffmpeg.makeSample(sample, SECONDS);
        return new ProcessBuilder("ffmpeg", "-nostdin", "-loglevel", "quiet", "-re", "-stream_loop", "-1",
                "-i", sample.toString(), "-c", "copy", "-f", "mpegts", liveUrl() + "?pkt_size=1316").start();
    }

    private String liveUrl() {
        return "udp://" + plan.address(210) + ":" + LIVE_PORT;
    }

    private void record(Demo demo) throws ChassisException {
        demo.watch().client().post("/v1/contents", JsonNodeFactory.instance.objectNode()
                .put("title", "Live").put("source", liveUrl()).put("record_s", RECORDED).put("publish_at", "ready"));
    }

    /** It was recorded for its time; then it goes, so that nothing of it is looked at again. */
    private static void recorded(Demo demo) throws IOException, ChassisException {
        demo.watch().await("the recording to be published", LIMIT, watch -> state(watch, LIVE).equals("published"));
        double seconds = demo.watch().list("programs").stream()
                .filter(program -> program.path("id").asText().equals(LIVE))
                .findFirst().orElseThrow().path("duration_s").asDouble();
        // Its first picture is the first key frame that came.
        assertEquals(RECORDED - 1.5, seconds, 1.6);
        demo.watch().client().post("/v1/contents/" + LIVE + "/withdraw", JsonNodeFactory.instance.objectNode());
    }

    private static String state(UnitWatch watch) {
        return state(watch, ID);
    }

    private static String state(UnitWatch watch, String id) {
        try {
            return watch.client().get("/v1/contents/" + id).path("state").asText();
        } catch (ChassisException e) {
            return "";
        }
    }

    /** At no door, and no set of it is sent. */
    private void nobodyPlays(Demo demo) throws Exception {
        assertTrue(everywhere(403));
        Answer answer = doors.located(ID, "");
        assertEquals(Answer.Status.REFUSED, answer.getStatus());
        assertEquals(TokenFault.NOT_PUBLISHED, answer.getFault());
        assertEquals(403, doors.get(plan.stationHttpUrl() + "programs/" + ID));
        ChassisException set = assertThrows(
                ChassisException.class, () -> demo.watch().client().nvodStart(set()));
        assertTrue(String.valueOf(set.getMessage()).contains("not published"), set.getMessage());
    }

    private static ObjectNode set() {
        return JsonNodeFactory.instance.objectNode().put("program", ID).put("interval_s", 5).put("group", "239.71.1.0");
    }

    private boolean everywhere(int status) {
        try {
            boolean all = ConsoleDoors.describe(plan.stationRtspUrl() + ID) == status;
            for (int slot : plan.populated()) {
                all &= ConsoleDoors.describe(doors.rtsp(slot, ID)) == status;
                all &= doors.get(doors.http(slot, ID)) == status;
            }
            return all;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What plays ends, and no blade has anything of it any more. */
    private void withdrawn(Demo demo, String rtsp) throws Exception {
        try (RtspConnection console = new RtspConnection(URI.create(rtsp))) {
            console.need("SETUP", rtsp, "Transport: RTP/AVP;unicast;client_port=45010-45011\r\n");
            console.need("PLAY", rtsp, "Scale: 0.25\r\n");
            demo.watch().client().nvodStart(set());
            JsonNode content = demo.watch().client().post(
                    "/v1/contents/" + ID + "/withdraw", JsonNodeFactory.instance.objectNode());
            assertEquals("withdrawn", content.path("state").asText());
            // A copy that was under way then failed, which a blade remembers for a while.
            demo.watch().await("every copy to be gone", LIMIT, watch -> watch.list("programs").stream().allMatch(
                    program -> program.path("copies").isEmpty() && program.path("partial_copies").isEmpty()));
            demo.watch().await("its streams to end", LIMIT, watch -> watch.list("streams").isEmpty());
        }
        assertTrue(everywhere(404));
        // What was on its way when the order came may be stored a moment longer.
        demo.watch().await("it to be forgotten", LIMIT, ContentSystemTest::forgotten);
        assertEquals("", state(demo.watch()));
        for (int slot : plan.populated()) {
            try (Stream<Path> files = Files.walk(plan.boardFolder("blade-" + slot))) {
                assertTrue(files.noneMatch(file -> file.toString().endsWith(".ts")), "blade " + slot);
            }
        }
    }

    private static boolean forgotten(UnitWatch watch) {
        try {
            watch.client().post("/v1/contents/" + ID + "/forget", JsonNodeFactory.instance.objectNode());
            return true;
        } catch (ChassisException e) {
            return false;
        }
    }
}
