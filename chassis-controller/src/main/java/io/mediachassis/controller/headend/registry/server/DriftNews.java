package io.mediachassis.controller.headend.registry.server;

import io.mediachassis.backplane.registry.ReportReply.Mended;
import io.mediachassis.controller.eventlog.NewEvent;
import io.mediachassis.controller.headend.registry.StationRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What pictures showed to be otherwise than the registry believed, told once a picture. A station's first picture is no
 * news, and neither is its first in a reign whose rows are older than the reign. Any thread; what is of one station comes
 * on one at a time.
 */
final class DriftNews {
    private final boolean sharedRows;
    private final Set<String> pictured = ConcurrentHashMap.newKeySet();
    private final Map<String, Sum> coming = new ConcurrentHashMap<>();

    private record Sum(boolean news, long added, long removed) {}

    DriftNews(boolean sharedRows) {
        this.sharedRows = sharedRows;
    }

    /** The first page of a picture. */
    void begins(String station, Optional<StationRow> known) {
        boolean heardBefore = known.filter(row -> row.pictures() > 0).isPresent();
        coming.put(station, new Sum(heardBefore && (sharedRows || pictured.contains(station)), 0, 0));
    }

    /** What a page mended; an event with the last one. */
    Optional<NewEvent> covered(String station, List<Mended> mended, boolean last) {
        Sum sum = coming.compute(station, (name, before) -> plus(before == null ? new Sum(false, 0, 0) : before, mended));
        if (!last || sum == null) {
            return Optional.empty();
        }
        coming.remove(station);
        pictured.add(station);
        return sum.news() && sum.added() + sum.removed() > 0
                ? Optional.of(NewEvent.warning("registry.drift.mended", 0, "The full picture of station " + station
                        + " showed " + sum.added() + " segments that the registry did not know there, and "
                        + sum.removed() + " that are not there any more; it is right now"))
                : Optional.empty();
    }

    private static Sum plus(Sum sum, List<Mended> mended) {
        long added = mended.stream().mapToLong(m -> m.added().count()).sum();
        long removed = mended.stream().mapToLong(m -> m.removed().count()).sum();
        return new Sum(sum.news(), sum.added() + added, sum.removed() + removed);
    }
}
