package io.mediachassis.snmp.daemon;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.snmp.agent.DurableState;
import io.mediachassis.snmp.agent.SnmpEngine;
import io.mediachassis.snmp.agent.UnitRows;
import io.mediachassis.snmp.alarm.AlarmRows;
import io.mediachassis.snmp.chassis.ChassisMib;
import io.mediachassis.snmp.notification.ConfigChangeThrottle;
import io.mediachassis.snmp.notification.Notification;
import io.mediachassis.snmp.notification.NotificationLedger;
import io.mediachassis.snmp.notification.NotificationLog;
import io.mediachassis.snmp.notification.NotificationMaker;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.mp.SnmpConstants;

/** Keeps one running engine up to date: rows from snapshots, notifications from events. The control thread's. */
final class Reporter {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);

    private final SnmpEngine engine;
    private final DurableState state;
    private final Clock clock;
    private final NotificationMaker maker;
    private final UnitRows rows;
    private final NotificationLedger ledger;
    private final NotificationLog log = new NotificationLog();
    private final ConfigChangeThrottle throttle = new ConfigChangeThrottle();
    private UnitSnapshot unit;
    private long directorChanges;

    Reporter(SnmpEngine engine, DurableState state, Clock clock, ChassisMib mib, UnitSnapshot first) {
        this.engine = engine;
        this.state = state;
        this.clock = clock;
        this.maker = new NotificationMaker(mib);
        this.rows = new UnitRows(mib, log);
        this.ledger = new NotificationLedger(state.mark());
        this.unit = first;
        // The engine has sent it by itself.
        log.add(new Notification(SnmpConstants.coldStart, List.of()), 0, clock.now().toEpochMilli());
        publish();
        if (ledger.reign(Integer.toUnsignedLong(first.getEpoch()), first.getActiveSinceEpochMs())) {
            tell(maker.switchover(first));
        }
    }

    void snapshot(UnitSnapshot next) {
        unit = next;
        publish();
    }

    private void publish() {
        try {
            UnitRows.Result result = rows.of(unit, engine.upTimeTicks(), directorChanges);
            engine.publish(result.table());
            if (result.physicalChange()) {
                throttle.changed();
            }
            result.links().forEach(this::send);
            AlarmRows.notifications(result.alarms()).forEach(this::send);
        } catch (IllegalArgumentException e) {
            // The last good rows stay: a walk of old rows is better than none.
            LOG.warn("Snapshot {} makes no rows: {}", unit.getSequence(), e.getMessage());
        }
    }

    void event(UnitEvent event) {
        if (!ledger.tell(event, clock.now().toEpochMilli())) {
            return;
        }
        if (event.getKind().equals(NotificationMaker.DIRECTOR_CHANGED)) {
            directorChanges++;
            publish();
        }
        maker.of(event, unit).ifPresent(this::tell);
    }

    /** Saved as told before it is: after a crash in between it is lost rather than told twice. */
    private void tell(Notification notification) {
        try {
            state.save(ledger.mark());
        } catch (IOException e) {
            LOG.warn("Not saved that {} is being told, a restart may tell it again: {}", notification.id(),
                    e.toString());
        }
        send(notification);
    }

    /** In the log with the next snapshot. */
    private void send(Notification notification) {
        log.add(notification, engine.upTimeTicks(), clock.now().toEpochMilli());
        engine.send(notification);
    }

    void tick(long nowNs) {
        if (throttle.due(nowNs)) {
            send(maker.configChange());
        }
    }
}
