package io.mediachassis.blade.director;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.proto.PublishRequest;
import io.mediachassis.blade.director.ProgramAdmission.Decision.Deliver;
import io.mediachassis.blade.director.ProgramAdmission.Decision.Refused;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long an id is kept for a program that was announced. */
class ProgramAdmissionTest {
    private static final long SECOND = 1_000_000_000L;

    private final ProgramAdmission admission = new ProgramAdmission("reserved"::equals);
    private SegmentLocationTable table = SegmentLocationTable.EMPTY
            .withReachable(2, true)
            .withLoad(2, LoadReport.newBuilder().setInService(true).setDiskFreeBytes(1 << 20).build());

    private String announce(String title, long nowNs) {
        return assertInstanceOf(Deliver.class, admission.decide(request(title), table, nowNs)).reply().getProgramId();
    }

    private static PublishRequest request(String title) {
        return PublishRequest.newBuilder().setTitle(title).setSize(1000).build();
    }

    private void takingIn(long nowNs, String... ids) {
        table = table.withHoldings(2, HoldingsPush.newBuilder().addAllTakingIn(List.of(ids)).build());
        admission.heard(table, nowNs);
    }

    @Test
    void whatIsWithheldIsNobodyElsesId_andGoesToWhoAsksForIt() {
        assertEquals("reserved-2", announce("Reserved", 0));
        assertEquals("reserved", assertInstanceOf(Deliver.class, admission.decide(
                request("Any title").toBuilder().setProgramId("reserved").build(), table, 0)).reply().getProgramId());
        assertInstanceOf(Refused.class, admission.decide(
                request("Any title").toBuilder().setProgramId("reserved").build(), table, 0));
        assertInstanceOf(Refused.class, admission.decide(
                request("Any title").toBuilder().setProgramId("../etc").build(), table, 0));
    }

    @Test
    void whatFailedFreesItsId() {
        assertEquals("film", announce("Film", 0));
        assertEquals("film-2", announce("Film", 0), "the first is on its way");
        takingIn(SECOND, "film");
        assertEquals(2, admission.takenInBy("film"));
        takingIn(2 * SECOND);
        assertEquals(0, admission.takenInBy("film"), "it is told of no more, and not stored: it failed");
        assertEquals("film", announce("Film", 2 * SECOND));
    }

    @Test
    void anIdOfALongDeliveryIsKept() {
        announce("Film", 0);
        for (long now = SECOND; now < 1000 * SECOND; now += SECOND) {
            takingIn(now, "film");
        }
        assertEquals(2, admission.takenInBy("film"));
    }

    @Test
    void anIdIsNotKeptForOneWhoNeverDelivers() {
        announce("Film", 0);
        admission.heard(table, ProgramAdmission.SILENT_NS - 1);
        assertEquals(2, admission.takenInBy("film"));
        admission.heard(table, ProgramAdmission.SILENT_NS);
        assertEquals(0, admission.takenInBy("film"));
    }

    @Test
    void anEngineThatCannotBeHeardForAMomentMayGoOn() {
        announce("Film", 0);
        takingIn(SECOND, "film");
        table = table.withReachable(2, false);
        admission.heard(table, 60 * SECOND);
        assertEquals(2, admission.takenInBy("film"));
        admission.heard(table, SECOND + ProgramAdmission.SILENT_NS);
        assertEquals(0, admission.takenInBy("film"), "it is gone, and the delivery with it");
    }

    @Test
    void whatIsStoredIsNoDeliveryAnyMore() {
        announce("Film", 0);
        table = table.withHoldings(2, HoldingsPush.newBuilder()
                .addPrograms(ProgramHolding.newBuilder().setProgramId("film"))
                .build());
        admission.heard(table, SECOND);
        assertEquals(0, admission.takenInBy("film"));
        assertEquals("film-2", announce("Film", SECOND));
    }

    @Test
    void anotherDirectorKnowsWhatIsOnItsWay() {
        takingIn(0, "film");
        assertEquals(2, table.takenInBy("film"));
        assertEquals("film-2", announce("Film", SECOND), "announced by the director before this one");
        assertEquals(0, table.withReachable(2, false).takenInBy("film"));
    }

    @Test
    void announcementsAreBounded() {
        for (int i = 0; i < ProgramAdmission.MAX_DELIVERIES; i++) {
            announce("Film " + i, 0);
        }
        Refused refused = assertInstanceOf(Refused.class, admission.decide(request("One more"), table, SECOND));
        assertTrue(refused.text().contains("256 programs are announced"), refused.text());
        announce("Later", ProgramAdmission.SILENT_NS);
    }
}
