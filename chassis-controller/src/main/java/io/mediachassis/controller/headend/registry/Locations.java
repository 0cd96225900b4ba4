package io.mediachassis.controller.headend.registry;

import java.util.ArrayList;
import java.util.List;

/**
 * Who has a program.
 *
 * @param sources stations that can be asked for a copy now, by name
 * @param silent those that hold something of it, but whose lease has run out, by name
 */
public record Locations(List<HoldingRow> sources, List<HoldingRow> silent) {
    /** Asks the rows; none of what a station has leave to drop is offered. */
    public static Locations of(RegistryRows rows, String program) {
        List<HoldingRow> sources = new ArrayList<>();
        List<HoldingRow> silent = new ArrayList<>();
        for (RegistryRows.Located holder : rows.located(program)) {
            if (!holder.row().copies().isEmpty()) {
                (holder.alive() ? sources : silent).add(holder.row());
            }
        }
        return new Locations(sources, silent);
    }

    /** Those of them that hold a segment. */
    public List<HoldingRow> sources(int segment) {
        return sources.stream().filter(row -> row.copies().contains(segment)).toList();
    }
}
