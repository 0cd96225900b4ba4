package io.mediachassis.controller.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.backplane.proto.UnitEvent.Severity;
import io.mediachassis.controller.eventlog.NewEvent;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What of a blade's own words gets into the event log. */
class BladeDutiesTest {
    @Test
    void aBladeSpeaksOfItself() {
        UnitEvent said = UnitEvent.newBuilder()
                .setKind("volume.failed")
                .setSeverity(Severity.CRITICAL)
                .setSlot(7)
                .setText("disk 2 fails")
                .build();
        assertEquals(
                Optional.of(new NewEvent(Severity.CRITICAL, "volume.failed", 3, "disk 2 fails")),
                BladeDuties.told(3, said));
    }

    @Test
    void whatIsNotFitToShowIsLeftOut() {
        UnitEvent.Builder good = UnitEvent.newBuilder().setKind("a.b").setSeverity(Severity.INFO);
        assertEquals(Optional.empty(), BladeDuties.told(3, good.clone().setKind("").build()));
        assertEquals(Optional.empty(), BladeDuties.told(3, good.clone().setKind("a b").build()));
        assertEquals(Optional.empty(), BladeDuties.told(3, good.clone().setKind("a".repeat(41)).build()));
        assertEquals(Optional.empty(), BladeDuties.told(3, good.clone().setText("x".repeat(1001)).build()));
        assertEquals(Optional.empty(), BladeDuties.told(3, good.clone().setSeverityValue(99).build()));
    }
}
