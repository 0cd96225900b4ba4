package io.mediachassis.controller.controller;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.backplane.proto.UnitSnapshot;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps everybody who watches the unit up to date: the API, the SNMP agents, the other controller. Control loop. */
final class UnitNews {
    private final UnitState state;
    private final Boards boards;
    private final SnmpLines snmp;
    private final Replication replication;
    private final Supplier<@Nullable ActiveWork> active;
    private final LongSupplier epoch;
    private final Clock clock;
    private long activeSinceMs;
    private boolean changed;

    /**
     * @param active what this controller does while it is active; null on standby
     * @param epoch the last that is known
     */
    UnitNews(
            UnitState state,
            Boards boards,
            SnmpLines snmp,
            Replication replication,
            Supplier<@Nullable ActiveWork> active,
            LongSupplier epoch,
            Clock clock) {
        this.state = state;
        this.boards = boards;
        this.snmp = snmp;
        this.replication = replication;
        this.active = active;
        this.epoch = epoch;
        this.clock = clock;
    }

    /** This controller's reign begins now. */
    void reignBegins() {
        activeSinceMs = clock.now().toEpochMilli();
    }

    /** Something changed that nobody should wait for until the next snapshot is due. */
    void changed() {
        changed = true;
    }

    /** Publishes what has changed since the last time, if anything has. */
    void publishChanges() {
        if (changed) {
            changed = false;
            publish();
        }
    }

    /** The unit as it stands. */
    void publish() {
        long nowMs = clock.now().toEpochMilli();
        ActiveWork work = active.get();
        UnitSnapshot snapshot = work != null
                ? state.active(work, boards, epoch.getAsLong(), activeSinceMs, nowMs)
                : state.standby(boards, epoch.getAsLong(), nowMs);
        snmp.tell(snapshot);
        replication.tell(snapshot);
    }

    /** An event that is in the log. */
    void tell(UnitEvent event) {
        snmp.tell(event);
        replication.tell(List.of(event));
    }
}
