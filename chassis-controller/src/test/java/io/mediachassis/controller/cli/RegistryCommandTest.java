package io.mediachassis.controller.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.source.CostModel;
import io.mediachassis.backplane.source.PathMeasure;
import io.mediachassis.backplane.source.SourceCandidate;
import io.mediachassis.backplane.source.SourceCost;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.api.ApiServer;
import io.mediachassis.controller.api.HeadEndDesks;
import io.mediachassis.controller.api.FakeDesk;
import io.mediachassis.controller.headend.registry.Forgetting;
import io.mediachassis.controller.headend.registry.HoldingRow;
import io.mediachassis.controller.headend.registry.Locations;
import io.mediachassis.controller.headend.registry.RegistryCheck;
import io.mediachassis.controller.headend.registry.StationRow;
import io.mediachassis.controller.headend.registry.StationRow.Standing;
import io.mediachassis.controller.headend.registry.StoreException;
import io.mediachassis.controller.headend.registry.server.RegistryDesk;
import io.mediachassis.controller.headend.registry.server.SourceExplanation;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code chassisctl registry} as it is typed, through the API. */
class RegistryCommandTest {
    private static final Locations FILM = new Locations(
            List.of(row("north", "0-4,7")), List.of(row("south", "5")));

    private final Desk desk = new Desk();
    private ApiServer server;
    private String out = "";
    private String err = "";

    private static HoldingRow row(String station, String ranges) {
        return new HoldingRow("film", station, "ab", 8, SegmentRanges.parse(ranges), SegmentRanges.NONE);
    }

    /** Knows one program. */
    private static final class Desk implements RegistryDesk {
        RegistryCheck check = new RegistryCheck(List.of(), List.of(), 0);
        boolean away;

        @Override
        public CompletionStage<Locations> where(String program) {
            return answer(program.equals("film") ? FILM : new Locations(List.of(), List.of()));
        }

        @Override
        public CompletionStage<Optional<SourceExplanation>> explain(String program, String station, long bytes) {
            SourceCandidate near = new SourceCandidate(
                    "near", false, 40, 0.3, Optional.of(new PathMeasure(90e6, 5_000_000, 600_000_000_000L, 7)));
            SourceCost cost = new CostModel().cost(near, 240_000_000, 0, 0, 0);
            return answer(!station.equals("east")
                    ? Optional.empty()
                    : Optional.of(new SourceExplanation(
                            program, station, bytes == 0 ? 240_000_000 : bytes, bytes == 0, false,
                            program.equals("film") ? List.of(new SourceExplanation.Source(near, cost)) : List.of(),
                            program.equals("film")
                                    ? List.of(new SourceExplanation.NoSource("gone", "it is silent"))
                                    : List.of())));
        }

        @Override
        public CompletionStage<RegistryCheck> check() {
            return answer(check);
        }

        @Override
        public CompletionStage<Forgetting.Outcome> forget(String station) {
            return answer(switch (station) {
                case "old" -> Forgetting.Outcome.DONE;
                case "north" -> Forgetting.Outcome.ALIVE;
                default -> Forgetting.Outcome.UNKNOWN;
            });
        }

        private <T> CompletionStage<T> answer(T what) {
            return away
                    ? CompletableFuture.failedFuture(new StoreException("etcd at a:1 has no majority: start its nodes"))
                    : CompletableFuture.completedFuture(what);
        }

        @Override
        public String store() {
            return "sqlite:registry.db";
        }
    }

    @BeforeEach
    void open() {
        open(desk);
    }

    private void open(@Nullable RegistryDesk registry) {
        FakeDesk unit = new FakeDesk();
        server = new ApiServer(unit, new HeadEndDesks(null, 0, null, registry, null));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private int run(String... args) {
        String api = "http://127.0.0.1:" + server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
        StringWriter outText = new StringWriter();
        StringWriter errText = new StringWriter();
        CommandLine line = Chassisctl.commandLine(Map.of("CHASSIS_API", api), new Terminal(false, false));
        line.setOut(new PrintWriter(outText));
        line.setErr(new PrintWriter(errText));
        int code = line.execute(args);
        out = outText.toString();
        err = errText.toString();
        return code;
    }

    @Test
    void whereSaysWhichStationsHoldWhat() throws Exception {
        assertEquals(0, run("registry", "where", "film"), err);
        assertTrue(out.matches("(?s).*north +0-4, 7 +8 +reachable\\R.*south +5 +8 +silent\\R.*"), out);
        assertEquals(0, run("registry", "where", "film", "--json"), err);
        JsonNode north = new ObjectMapper().readTree(out).path("stations").path(0);
        assertEquals("[[0,4],[7,7]]", north.path("segment_ranges").toString());
        assertEquals(6, north.path("segments").asInt());
    }

    @Test
    void explainShowsEachTerm_andWhoIsChosenAndWhy() throws Exception {
        assertEquals(0, run("registry", "explain", "film", "east"), err);
        assertTrue(out.contains("A copy of film (240 MB, reckoned as 30 MB a segment) to station east") && out.contains("is silent, so"), out);
        assertTrue(out.matches("(?s).*STATION +COST +START +COPY +DISTANCE +HOME .*"), out);
        assertTrue(out.matches("(?s).*near +[0-9.]+ .* 30 % +40 +7 transfers, 10 min old, weight [0-9]+ %\\R.*"), out);
        assertTrue(out.contains("Chosen: near: ") && out.contains("measured 7 times"), out);
        assertTrue(out.contains("No source: gone: it is silent"), out);
        assertEquals(0, run("registry", "explain", "film", "east", "--bytes", "5000000", "--json"), err);
        JsonNode json = new ObjectMapper().readTree(out);
        assertEquals("near", json.path("chosen").asText());
        assertEquals(5_000_000, json.path("bytes").asLong());
        assertEquals(7, json.path("sources").path(0).path("measured").path("transfers").asInt());
        assertEquals("gone", json.path("no_sources").path(0).path("station").asText());
        assertEquals(1, run("registry", "explain", "film", "west"));
        assertTrue(err.contains("no station west") && err.contains("registry check"), err);
        assertEquals(1, run("registry", "explain", "other", "east"));
        assertTrue(err.contains("no station holds a program other"), err);
        assertEquals(1, run("registry", "explain", "film", "east", "--bytes", "-1"));
        assertTrue(err.contains("no number of bytes"), err);
    }

    @Test
    void forgetTakesAStationThatIsSilent() {
        assertEquals(0, run("registry", "forget", "old"), err);
        assertTrue(out.contains("Station old is forgotten"), out);
        assertEquals(1, run("registry", "forget", "north"));
        assertTrue(err.contains("station north reports") && err.contains("until it is silent"), err);
        assertEquals(1, run("registry", "forget", "west"));
        assertTrue(err.contains("no station west") && err.contains("registry check"), err);
    }

    @Test
    void errorsNameTheFix() {
        assertEquals(1, run("registry", "where", "other"));
        assertTrue(err.contains("no station holds a program other") && err.contains("chassisctl programs"), err);
        desk.away = true;
        assertEquals(1, run("registry", "check"));
        assertTrue(err.contains("can't be asked now") && err.contains("start its nodes"), err);
        server.close();
        open(null);
        assertEquals(1, run("registry", "check"));
        assertTrue(err.contains("runs no media location registry") && err.contains("head-end.registry"), err);
    }

    @Test
    void checkSaysWhatIsWrong_andItsStatusSaysWhetherAnythingIs() {
        StationRow row = new StationRow("north", new Term(1, 2), 7, Standing.WHOLE, "", 0, 3, 2);
        RegistryCheck.Program single = new RegistryCheck.Program(
                "solo", "ab", 8, SegmentRanges.NONE, SegmentRanges.NONE, SegmentRanges.upTo(8), 0, List.of("north"));
        desk.check = new RegistryCheck(List.of(new RegistryCheck.Station(row, false, false)), List.of(single), 2);
        assertEquals(0, run("registry", "check"), err);
        assertTrue(out.contains("sqlite:registry.db") && out.contains("1 station, 2 programs"), out);
        assertTrue(out.matches("(?s).*north +reports +2 +3\\R.*"), out);
        assertTrue(out.contains("1 program with segments that one station alone holds") && out.contains("Nothing is wrong"), out);
        desk.check = new RegistryCheck(
                List.of(new RegistryCheck.Station(row, true, false)),
                List.of(new RegistryCheck.Program(
                        "film", "ab".repeat(32), 8, SegmentRanges.of(7), SegmentRanges.upTo(3), SegmentRanges.NONE, 1,
                        List.of("north", "west")),
                        new RegistryCheck.Program("film", "cd".repeat(32), 4, SegmentRanges.NONE, SegmentRanges.NONE,
                                SegmentRanges.NONE, 1, List.of("south"))),
                2);
        assertEquals(1, run("registry", "check"));
        assertTrue(out.contains("Station north is silent"), out);
        assertTrue(out.contains("lacks segments 7 everywhere") && out.contains("0-2 at silent stations"), out);
        assertTrue(out.contains("Different programs go by the id film: abababababab at north, west; cdcdcdcdcdcd at south. ")
                && out.contains("with another --id"), out);
    }
}
