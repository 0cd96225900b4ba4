package io.mediachassis.sim.scenario;

/** The reference page of scenario files, as the code has their fields. */
public final class ScenarioPage {
    private ScenarioPage() {}

    /** As Markdown. */
    public static String text() {
        UnitShape unit = UnitShape.DEFAULT;
        return String.join("\n",
                "# Scenarios",
                "",
                "Files for `./chassis sim --scenario FILE`; `hw-sim/scenarios` has many. This page is written from the code:",
                "run `ReferencePagesTest` with `-Dreference.write=true` after a change.",
                "",
                "    name: director-killed",
                "    shows: The director's agent is killed, and another blade is director within a moment.",
                "    duration: 25s",
                "    faults:",
                "      - {at: 15s, kind: killed, node: director, for: 3s}",
                "    tells: [director.changed]",
                "",
                "A time is a number with `ms`, `s` or `m`. The unit is switched on at 0; its blades serve after about "
                        + UnitShape.START.toSeconds() + " s.",
                "",
                "| field | |",
                "|---|---|",
                "| `name` | small letters, digits and hyphens |",
                "| `shows` | one sentence |",
                "| `seed` | of the unit's luck; `--seed` goes before it; by default 1 |",
                "| `duration` | in which all faults begin and end |",
                "| `heals-within` | after it, until everything is well again; by default "
                        + Fields.written(Scenario.HEALS_WITHIN) + " |",
                "| `unit` | `blades` (2 to " + UnitShape.SLOTS + ", by default " + unit.blades() + "), `psus` (" + unit.psus()
                        + "), `psu-watts` (" + unit.psuWatts() + "), `fan-trays` (" + unit.fanTrays()
                        + "), `celsius` of the air (" + Fields.plain(unit.celsius())
                        + "), `poll`, the shortest round over the devices of the bus while nothing happens (" + Fields.written(unit.poll())
                        + "; 0s: as fast as it goes), `load` of the blades (" + unit.load()
                        + "), `storage`: whether blades store programs and consoles play them (" + unit.storage() + ") |",
                "| `faults` | a list: `at`, `kind`, and the kind's own fields |",
                "| `tells` | kinds of events that must be logged; `kind@slot` of that slot |",
                "| `never-tells` | kinds of events that must not be |",
                "",
                "A node is " + NodeName.FORMS + "; the last two are whoever has the role when the fault comes.",
                "A line is " + Wire.FORMS + ".",
                "",
                "## Faults",
                "",
                String.join("\n", FaultBook.page()));
    }
}
