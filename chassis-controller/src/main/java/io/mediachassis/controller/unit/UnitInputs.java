package io.mediachassis.controller.unit;

import io.mediachassis.backplane.proto.AgentStatus;
import io.mediachassis.backplane.proto.ControllerStatus;
import io.mediachassis.backplane.proto.CounterDeclaration;
import io.mediachassis.backplane.proto.Identity;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.hardware.HardwareView;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What a snapshot of the unit is put together from; immutable. */
public record UnitInputs(
        HardwareView hardware,
        Map<Integer, Agent> agents,
        List<ControllerStatus> controllers,
        Controlling self,
        Director director,
        Collection<CounterDeclaration> counters,
        long atEpochMs) {
    /** A blade's agent by its link. */
    public record Agent(String softwareVersion, String serialNumber, AgentStatus status) {}

    /** The controller that makes the snapshot. */
    public record Controlling(int number, boolean active, long epoch, long activeSinceEpochMs) {}

    /**
     * Who is director.
     *
     * @param slot 0: nobody now
     */
    public record Director(int slot, Term term, long sinceEpochMs) {}

    /**
     * What does not change while the unit runs.
     *
     * @param bladeAddresses by slot
     */
    public record Facts(
            String chassisSerial,
            Identity chassis,
            int slotCount,
            Map<Integer, String> bladeAddresses,
            Station station) {}

    /** How consoles reach the station. */
    public record Station(String name, String address, String rtspUrl, String httpUrl, String locate) {}
}
