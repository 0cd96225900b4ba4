package io.mediachassis.controller.headend.registry;

import io.mediachassis.controller.headend.registry.StationRow.Standing;
import java.util.List;
import java.util.Optional;

/**
 * A station that is no more, such as one whose chassis was replaced: the new one numbers its reports anew, and as long as the old
 * one is known it comes too late with all of them. Only one that is silent can be forgotten. Pure.
 */
public final class Forgetting {
    private Forgetting() {}

    /** What came of it. */
    public enum Outcome {
        DONE,
        /** Nothing was ever heard of it. */
        UNKNOWN,
        /** It has been heard within its lease. */
        ALIVE
    }

    /** One step; empty: there are more to take. */
    static Optional<Outcome> step(RegistryRows rows, String name) {
        StationRow station = rows.station(name).orElse(null);
        if (station == null) {
            return Optional.of(Outcome.UNKNOWN);
        } else if (rows.isAlive(name)) {
            return Optional.of(Outcome.ALIVE);
        }
        List<HoldingRow> held = rows.holdingsOf(name, "", "");
        boolean more = held.size() > ReportRules.ROWS_PER_STEP;
        (more ? held.subList(0, ReportRules.ROWS_PER_STEP) : held).forEach(row -> rows.remove(row.program(), name));
        if (more) {
            // Should it come back meanwhile, what is left of its rows is not its word.
            rows.put(station.standing() == Standing.PICTURE_DUE ? station : station.pictureDue());
            return Optional.empty();
        }
        rows.removeStation(name);
        return Optional.of(Outcome.DONE);
    }
}
