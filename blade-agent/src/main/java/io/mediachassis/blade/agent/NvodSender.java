package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.engine.MulticastRuns;
import io.mediachassis.blade.nvod.NvodSet;
import io.mediachassis.blade.nvod.PlannedSets;
import io.mediachassis.blade.nvod.SendingRuns;
import io.mediachassis.blade.nvod.SendingRuns.Action;
import io.mediachassis.blade.nvod.StationClock;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has this engine send what the assignment gives it: the shell of {@link SendingRuns}. Control loop. */
final class NvodSender {
    private static final Logger LOG = LoggerFactory.getLogger(NvodSender.class);
    private static final long FOLLOW_NS = 1_000_000_000L;

    private final SendingRuns runs;
    private final MulticastRuns multicast;
    private final StationClock station;
    private final Clock clock;
    private long followNextNs;

    NvodSender(int slot, MulticastRuns multicast, StationClock station, Clock clock) {
        this.runs = new SendingRuns(slot);
        this.multicast = multicast;
        this.station = station;
        this.clock = clock;
        this.followNextNs = clock.nanoTime();
        multicast.tell(id -> station.at(clock.nanoTime()).ifPresent(now -> runs.onFailed(id, now)));
    }

    /** There are other sets, or they are assigned otherwise. */
    void onChange(PlannedSets plan) {
        multicast.keep(sets(plan));
        tick(plan);
    }

    /** Segments of a program came or went. */
    void refresh(PlannedSets plan, String programId) {
        sets(plan).stream().filter(set -> set.programId().equals(programId)).forEach(multicast::refresh);
    }

    private static List<NvodSet> sets(PlannedSets plan) {
        return plan.sets().stream().map(PlannedSets.Planned::set).toList();
    }

    /** A few times a second. */
    void tick(PlannedSets plan) {
        long nowNs = clock.nanoTime();
        OptionalLong now = station.at(nowNs);
        if (now.isEmpty()) {
            return;
        }
        long stationNs = now.getAsLong();
        for (Action action : runs.tick(plan, multicast::holds, stationNs)) {
            LOG.debug("{} of stream {}, slots {} to {}", action.getClass().getSimpleName(), action.run().stream(),
                    action.run().from(), action.run().end() - 1);
            if (action instanceof Action.Open open) {
                multicast.open(open.run(), stationNs, station);
            } else if (action instanceof Action.Resize resize) {
                multicast.follow(resize.run(), stationNs, station);
            } else if (action instanceof Action.Close close) {
                multicast.close(close.run());
            }
        }
        if (nowNs - followNextNs >= 0) {
            followNextNs = nowNs + FOLLOW_NS;
            multicast.keep(sets(plan));
            runs.open().forEach(run -> multicast.follow(run, stationNs, station));
        }
    }
}
