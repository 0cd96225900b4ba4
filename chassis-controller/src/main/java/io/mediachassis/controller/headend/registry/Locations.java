package io.mediachassis.controller.headend.registry;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Who has a program.
 *
 * @param sources stations that can be asked for a copy now, by name
 * @param silent those that hold something of it, but whose lease has run out, by name
 */
public record Locations(List<HoldingRow> sources, List<HoldingRow> silent) {
    /** Asks the rows; none of what a station has leave to drop is offered. */
    public static Locations of(RegistryRows rows, String program) {
        List<HoldingRow> holders = rows.holders(program).stream()
                .filter(row -> !row.copies().isEmpty())
                .toList();
        Set<String> alive = rows.alive();
        Predicate<HoldingRow> heard = row -> alive.contains(row.station());
        return new Locations(
                holders.stream().filter(heard).toList(),
                holders.stream().filter(heard.negate()).toList());
    }

    /** Those of them that hold a segment. */
    public List<HoldingRow> sources(int segment) {
        return sources.stream().filter(row -> row.copies().contains(segment)).toList();
    }
}
