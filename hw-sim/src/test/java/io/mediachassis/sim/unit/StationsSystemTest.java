package io.mediachassis.sim.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.controller.client.ChassisException;
import io.mediachassis.sim.demo.StationsDemo;
import io.mediachassis.sim.demo.UnitWatch;
import io.mediachassis.sim.player.Ffmpeg.Played;
import io.mediachassis.sim.player.Ffmpeg.Transport;
import io.mediachassis.sim.player.Ffmpeg;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two stations of one head-end: a program comes to the other one when a console asks for it there, and a content before. */
class StationsSystemTest {
    private static final int SECONDS = 10;
    private static final int FRAMES = SECONDS * 25;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private StationsDemo demo;
    private UnitPlan far;
    private String query = "";

    @Test
    void programsComeWhereTheyLack_whenConsolesAskAndBefore(@TempDir Path folder) throws Exception {
        BuiltArchives.make();
        demo = new StationsDemo(List.of(unit(folder, 73), unit(folder, 74)), new SystemClock(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        try {
            demo.bringUp();
            far = demo.plans().get(1);
            query = demo.home().query();
            whatAConsoleAsksFor(folder);
            whatIsToBeThereBefore(folder);
        } finally {
            demo.close();
        }
    }

    private static UnitPlan unit(Path folder, int number) {
        return new UnitPlan(number, 2, 8, folder.resolve("unit-" + number), Path.of("..").toAbsolutePath().normalize(),
                UnitPlan.Media.spread(4), 7).withoutSnmp().withPlaybackTokens();
    }

    private void whatAConsoleAsksFor(Path folder) throws Exception {
        Path film = folder.resolve("film.ts");
        Ffmpeg.makeSample(film, SECONDS);
        demo.home().publish(List.of(film));
        assertEquals(List.of(), holders("film").stream().filter(far.stationName()::equals).toList());
        assertEquals(401, ConsoleDoors.describe(far.stationRtspUrl() + "film"), "without a token");
        // One that the head-end issued.
        Played played = Ffmpeg.play(far.stationRtspUrl() + "film" + query, Transport.UDP, 0, LIMIT);
        assertTrue(played.ok() && played.frames() >= FRAMES - 2, played.toString());
        demo.home().watch().await("all of it at the other station", LIMIT, watch -> whole(watch, "film"));
        assertEquals(404, ConsoleDoors.describe(far.stationRtspUrl() + "nothing" + query));
    }

    private List<String> holders(String program) {
        return demo.home().watch().stations(program).stream().map(s -> s.path("station").asText()).toList();
    }

    private boolean whole(UnitWatch watch, String program) {
        return watch.stations(program).stream().anyMatch(station ->
                station.path("station").asText().equals(far.stationName())
                        && station.path("segments").asInt() == station.path("segments_total").asInt());
    }

    private void whatIsToBeThereBefore(Path folder) throws Exception {
        Path watched = demo.plans().get(0).boardFolder("watch");
        Files.writeString(watched.resolve("news.ts.json"), """
                {"id": "news", "title": "The News", "publish_at": "2099-01-01T00:00Z", "distribution": {"stations": ["all"]}}
                """);
        Path file = folder.resolve("news.ts");
        Ffmpeg.makeSample(file, 8);
        Files.move(file, watched.resolve("news.ts"));
        demo.home().watch().await("all of it at the other station", LIMIT, watch -> whole(watch, "news"));
        demo.home().watch().await("the head-end to know", LIMIT, watch -> state("news").equals("ready"));
        assertEquals(403, describe("news"), "before its time");
        Instant time = Instant.now().plusSeconds(2);
        demo.home().watch().client().post("/v1/contents/news/publish",
                JsonNodeFactory.instance.objectNode().put("at", time.toString()));
        demo.home().watch().await("its time at the other station", LIMIT, watch -> describe("news") == 200);
        assertTrue(!Instant.now().isBefore(time), "before its time");
        Played played = Ffmpeg.play(far.stationRtspUrl() + "news" + query, Transport.UDP, 0, LIMIT);
        assertTrue(played.ok() && played.frames() >= 8 * 25 - 2, played.toString());
        demo.home().watch().client().post("/v1/contents/news/withdraw", JsonNodeFactory.instance.objectNode());
        demo.station(1).watch().await("every copy to be gone", LIMIT, watch -> watch.list("programs").stream().noneMatch(
                program -> program.path("id").asText().equals("news") && !program.path("copies").isEmpty()));
        assertEquals(404, describe("news"));
    }

    private String state(String id) {
        try {
            return demo.home().watch().client().get("/v1/contents/" + id).path("state").asText();
        } catch (ChassisException e) {
            return "";
        }
    }

    /** 0 where it can't be asked. */
    private int describe(String program) {
        try {
            return ConsoleDoors.describe(far.stationRtspUrl() + program + query);
        } catch (IOException e) {
            return 0;
        }
    }
}
