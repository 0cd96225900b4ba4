package io.mediachassis.controller.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.proto.ContentReplica;
import io.mediachassis.backplane.proto.ContentRow;
import io.mediachassis.backplane.proto.PlannedProgram;
import io.mediachassis.backplane.proto.ProgramRules;
import io.mediachassis.backplane.proto.PublishReply;
import io.mediachassis.backplane.proto.PublishRequest;
import io.mediachassis.controller.api.HeadEndDesks;
import io.mediachassis.controller.headend.content.ContentCourse.AtStation;
import io.mediachassis.controller.headend.content.ContentOutlet;
import io.mediachassis.controller.headend.content.ContentSettings;
import io.mediachassis.controller.headend.content.ContentThread;
import io.mediachassis.controller.headend.content.HomeStation;
import io.mediachassis.controller.headend.distribution.StationCopy;
import io.mediachassis.controller.headend.distribution.StationNetwork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contents as they are typed, through the API to the content manager. */
class ContentCommandTest {
    @TempDir
    private Path folder;

    private ContentThread contents;
    private ChassisctlRig ctl;

    /** Takes nothing in. */
    private static final class Station implements HomeStation {
        @Override
        public Map<String, AtStation> programs() {
            return Map.of();
        }

        @Override
        public boolean goesBy(long epoch, long revision) {
            return true;
        }

        @Override
        public CompletionStage<PublishReply> announce(PublishRequest request) {
            return new CompletableFuture<>();
        }
    }

    /** North has a part of everything. */
    private static final class Network implements StationNetwork {
        @Override
        public Set<String> stations() {
            return Set.of("north", "south");
        }

        @Override
        public Map<String, StationCopy> copies(String program, String manifest) {
            return Map.of(
                    "north", new StationCopy("north", 3, 8, false, true, 0.5, 0),
                    "south", new StationCopy("south", 0, 8, true, false, 0, 0));
        }

        @Override
        public void plan(Map<String, List<PlannedProgram>> plan) {}
    }

    private static final class Outlet implements ContentOutlet {
        @Override
        public void tellBoards(ProgramRules word) {}

        @Override
        public CompletionStage<Boolean> tellPeer(ContentReplica replica) {
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public void event(ContentRow content) {}
    }

    @BeforeEach
    void start() {
        contents = new ContentThread(
                folder, new ContentSettings(List.of(), Optional.empty(), Duration.ofSeconds(1), 1, 1,
                        "ffmpeg", List.of()), new Station(),
                new Network(), new Outlet(), new SystemClock());
        contents.beginReign(1);
        ctl = new ChassisctlRig(new HeadEndDesks(null, 0, contents, null, null));
    }

    @AfterEach
    void stop() {
        ctl.close();
        contents.close();
    }

    @Test
    void whereAContentGoesIsSaid_andHowFarItIs() throws Exception {
        ctl.done("content", "add", "http://provider/film.ts", "--title", "Film", "--draft", "--stations", "all", "--rate",
                "100M", "--window", "22:00-06:00 Europe/Berlin");
        assertTrue(ctl.out.contains("north: 3 of 8 segments, 0:10 left") && ctl.out.contains(
                "south: 0 of 8 segments, and another program by this id (chassisctl registry check), silent"),
                ctl.out);
        JsonNode how = ctl.json("--json", "content", "show", "film").path("distribution");
        assertEquals("all", how.path("stations").path(0).asText());
        assertEquals(100_000_000, how.path("rate_bps").asLong());
        assertEquals("22:00-06:00 Europe/Berlin", how.path("window").asText());
        ctl.done("content", "distribute", "film", "--stations", "south,north", "--program-by-program");
        how = ctl.json("--json", "content", "show", "film").path("distribution");
        assertEquals("[\"south\",\"north\"]", how.path("stations").toString());
        assertEquals("program-by-program", how.path("order").asText());
        ctl.done("content", "distribute", "film", "--stations", "none");
        assertTrue(ctl.json("--json", "content", "show", "film").path("distribution").isMissingNode(), ctl.out);
        ctl.done("content", "list");
        assertTrue(ctl.out.contains("Film"), ctl.out);
    }

    @Test
    void aLiveStreamIsRecorded() throws Exception {
        ctl.done("content", "add", "rtsp://camera/live", "--title", "Live", "--for", "90m", "--draft");
        JsonNode live = ctl.json("--json", "content", "show", "live");
        assertEquals(5400, live.path("record_s").asInt());
        assertEquals("rtsp://camera/live", live.path("source").asText());
    }

    @Test
    void errorsNameTheFix() {
        ctl.done("content", "add", "http://provider/film.ts", "--title", "Film", "--draft");
        assertEquals(Chassisctl.FAILED, ctl.run("content", "distribute", "film", "--stations", "west"));
        assertTrue(ctl.err.contains("no other station west") && ctl.err.contains("there are north, south, or all"), ctl.err);
        assertEquals(Chassisctl.FAILED, ctl.run("content", "distribute", "film", "--stations", "all", "--window", "at night"));
        assertTrue(ctl.err.contains("22:00-06:00 Europe/Berlin"), ctl.err);
        assertEquals(Chassisctl.FAILED, ctl.run("content", "distribute", "film", "--stations", "all", "--rate", "much"));
        assertTrue(ctl.err.contains("500k, 100M or 1G"), ctl.err);
        assertEquals(Chassisctl.FAILED, ctl.run("content", "distribute", "film"));
        assertTrue(ctl.err.contains("--stations all"), ctl.err);
        assertEquals(Chassisctl.FAILED, ctl.run("content", "add", "udp://@239.1.1.1:5000", "--title", "Live"));
        assertTrue(ctl.err.contains("for how long") && ctl.err.contains("--for 2h"), ctl.err);
        assertEquals(Chassisctl.FAILED, ctl.run("content", "add", "udp://@239.1.1.1", "--title", "Live", "--for", "2h"));
        assertTrue(ctl.err.contains("no address") && ctl.err.contains("udp://@239.1.1.1:5000"), ctl.err);
        assertEquals(Chassisctl.FAILED, ctl.run("content", "add", "http://provider/film.ts", "--title", "T", "--for", "2h"));
        assertTrue(ctl.err.contains("leave --for"), ctl.err);
        assertEquals(2, ctl.run("content", "add", "udp://@239.1.1.1:5000", "--title", "Live", "--for", "long"));
        assertTrue(ctl.err.contains("30s, 10m or 2h"), ctl.err);
        assertEquals(Chassisctl.FAILED, ctl.run("content", "add", "udp://@239.1.1.1:5000", "--title", "Live", "--for", "25h"));
        assertTrue(ctl.err.contains("1 to 86400"), ctl.err);
        assertEquals(Chassisctl.FAILED, ctl.run("content", "distribute", "other", "--stations", "all"));
        assertTrue(ctl.err.contains("there is no content other"), ctl.err);
    }
}
