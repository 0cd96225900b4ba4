package io.mediachassis.snmp.interfaces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.mediachassis.backplane.proto.NetworkInterface;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.snmp.SampleHost;
import io.mediachassis.snmp.SampleUnit;
import io.mediachassis.snmp.agent.UnitRows;
import io.mediachassis.snmp.chassis.ChassisMib;
import io.mediachassis.snmp.snapshot.RowTable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;

class InterfaceRowsTest {
    private static final String IF = "1.3.6.1.2.1.2.2.1.";
    private static final String IF_X = "1.3.6.1.2.1.31.1.1.1.";
    private static final String TABLE_LAST_CHANGE = "1.3.6.1.2.1.31.1.5.0";
    private static final String STACK_LAST_CHANGE = "1.3.6.1.2.1.31.1.6.0";
    /** eth0 of the blade in slot 3, and the bond over it. */
    private static final String ETH0 = ".10304002";

    private static final String BOND0 = ".10304004";

    private final UnitRows rows = new UnitRows(new ChassisMib(32473));
    private final UnitSnapshot.Builder unit = SampleUnit.snapshot();
    private final SlotStatus.Builder blade3 = unit.getSlotsBuilder(2);
    private RowTable shown = at(100);

    private RowTable at(long ticks) {
        return rows.of(unit.build(), ticks, 0).table();
    }

    private NetworkInterface.Builder eth0() {
        return blade3.getHostBuilder().getInterfacesBuilder(1);
    }

    private Variable value(String instance) {
        return shown.get(new OID(instance)).orElseGet(() -> fail("no instance " + instance));
    }

    private long number(String instance) {
        return value(instance).toLong();
    }

    private List<String> below(String node) {
        OID oid = new OID(node);
        List<String> found = new ArrayList<>();
        for (int i = shown.firstFrom(oid, true); i < shown.size() && shown.oid(i).startsWith(oid); i++) {
            found.add(shown.oid(i).getSuffix(oid).toString());
        }
        return found;
    }

    @Test
    void everyBoardsInterfacesHaveNumbersOfTheirSlot() {
        assertEquals(4 * 4 + 2 * 2, number("1.3.6.1.2.1.2.1.0"));
        assertEquals(List.of("10104001", "10104002", "10104003", "10104004", "10204001", "10204002", "10204003",
                "10204004", "10304001", "10304002", "10304003", "10304004", "10504001", "10504002", "10504003",
                "10504004", "40104001", "40104002", "40204001", "40204002"), below(IF + 1));
        assertEquals("blade3/eth0", value(IF_X + 1 + ETH0).toString());
        assertEquals("Blade 3 eth0", value(IF + 2 + ETH0).toString());
        assertEquals("Slot 3", value(IF_X + 18 + ETH0).toString());
        assertEquals("Slot 3: to the core", value(IF_X + 18 + ".10304003").toString());
        assertEquals("controller2/eth0", value(IF_X + 1 + ".40204002").toString());
    }

    @Test
    void countersAreOf64BitsAndTheirLower32() {
        long octets = 30_002_000_000L;
        assertEquals(new Counter64(octets), value(IF_X + 6 + ETH0));
        assertEquals(octets & 0xFFFF_FFFFL, number(IF + 10 + ETH0));
        assertEquals(octets * 4, number(IF_X + 10 + ETH0));
        assertEquals(octets / 1000, number(IF_X + 7 + ETH0));
        assertEquals(octets / 10_000, number(IF_X + 8 + ETH0));
        assertEquals(octets / 250, number(IF_X + 11 + ETH0));
        assertEquals(List.of(2L, 1L, 4L, 3L), List.of(number(IF + 13 + ETH0), number(IF + 14 + ETH0),
                number(IF + 19 + ETH0), number(IF + 20 + ETH0)));
        assertEquals(4_294_967_295L, number(IF + 5 + ETH0), "25 Gbit/s are more than ifSpeed holds");
        assertEquals(25_000, number(IF_X + 15 + ETH0));
        assertEquals(1, number(IF_X + 17 + ETH0));
        assertEquals(2, number(IF_X + 17 + BOND0));
        assertEquals(6, ((OctetString) value(IF + 6 + ETH0)).length());
        assertEquals(0, ((OctetString) value(IF + 6 + ".10304001")).length());
    }

    @Test
    void theStackIsWhatRunsOnTopOfWhat() {
        assertEquals(List.of("0.10304001", "0.10304004"),
                below("1.3.6.1.2.1.31.1.2.1.3").stream().filter(i -> i.startsWith("0.103")).toList());
        assertEquals(List.of("10304001.0", "10304002.0", "10304003.0", "10304004.10304002", "10304004.10304003"),
                below("1.3.6.1.2.1.31.1.2.1.3").stream().filter(i -> i.startsWith("103")).toList());
        blade3.getHostBuilder().getInterfacesBuilder(3).clearLower().addLower(3).addLower(77);
        shown = at(500);
        assertEquals(500, number(STACK_LAST_CHANGE));
        assertEquals(0, number(TABLE_LAST_CHANGE));
        assertTrue(below("1.3.6.1.2.1.31.1.2.1.3").contains("0.10304002"));
    }

    @Test
    void ofABladeOutOfReachTheStateIsUnknownAndWithoutPowerDown() {
        assertEquals(1, number(IF + 8 + ETH0));
        assertEquals(0, number(IF + 9 + ETH0));
        blade3.setLinkUp(false);
        shown = at(200);
        assertEquals(4, number(IF + 8 + ETH0));
        assertEquals(1, number(IF + 7 + ETH0), "nobody shut it");
        assertEquals(200, number(IF + 9 + ETH0));
        assertEquals(30_002_000_000L, number(IF_X + 6 + ETH0));
        blade3.setPowered(false);
        shown = at(300);
        assertEquals(2, number(IF + 8 + ETH0));
        unit.getControllersBuilder(1).setHealthy(false);
        shown = at(400);
        assertEquals(4, number(IF + 8 + ".40204002"));
        assertEquals(300, number(IF + 9 + ETH0));
        assertEquals(0, number(TABLE_LAST_CHANGE));
        eth0().setOper(NetworkInterface.Oper.LOWER_LAYER_DOWN).setAdminUp(false);
        blade3.setLinkUp(true);
        shown = at(500);
        assertEquals(7, number(IF + 8 + ETH0));
        assertEquals(2, number(IF + 7 + ETH0));
    }

    @Test
    void countersThatBeganAnewSaySo() {
        eth0().setInOctets(30_003_000_000L);
        shown = at(200);
        assertEquals(0, number(IF_X + 19 + ETH0), "it counts on");
        blade3.getHostBuilder().setBootId("another");
        shown = at(300);
        assertEquals(300, number(IF_X + 19 + ETH0), "the blade was restarted");
        assertEquals(0, number(IF_X + 19 + ".10204002"), "not blade 2");
        eth0().setKernelIndex(17);
        shown = at(400);
        assertEquals(400, number(IF_X + 19 + ETH0), "another interface under its name");
        assertEquals(300, number(IF_X + 19 + BOND0));
        eth0().setOutOctets(5);
        shown = at(500);
        assertEquals(500, number(IF_X + 19 + ETH0), "it went back");
        shown = at(600);
        assertEquals(500, number(IF_X + 19 + ETH0));
    }

    @Test
    void interfacesThatComeAndGoAreTold() {
        assertEquals(0, number(TABLE_LAST_CHANGE));
        blade3.getHostBuilder().addInterfaces(SampleHost.port(5, "eth2", 3));
        shown = at(200);
        assertEquals(200, number(TABLE_LAST_CHANGE));
        assertEquals(200, number(IF_X + 19 + ".10304005"));
        assertEquals(200, number(IF + 9 + ".10304005"));
        unit.removeSlots(2);
        shown = at(300);
        assertEquals(300, number(TABLE_LAST_CHANGE));
        assertEquals(16, number("1.3.6.1.2.1.2.1.0"));
    }

    @Test
    void whatABoardMustNotSayMakesNoRowAndNoFailure() {
        int size = shown.size();
        blade3.getHostBuilder().addInterfaces(SampleHost.port(2, "again", 3))
                .addInterfaces(SampleHost.port(0, "none", 3))
                .addInterfaces(SampleHost.port(1000, "far", 3))
                .addInterfaces(SampleHost.port(-1, "minus", 3));
        assertEquals(size, at(200).size());
    }
}
