package io.mediachassis.controller.headend.registry.server;

import io.mediachassis.backplane.registry.ReportReply.Mended;
import io.mediachassis.controller.eventlog.NewEvent;
import io.mediachassis.controller.headend.registry.StationRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What pictures showed to be otherwise than the registry believed, told once a picture, and once a minute where a station
 * sends more of them. A station's first picture is no news, and neither is its first in a reign whose rows are older than
 * the reign. Any thread; what is of one station comes on one at a time.
 */
final class DriftNews {
    private static final long AGAIN_NS = Duration.ofMinutes(1).toNanos();

    private final boolean sharedRows;
    private final Set<String> pictured = new HashSet<>();
    private final Map<String, Sum> coming = new HashMap<>();
    private final Map<String, Sum> untold = new HashMap<>();
    private final Map<String, Long> toldNs = new HashMap<>();

    private record Sum(boolean news, long added, long removed) {
        static final Sum NONE = new Sum(false, 0, 0);

        Sum plus(long more, long less) {
            return new Sum(news, added + more, removed + less);
        }
    }

    DriftNews(boolean sharedRows) {
        this.sharedRows = sharedRows;
    }

    /** The first page of a picture. */
    synchronized void begins(String station, Optional<StationRow> known) {
        boolean heardBefore = known.filter(row -> row.pictures() > 0).isPresent();
        coming.put(station, new Sum(heardBefore && (sharedRows || pictured.contains(station)), 0, 0));
    }

    /** What a page mended; an event with the last one, or none yet where the station has had one within this minute. */
    synchronized Optional<NewEvent> covered(String station, List<Mended> mended, boolean last, long nowNs) {
        Sum sum = coming.getOrDefault(station, Sum.NONE).plus(
                mended.stream().mapToLong(m -> m.added().count()).sum(),
                mended.stream().mapToLong(m -> m.removed().count()).sum());
        if (!last) {
            coming.put(station, sum);
            return Optional.empty();
        }
        coming.remove(station);
        pictured.add(station);
        if (sum.news() && sum.added() + sum.removed() > 0) {
            untold.merge(station, sum, (before, more) -> before.plus(more.added(), more.removed()));
        }
        return tell(station, nowNs);
    }

    /** What waited for its minute. */
    synchronized List<NewEvent> due(long nowNs) {
        List<NewEvent> events = new ArrayList<>();
        for (String station : List.copyOf(untold.keySet())) {
            tell(station, nowNs).ifPresent(events::add);
        }
        return events;
    }

    private Optional<NewEvent> tell(String station, long nowNs) {
        Sum sum = untold.get(station);
        Long told = toldNs.get(station);
        if (sum == null || (told != null && nowNs - told < AGAIN_NS)) {
            return Optional.empty();
        }
        untold.remove(station);
        toldNs.put(station, nowNs);
        return Optional.of(NewEvent.warning("registry.drift.mended", 0, "The full picture of station " + station
                + " showed " + sum.added() + " segments that the registry did not know there, and "
                + sum.removed() + " that are not there any more; it is right now"));
    }
}
