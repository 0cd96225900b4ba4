package io.mediachassis.snmp.interfaces;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mediachassis.backplane.proto.NetworkInterface;
import io.mediachassis.backplane.proto.Role;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.snmp.SampleUnit;
import io.mediachassis.snmp.agent.UnitRows;
import io.mediachassis.snmp.chassis.ChassisMib;
import io.mediachassis.snmp.notification.Notification;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LinkNoticesTest {
    private static final String DOWN = "1.3.6.1.6.3.1.1.5.3";
    private static final String UP = "1.3.6.1.6.3.1.1.5.4";

    private final UnitRows rows = new UnitRows(new ChassisMib(32473));
    private final UnitSnapshot.Builder unit = SampleUnit.snapshot();
    private final SlotStatus.Builder blade3 = unit.getSlotsBuilder(2);
    private final List<String> atStart = at(0);

    /** What is sent at this second: which, and of whom. */
    private List<String> at(double seconds) {
        return rows.of(unit.build(), (long) (100 * seconds), 0).links().stream()
                .map(n -> n.id() + " " + n.bindings().get(3).getVariable())
                .collect(Collectors.toList());
    }

    private NetworkInterface.Builder eth0() {
        return blade3.getHostBuilder().getInterfacesBuilder(1);
    }

    private void eth0(NetworkInterface.Oper oper) {
        eth0().setOper(oper);
    }

    @Test
    void aLinkThatGoesAndComesIsTold() {
        assertEquals(List.of(), atStart);
        eth0(NetworkInterface.Oper.DOWN);
        assertEquals(List.of(DOWN + " blade3/eth0"), at(1));
        assertEquals(List.of(), at(2), "once");
        eth0(NetworkInterface.Oper.UP);
        assertEquals(List.of(UP + " blade3/eth0"), at(20));
    }

    @Test
    void itCarriesTheObjectsOfTheRfc() {
        eth0(NetworkInterface.Oper.DOWN);
        eth0().setAdminUp(false);
        Notification told = rows.of(unit.build(), 100, 0).links().get(0);
        assertEquals(List.of("1.3.6.1.2.1.2.2.1.1.10304002 = 10304002", "1.3.6.1.2.1.2.2.1.7.10304002 = 2",
                "1.3.6.1.2.1.2.2.1.8.10304002 = 2", "1.3.6.1.2.1.31.1.1.1.1.10304002 = blade3/eth0"),
                told.bindings().stream().map(b -> b.getOid() + " = " + b.getVariable()).toList());
    }

    @Test
    void oneThatFlapsIsToldOfOnceInFiveSecondsAndOfItsEnd() {
        int told = 0;
        for (int tenth = 1; tenth <= 200; tenth++) {
            eth0(tenth % 2 == 1 ? NetworkInterface.Oper.DOWN : NetworkInterface.Oper.UP);
            told += at(tenth / 10.0).size();
        }
        assertEquals(4, told, "at 0.1, 5.2, 10.3, 15.4");
        eth0(NetworkInterface.Oper.DOWN);
        assertEquals(List.of(), at(20.1), "the last that was told was up, at 15.4; 5 s are not over");
        assertEquals(List.of(DOWN + " blade3/eth0"), at(20.5));
        assertEquals(List.of(), at(30));
    }

    @Test
    void ofABladeThatDoesNotAnswerNothingIsToldUntilItDoes() {
        blade3.setLinkUp(false);
        assertEquals(List.of(), at(1));
        blade3.setLinkUp(true);
        eth0(NetworkInterface.Oper.DOWN);
        assertEquals(List.of(DOWN + " blade3/eth0"), at(2), "it went down meanwhile");
        blade3.setLinkUp(false);
        assertEquals(List.of(), at(20));
        blade3.setLinkUp(true);
        assertEquals(List.of(), at(30), "nothing has changed");
    }

    @Test
    void aBladeWithoutPowerHasItsPortsDownAndABondIsNotTold() {
        blade3.setLinkUp(false).setPowered(false);
        assertEquals(List.of(DOWN + " blade3/lo", DOWN + " blade3/eth0", DOWN + " blade3/eth1"), at(1));
    }

    @Test
    void whatComesOrGoesIsNoLinkThatDoes() {
        unit.removeSlots(2);
        assertEquals(List.of(), at(1));
        unit.addSlots(2, SampleUnit.blade(3, Role.ENGINE));
        assertEquals(List.of(), at(2));
    }
}
