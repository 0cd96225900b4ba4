package io.mediachassis.sim.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Scenarios as YAML files. */
final class ScenarioFile {
    private static final Duration LONGEST = Duration.ofHours(1);

    private ScenarioFile() {}

    /** @throws ScenarioException when it can't be read or is no scenario */
    static Scenario read(Path file) {
        String name = String.valueOf(file.getFileName());
        try {
            return parse(name, Files.readString(file));
        } catch (IOException e) {
            throw new ScenarioException(file.toString(), 0, "can't be read: " + e.getMessage());
        }
    }

    /** @param file how errors call it */
    static Scenario parse(String file, String text) {
        Fields fields = new Fields(file, YamlTree.parse(file, text), "a scenario");
        String name = fields.text("name", "");
        if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw fields.wrong("name", "is small letters, digits and hyphens, not \"" + name + "\"");
        }
        String shows = fields.text("shows", "");
        OptionalLong seed = fields.has("seed")
                ? OptionalLong.of((long) fields.number("seed", "", 0, 1L << 53)) : OptionalLong.empty();
        Duration duration = fields.time("duration", "", Duration.ofSeconds(1), LONGEST);
        Duration heals = fields.time(
                "heals-within", Fields.written(Scenario.HEALS_WITHIN), Duration.ofSeconds(1), LONGEST);
        UnitShape unit = unit(file, fields.tree("unit"));
        List<TimedFault> faults = faults(file, fields, unit, duration);
        List<String> tells = fields.texts("tells");
        List<String> neverTells = fields.texts("never-tells");
        fields.nothingElse();
        return new Scenario(name, shows, seed, unit, duration, heals, faults, tells, neverTells);
    }

    private static UnitShape unit(String file, @Nullable YamlTree tree) {
        UnitShape or = UnitShape.DEFAULT;
        if (tree == null) {
            return or;
        }
        Fields fields = new Fields(file, tree, "unit");
        UnitShape unit = new UnitShape(
                fields.integer("blades", "" + or.blades(), 2, UnitShape.SLOTS),
                fields.integer("psus", "" + or.psus(), 1, 8),
                fields.integer("psu-watts", "" + or.psuWatts(), 200, 5000),
                fields.integer("fan-trays", "" + or.fanTrays(), 1, 8),
                fields.number("celsius", "" + or.celsius(), -5, 60),
                fields.number("load", "" + or.load(), 0, 1),
                fields.time("poll", Fields.written(or.poll()), Duration.ZERO, Duration.ofSeconds(2)),
                fields.flag("storage", or.storage()));
        fields.nothingElse();
        return unit;
    }

    private static List<TimedFault> faults(String file, Fields fields, UnitShape unit, Duration duration) {
        YamlTree tree = fields.tree("faults");
        if (!(tree instanceof YamlTree.Sequence list)) {
            throw fields.wrong("faults", "is a list: write \"- {at: 15s, kind: killed, node: director, for: 3s}\"");
        }
        List<TimedFault> faults = new ArrayList<>();
        for (YamlTree item : list.items()) {
            Fields one = new Fields(file, item, "a fault");
            Duration at = one.time("at", "", Duration.ZERO, LONGEST);
            TimedFault timed = new TimedFault(at, FaultBook.read(one, unit));
            if (timed.end().compareTo(duration) > 0) {
                throw one.wrong("at", "this fault ends at " + Fields.written(timed.end()) + ", after the duration of "
                        + Fields.written(duration) + ": begin or end it sooner, or make the duration longer");
            }
            faults.add(timed);
        }
        return faults;
    }

    /** As a file that reads back to the same. */
    static String write(Scenario scenario) {
        UnitShape unit = scenario.unit();
        StringBuilder text = new StringBuilder();
        text.append("name: ").append(scenario.name()).append('\n');
        text.append("shows: '").append(scenario.shows().replace("'", "''")).append("'\n");
        scenario.seed().ifPresent(seed -> text.append("seed: ").append(seed).append('\n'));
        text.append("duration: ").append(Fields.written(scenario.duration())).append('\n');
        text.append("heals-within: ").append(Fields.written(scenario.healsWithin())).append('\n');
        text.append("unit: {blades: ").append(unit.blades()).append(", psus: ").append(unit.psus())
                .append(", psu-watts: ").append(unit.psuWatts()).append(", fan-trays: ").append(unit.fanTrays())
                .append(", celsius: ").append(Fields.plain(unit.celsius())).append(", load: ")
                .append(Fields.plain(unit.load())).append(", poll: ")
                .append(Fields.written(unit.poll())).append(", storage: ").append(unit.storage()).append("}\n");
        text.append(scenario.faults().isEmpty() ? "faults: []\n" : "faults:\n");
        scenario.faults().forEach(each -> text.append("  - ").append(FaultBook.write(each)).append('\n'));
        if (!scenario.tells().isEmpty()) {
            text.append("tells: [").append(quoted(scenario.tells())).append("]\n");
        }
        if (!scenario.neverTells().isEmpty()) {
            text.append("never-tells: [").append(quoted(scenario.neverTells())).append("]\n");
        }
        return text.toString();
    }

    private static String quoted(List<String> words) {
        return "'" + String.join("', '", words) + "'";
    }
}
