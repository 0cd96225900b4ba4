package io.mediachassis.snmp.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.mediachassis.backplane.proto.Heat;
import io.mediachassis.backplane.proto.HotSwapState;
import io.mediachassis.backplane.proto.NetworkInterface;
import io.mediachassis.backplane.proto.Sensor;
import io.mediachassis.backplane.proto.Standing;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.snmp.SampleUnit;
import io.mediachassis.snmp.agent.UnitRows;
import io.mediachassis.snmp.chassis.ChassisMib;
import io.mediachassis.snmp.notification.Notification;
import io.mediachassis.snmp.snapshot.RowTable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

class AlarmRowsTest {
    private static final String ACTIVE = "1.3.6.1.2.1.118.1.2.2.1.";
    private static final String VARIABLE = "1.3.6.1.2.1.118.1.2.3.1.";
    private static final String CLEAR = "1.3.6.1.2.1.118.1.3.2.1.";
    private static final String STATS = "1.3.6.1.2.1.118.1.2.4.1.";
    /** The empty list's name, and the date of the sample with its length before it. */
    private static final String SAMPLE_DATE = "0.11.7.234.9.21.14.13.20.0.43.0.0.";

    private final UnitRows rows = new UnitRows(new ChassisMib(32473));
    private final UnitSnapshot.Builder unit = SampleUnit.snapshot();
    private RowTable shown = RowTable.EMPTY;

    private List<Notification> at(int seconds) {
        UnitRows.Result result = rows.of(
                unit.setAtEpochMs(SampleUnit.AT + seconds * 1000L).build(), 100 + seconds * 100L, 0);
        shown = result.table();
        return AlarmRows.notifications(result.alarms());
    }

    private List<String> column(String column) {
        OID oid = new OID(column);
        List<String> found = new ArrayList<>();
        for (int i = shown.firstFrom(oid, true); i < shown.size() && shown.oid(i).startsWith(oid); i++) {
            found.add(shown.value(i).toString());
        }
        return found;
    }

    private Variable value(String instance) {
        return shown.get(new OID(instance)).orElseGet(() -> fail("no instance " + instance));
    }

    @Test
    void aSoundUnitHasNoneAndItsModelsAreThere() {
        at(0);
        assertEquals(List.of(), column(ACTIVE + 11));
        assertEquals(List.of(), column(CLEAR + 8));
        assertEquals(0, value(STATS + "1.0").toLong());
        assertEquals(2 * AlarmType.values().length, column("1.3.6.1.2.1.118.1.1.2.1.3").size());
        assertEquals("1.3.6.1.2.1.118.0.2", value("1.3.6.1.2.1.118.1.1.2.1.3.0.2.2").toString());
        assertEquals("1.3.6.1.2.1.118.0.3", value("1.3.6.1.2.1.118.1.1.2.1.3.0.2.1").toString());
    }

    @Test
    void whatIsTooHotOrNotBelievedAndFansThatAreMissing() {
        unit.getSlotsBuilder(0).getSensorsBuilder(0).setStanding(Standing.UPPER_CRITICAL);
        unit.getSlotsBuilder(1).setHeat(Heat.THROTTLED).setReason("Too hot: takes less").getSensorsBuilder(0)
                .setStatus(Sensor.Status.NONOPERATIONAL).setFault("it gives no reading");
        unit.getFanTraysBuilder(0).getSensorsBuilder(0).setStanding(Standing.LOWER_FATAL);
        unit.getCoolingZonesBuilder(0).setReason("a sensor lies").setFansWorking(3);
        at(0);
        assertEquals(List.of("Blade 1 Inlet temperature is beyond its upper critical threshold",
                "Blade 2 Inlet temperature is not believed: it gives no reading", "Fan 1.1 has failed",
                "Fan 1.1 Speed is beyond its lower fatal threshold", "Fans of zone chassis: a sensor lies",
                "Of the 4 fans of zone chassis 1 do not turn as ordered", "Blade 2: Too hot: takes less"),
                column(ACTIVE + 11));
        for (String resource : column(ACTIVE + 10)) {
            assertTrue(shown.get(new OID(resource)).isPresent(), resource + " is not there");
        }
        assertEquals(List.of("450", "450", "450", "450"), column("1.3.6.1.4.1.32473.2.1.10.1.2"), "upper caution, in tenths");
        assertEquals("-1000000000", column("1.3.6.1.4.1.32473.2.1.10.1.7").get(0), "no lower fatal");
        assertEquals(List.of("3", "1", "1", "1"), column("1.3.6.1.4.1.32473.2.1.10.1.8"));
        assertEquals(List.of("10101001"), column("1.3.6.1.4.1.32473.2.1.9.1.10"), "the hottest sensor");
        assertEquals(List.of("246"), column("1.3.6.1.4.1.32473.2.1.9.1.9"));
    }

    @Test
    void oneForEachThingThatIsWrong() {
        unit.setDirectorSlot(0);
        unit.getSlotsBuilder(0).setCbcReachable(false).getHostBuilder().getInterfacesBuilder(2)
                .setOper(NetworkInterface.Oper.DOWN);
        unit.getSlotsBuilder(1).getAgentBuilder().addProblems("The disk is full").addProblems("The disk is full");
        unit.getSlotsBuilder(1).getHostBuilder().getInterfacesBuilder(1).setOper(NetworkInterface.Oper.DOWN)
                .setAdminUp(false);
        unit.getSlotsBuilder(2).setState(HotSwapState.M7_COMMUNICATION_LOST).setLinkUp(false).getHostBuilder()
                .getInterfacesBuilder(1).setOper(NetworkInterface.Oper.DOWN);
        unit.getSlotsBuilder(3).setPowered(false);
        unit.getPsusBuilder(0).setOk(false);
        unit.getFanTraysBuilder(1).getSensorsBuilder(1).setStatus(Sensor.Status.NONOPERATIONAL);
        unit.getControllersBuilder(1).setHealthy(false);
        at(0);
        assertEquals(List.of("No blade is director", "Blade 1 CBC has failed", "Blade 3 does not answer",
                "PSU 1 has failed", "Fan 2.2 has failed", "Fan 2.2 Speed can't be read", "Controller 2 has failed",
                "Blade 1 eth1 has no link", "Blade 2: The disk is full"), column(ACTIVE + 11));
        assertEquals(List.of("1.3.6.1.4.1.32473.2.1.2.1.0", "1.3.6.1.2.1.47.1.1.1.1.2.10102000",
                "1.3.6.1.2.1.47.1.1.1.1.2.10301000"), column(ACTIVE + 10).subList(0, 3));
        assertEquals("1.3.6.1.2.1.2.2.1.1.10104003", column(ACTIVE + 10).get(7));
        for (String resource : column(ACTIVE + 10)) {
            assertTrue(shown.get(new OID(resource)).isPresent(), resource + " is not there");
        }
        for (String model : column(ACTIVE + 13)) {
            assertTrue(shown.get(new OID(model)).isPresent(), model + " is not there");
        }
        assertEquals("No blade is director", value(ACTIVE + "11." + SAMPLE_DATE + 1).toString());
        assertEquals(9, value(STATS + "1.0").toLong());
    }

    @Test
    void whatIsOverIsCleared() {
        assertEquals(List.of(), at(0));
        unit.getPsusBuilder(0).setOk(false);
        List<Notification> raised = at(1);
        assertEquals(List.of(), at(2), "it is told once");
        assertEquals(List.of("PSU 1 has failed"), column(ACTIVE + 11));
        assertEquals(List.of("5"), column(ACTIVE + 8));
        assertEquals(List.of("1.3.6.1.2.1.1.3.0", "1.3.6.1.6.3.1.1.4.1.0", raised.get(0).bindings().get(0).getOid().toString(),
                raised.get(0).bindings().get(1).getOid().toString(), raised.get(0).bindings().get(2).getOid().toString()),
                column(VARIABLE + 2), "as a trap would bring them");
        assertEquals(List.of("3", "7", "7", "7", "6"), column(VARIABLE + 3));
        assertEquals("0:00:02.00", value(VARIABLE + "6.0.1.1").toString(), "when it was raised");
        assertEquals("1.3.6.1.2.1.118.0.2", value(VARIABLE + "10.0.1.2").toString());
        assertEquals("PSU 1 has failed", value(VARIABLE + "8.0.1.5").toString());
        assertEquals(200, value("1.3.6.1.2.1.118.1.2.1.0").toLong());
        unit.getPsusBuilder(0).setOk(true);
        List<Notification> cleared = at(3);
        assertEquals(List.of(), column(ACTIVE + 11));
        assertEquals(List.of(), column(VARIABLE + 2));
        assertEquals(List.of("1.3.6.1.2.1.47.1.1.1.1.2.20101000"), column(CLEAR + 8));
        assertEquals(List.of("1.3.6.1.2.1.118.1.1.2.1.3.0.3.1"), column(CLEAR + 10));
        assertEquals(List.of(0L, 1L, 200L, 400L), List.of(value(STATS + "1.0").toLong(), value(STATS + "2.0").toLong(),
                value(STATS + "3.0").toLong(), value(STATS + "4.0").toLong()));
        assertEquals(List.of("1.3.6.1.2.1.118.0.2"), raised.stream().map(n -> n.id().toString()).toList());
        assertEquals(List.of("1.3.6.1.2.1.118.0.3"), cleared.stream().map(n -> n.id().toString()).toList());
        assertEquals(raised.get(0).bindings().get(1), cleared.get(0).bindings().get(1), "of the same alarm");
        assertEquals("PSU 1 has failed", raised.get(0).bindings().get(2).getVariable().toString());
        unit.getPsusBuilder(0).setOk(false);
        at(4);
        assertEquals(1, column(CLEAR + 8).size(), "what was stays, though it is there again");
    }

    @Test
    void whatWasThereAtTheStartIsListedAndNotTold() {
        unit.getPsusBuilder(0).setOk(false);
        assertEquals(List.of(), at(0));
        assertEquals(List.of("PSU 1 has failed"), column(ACTIVE + 11));
    }

    @Test
    void theListsAreBounded() {
        AlarmBook book = new AlarmBook(new ChassisMib(32473));
        List<Alarm> many = new ArrayList<>();
        for (int i = 0; i < AlarmBook.MOST_ACTIVE + 10; i++) {
            many.add(new Alarm(AlarmType.SENSOR_FAILED, new OID("1.3." + i), "x"));
        }
        book.observe(many, 1, 1);
        book.observe(many, 1, 1);
        assertEquals(AlarmBook.MOST_ACTIVE, book.active().size());
        assertEquals(10, book.overflow());
        for (int i = 0; i < 3; i++) {
            book.observe(List.of(), 2, 2);
            book.observe(many, 3, 3);
        }
        assertEquals(AlarmBook.MOST_CLEARED, book.cleared().size());
    }
}
