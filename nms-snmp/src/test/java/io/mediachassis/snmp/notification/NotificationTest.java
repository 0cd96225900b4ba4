package io.mediachassis.snmp.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.snmp.SampleUnit;
import io.mediachassis.snmp.chassis.ChassisMib;
import io.mediachassis.snmp.notification.NotificationLedger.Mark;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

class NotificationTest {
    private static final long NOW = SampleUnit.AT + 1000;
    private static final long SINCE = SampleUnit.AT - 10_000;

    private static UnitEvent event(long number) {
        return SampleUnit.event(number, NotificationMaker.BLADE_REMOVED, 3);
    }

    @Test
    void eachEventIsToldOnceAndASwitchoverOncePerEpoch() {
        NotificationLedger ledger = new NotificationLedger(Mark.NONE);
        assertTrue(ledger.reign(5, SINCE));
        assertTrue(ledger.tell(event(7), NOW));
        assertFalse(ledger.tell(event(7), NOW));
        assertFalse(ledger.tell(event(6), NOW), "the log again, after a new subscription");
        assertTrue(ledger.tell(event(8), NOW));

        NotificationLedger restarted = new NotificationLedger(ledger.mark());
        assertFalse(restarted.reign(5, SINCE), "the same reign");
        assertFalse(restarted.tell(event(8), NOW));
        assertTrue(restarted.tell(event(9), NOW));
        assertTrue(restarted.reign(6, SINCE));
    }

    @Test
    void thePredecessorsEventsAndOldNewsAreNotTold() {
        NotificationLedger ledger = new NotificationLedger(Mark.NONE);
        assertTrue(ledger.reign(5, SampleUnit.AT + 1));
        assertFalse(ledger.tell(event(7), NOW), "happened under the other controller");
        assertTrue(ledger.reign(6, SINCE));
        assertFalse(ledger.tell(event(8), NOW + NotificationLedger.MAX_AGE_MS), "old news");
        assertTrue(ledger.tell(event(9), NOW));
    }

    @Test
    void configChangesComeAtMostEachFiveSecondsAndTheLastIsNotLost() {
        ConfigChangeThrottle throttle = new ConfigChangeThrottle();
        long t = -3_000_000_000L;
        assertFalse(throttle.due(t));
        throttle.changed();
        assertTrue(throttle.due(t));
        throttle.changed();
        throttle.changed();
        assertFalse(throttle.due(t + 4_999_999_999L));
        assertTrue(throttle.due(t + 5_000_000_000L));
        assertFalse(throttle.due(t + 60_000_000_000L));
    }

    @Test
    void directorChangeCarriesWhatTheMibSays() {
        NotificationMaker maker = new NotificationMaker(new ChassisMib(32473));
        Notification n = maker.of(SampleUnit.event(9, NotificationMaker.DIRECTOR_CHANGED, 3),
                SampleUnit.snapshot().build()).orElseThrow();
        assertEquals(new OID("1.3.6.1.4.1.32473.2.0.1"), n.id());
        assertEquals(8, n.bindings().size());
        assertEquals(new OID("1.3.6.1.4.1.32473.2.1.2.1.0"), n.bindings().get(0).getOid());
        assertEquals(3, n.bindings().get(0).getVariable().toInt());
        assertEquals(2, n.bindings().get(1).getVariable().toInt());
        assertEquals(4, n.bindings().get(3).getVariable().toInt());
        assertTrue(maker.of(SampleUnit.event(9, "fence.ordered", 3), SampleUnit.snapshot().build()).isEmpty());
    }

    @Test
    void eventsAreNumberedAsTheLogNumbersThem() {
        NotificationMaker maker = new NotificationMaker(new ChassisMib(32473));
        long ofALateReign = (5000L << 20) + 7;
        for (String kind : List.of(NotificationMaker.DIRECTOR_CHANGED, NotificationMaker.BLADE_REMOVED)) {
            Notification n = maker.of(SampleUnit.event(ofALateReign, kind, 3), SampleUnit.snapshot().build())
                    .orElseThrow();
            VariableBinding number = n.bindings().stream()
                    .filter(b -> b.getOid().equals(new OID("1.3.6.1.4.1.32473.2.1.5.1.0")))
                    .findFirst()
                    .orElseThrow();
            assertEquals(new Counter64(ofALateReign), number.getVariable());
        }
    }

    @Test
    void aRemovedBladeIsNamedByTheIndexOfItsState() {
        NotificationMaker maker = new NotificationMaker(new ChassisMib(32473));
        Notification n = maker.of(event(9), SampleUnit.snapshot().build()).orElseThrow();
        assertEquals(new OID("1.3.6.1.4.1.32473.2.1.4.1.3.3"), n.bindings().get(0).getOid());
        assertEquals(0, n.bindings().get(0).getVariable().toInt());
    }
}
