package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mediachassis.backplane.source.CostModel;
import io.mediachassis.controller.client.ChassisException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code chassisctl registry}: which station holds what, in the whole system. */
@Command(name = "registry", description = "Which station holds which segments of every program: where, explain, check, forget.")
final class RegistryCommand {
    /** Lines of programs with something wrong. */
    private static final int SHOWN = 50;
    /** Of a manifest's hash: enough to tell programs of one id apart. */
    private static final int SHORT_HASH = 12;

    @ParentCommand
    private Chassisctl root;

    @Spec
    private CommandSpec spec;

    // Set by picocli before a method runs.
    @SuppressWarnings("NullAway.Init")
    RegistryCommand() {}

    @Command(name = "where", description = "Which stations hold a program, and which segments of it.")
    int where(@Parameters(paramLabel = "PROGRAM", description = "The program's id.") String program)
            throws ChassisException {
        JsonNode json = root.client().get("/v1/registry/programs/" + Words.inPath(program));
        PrintWriter out = spec.commandLine().getOut();
        if (root.json()) {
            out.println(json.toPrettyString());
        } else {
            Table table = new Table("STATION", "SEGMENTS", ">OF", "STATE");
            json.path("stations").forEach(station -> table.row(
                    station.path("station").asText(),
                    ranges(station.path("segment_ranges")),
                    station.path("segments_total").asText(),
                    station.path("silent").asBoolean() ? "silent" : "reachable"));
            table.print(out, root.terminal().colours());
        }
        out.flush();
        return 0;
    }

    @Command(
            name = "explain",
            description = {
                "From which station STATION would copy a program now, and what each one costs it.",
                "COST is in seconds, the lower the better: START (until the first picture; times " + CostModel.WAIT
                        + ", since somebody waits), COPY, "
                        + "DISTANCE (what the copy takes of long links) and HOME (to spare the home station) added up."
            })
    int explain(
            @Parameters(paramLabel = "PROGRAM", description = "The program's id.") String program,
            @Parameters(paramLabel = "STATION", description = "The station that would copy it.") String station,
            @Option(
                    names = "--bytes",
                    paramLabel = "N",
                    defaultValue = "0",
                    description = "Size of the copy (default: the program's, or 30 MB a segment where the home station does not hold it).")
                    long bytes)
            throws ChassisException {
        JsonNode json = root.client().get("/v1/registry/programs/" + Words.inPath(program) + "/sources/"
                + Words.inPath(station) + "?bytes=" + bytes);
        PrintWriter out = spec.commandLine().getOut();
        if (root.json()) {
            out.println(json.toPrettyString());
        } else {
            new ExplanationText(json).print(out, root.terminal().colours());
        }
        out.flush();
        return 0;
    }

    @Command(
            name = "check",
            description = {
                "Whether every segment is at a station that can be asked for it, and what the registry believes is the stations' word.",
                "Exit code 1 when something is wrong. A segment with one copy in the whole system is told, and is no fault."
            })
    int check() throws ChassisException {
        JsonNode json = root.client().get("/v1/registry/check");
        PrintWriter out = spec.commandLine().getOut();
        List<String> faults = faults(json);
        if (root.json()) {
            out.println(json.toPrettyString());
        } else {
            show(json, faults, out);
        }
        out.flush();
        return faults.isEmpty() ? 0 : Chassisctl.FAILED;
    }

    @Command(
            name = "forget",
            description = {
                "Forget a silent station and all that it held, such as one whose chassis was replaced.",
                "The new chassis numbers its reports anew, which the registry takes for those of an earlier time until then.",
                "Where each controller has a store of its own, to be said again at the other one after a switch-over."
            })
    int forget(@Parameters(paramLabel = "STATION", description = "The station's name.") String station)
            throws ChassisException {
        JsonNode json = root.client().post(
                "/v1/registry/stations/" + Words.inPath(station) + "/forget", JsonNodeFactory.instance.objectNode());
        PrintWriter out = spec.commandLine().getOut();
        out.println(root.json() ? json.toPrettyString() : "Station " + station
                + " is forgotten; one that reports by that name from now on is taken for a new one.");
        out.flush();
        return 0;
    }

    private void show(JsonNode json, List<String> faults, PrintWriter out) {
        out.println("Registry in " + json.path("store").asText() + ": "
                + Words.count(json.path("stations").size(), "station") + ", "
                + Words.count(json.path("programs_total").asInt(), "program"));
        Table table = new Table("STATION", "STATE", ">PICTURES", ">SEGMENTS MENDED");
        json.path("stations").forEach(station -> table.row(
                station.path("station").asText(), state(station), station.path("pictures").asText(),
                station.path("segments_mended").asText()));
        table.print(out, root.terminal().colours());
        faults.stream().limit(SHOWN).forEach(out::println);
        if (faults.size() > SHOWN) {
            out.println("... and " + (faults.size() - SHOWN) + " more (--json shows all)");
        }
        int single = 0;
        for (JsonNode program : json.path("programs")) {
            single += program.path("single").isEmpty() ? 0 : 1;
        }
        if (single > 0) {
            out.println(Words.count(single, "program") + " with segments that one station alone holds.");
        }
        if (faults.isEmpty()) {
            out.println("Nothing is wrong.");
        }
    }

    private static String state(JsonNode station) {
        return station.path("silent").asBoolean() ? "silent" : station.path("drifting").asBoolean() ? "picture due" : "reports";
    }

    /** What somebody has to do something about, each a sentence that says what. */
    private static List<String> faults(JsonNode check) {
        List<String> faults = new ArrayList<>();
        for (JsonNode station : check.path("stations")) {
            String name = station.path("station").asText();
            if (station.path("silent").asBoolean()) {
                faults.add("Station " + name + " is silent: see to its director and its link to the head-end, or forget it "
                        + "(chassisctl registry forget " + name + ") where its chassis is no more or was replaced.");
            } else if (station.path("drifting").asBoolean()) {
                faults.add("Station " + name + " is to send its full picture, which comes by itself within seconds.");
            }
        }
        for (JsonNode program : check.path("programs")) {
            String id = program.path("program_id").asText();
            if (!program.path("missing").isEmpty()) {
                faults.add("Program " + id + " lacks segments " + ranges(program.path("missing"))
                        + " everywhere: publish it again.");
            }
            if (!program.path("unreachable").isEmpty()) {
                faults.add("Program " + id + " has segments " + ranges(program.path("unreachable"))
                        + " at silent stations alone: bring one of them back (chassisctl registry where " + id + ").");
            }
        }
        faults.addAll(rivals(check.path("programs")));
        return faults;
    }

    /** Ids that several programs go by, each once with who holds which. */
    private static List<String> rivals(JsonNode programs) {
        Map<String, List<String>> byId = new LinkedHashMap<>();
        for (JsonNode program : programs) {
            if (program.path("rivals").asInt() > 0) {
                List<String> stations = new ArrayList<>();
                program.path("stations").forEach(station -> stations.add(station.asText()));
                String manifest = program.path("manifest_hash").asText();
                byId.computeIfAbsent(program.path("program_id").asText(), id -> new ArrayList<>()).add(
                        manifest.substring(0, Math.min(SHORT_HASH, manifest.length())) + " at " + String.join(", ", stations));
            }
        }
        List<String> faults = new ArrayList<>();
        byId.forEach((id, which) -> faults.add("Different programs go by the id " + id + ": " + String.join("; ", which)
                + ". Neither is copied to where the other is. Give one of them an id of its own: where it is a content, "
                + "chassisctl content withdraw and forget it, then add it with another --id."));
        return faults;
    }

    /** "0-4, 7". */
    private static String ranges(JsonNode pairs) {
        List<String> texts = new ArrayList<>();
        for (JsonNode pair : pairs) {
            int first = pair.path(0).asInt();
            int last = pair.path(1).asInt();
            texts.add(first == last ? String.valueOf(first) : first + "-" + last);
        }
        return texts.isEmpty() ? "-" : String.join(", ", texts);
    }
}
