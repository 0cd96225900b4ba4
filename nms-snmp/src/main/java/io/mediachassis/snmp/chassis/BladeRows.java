package io.mediachassis.snmp.chassis;

import io.mediachassis.backplane.proto.AgentStatus;
import io.mediachassis.backplane.proto.BlueLed;
import io.mediachassis.backplane.proto.DrainReport;
import io.mediachassis.backplane.proto.Heat;
import io.mediachassis.backplane.proto.HotSwapState;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.Role;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.snmp.entity.EntityIndex;
import io.mediachassis.snmp.snapshot.RowBuilder;
import java.util.HashMap;
import java.util.Map;
import org.snmp4j.smi.OID;

/**
 * mcBladeTable: a row for every slot, empty ones too, so that a manager that graphs slot 5 goes on when its blade is
 * exchanged. What only a blade has is zero or none where there is no blade. Pure.
 */
public final class BladeRows {
    private final ChassisMib mib;

    public BladeRows(ChassisMib mib) {
        this.mib = mib;
    }

    /** Adds a row for each slot, 1 to the snapshot's slot count (at most 99). */
    public void add(RowBuilder rows, UnitSnapshot unit) {
        Map<Integer, SlotStatus> slots = new HashMap<>();
        unit.getSlotsList().forEach(s -> slots.putIfAbsent(s.getSlot(), s));
        for (int slot = 1; slot <= Math.min(unit.getSlotCount(), EntityIndex.MAX_PLACE); slot++) {
            SlotStatus s = slots.getOrDefault(slot, SlotStatus.getDefaultInstance());
            row(rows, slot, s, role(s, slot == unit.getDirectorSlot()));
        }
    }

    private void row(RowBuilder rows, int slot, SlotStatus s, int role) {
        OID e = mib.bladeEntry();
        AgentStatus agent = s.getAgent();
        LoadReport load = agent.getLoad();
        Term term = Term.of(agent.getTerm());
        rows.add(e, 2, RowBuilder.truth(s.getPresent()), slot);
        rows.add(e, 3, RowBuilder.integer(hotSwap(s.getState())), slot);
        rows.add(e, 4, RowBuilder.integer(role), slot);
        rows.add(e, 5, RowBuilder.unsigned(term.epoch()), slot);
        rows.add(e, 6, RowBuilder.unsigned(term.election()), slot);
        rows.add(e, 7, RowBuilder.gauge(Integer.toUnsignedLong(load.getStreams())), slot);
        rows.add(e, 8, RowBuilder.gauge(Integer.toUnsignedLong(load.getStreamsCapacity())), slot);
        rows.add(e, 9, RowBuilder.gauge(kilobits(load.getEgressBps())), slot);
        rows.add(e, 10, RowBuilder.gauge(kilobits(load.getEgressCapacityBps())), slot);
        rows.add(e, 11, RowBuilder.gauge(agent.getProgramsCount()), slot);
        rows.add(e, 12, RowBuilder.truth(s.getCbcReachable()), slot);
        rows.add(e, 13, RowBuilder.truth(s.getPowered()), slot);
        rows.add(e, 14, RowBuilder.truth(s.getLinkUp()), slot);
        rows.add(e, 15, RowBuilder.truth(load.getInService()), slot);
        rows.add(e, 16, RowBuilder.integer(InetAddresses.type(s.getAddress())), slot);
        rows.add(e, 17, RowBuilder.octets(InetAddresses.octets(s.getAddress())), slot);
        rows.add(e, 18, RowBuilder.text(agent.getState()), slot);
        rows.add(e, 19, RowBuilder.text(s.getLastResetCause()), slot);
        rows.add(e, 20, RowBuilder.ticks(agent.getUptimeMs() / 10), slot);
        rows.add(e, 21, RowBuilder.gauge(megabytes(load.getDiskTotalBytes())), slot);
        rows.add(e, 22, RowBuilder.gauge(megabytes(load.getDiskFreeBytes())), slot);
        rows.add(e, 23, RowBuilder.integer(s.getPresent() ? EntityIndex.blade(slot) : 0), slot);
        DrainReport drain = agent.getDrain();
        rows.add(e, 24, RowBuilder.truth(s.getHandleOpen()), slot);
        rows.add(e, 25, RowBuilder.integer(blueLed(s.getBlueLed())), slot);
        rows.add(e, 26, RowBuilder.text(s.getReason()), slot);
        rows.add(e, 27, RowBuilder.gauge(Integer.toUnsignedLong(drain.getStreams())
                + Integer.toUnsignedLong(drain.getConnections())), slot);
        rows.add(e, 28, RowBuilder.gauge(Integer.toUnsignedLong(drain.getSegments())), slot);
        rows.add(e, 29, RowBuilder.gauge(Integer.toUnsignedLong(s.getNeedWatts())), slot);
        rows.add(e, 30, RowBuilder.integer(s.getHeat() == Heat.UNRECOGNIZED ? 0 : s.getHeat().getNumber()), slot);
        rows.add(e, 31, RowBuilder.gauge(Integer.toUnsignedLong(s.getAdmittedPercent())), slot);
        rows.add(e, 32, RowBuilder.truth(s.getIdentify()), slot);
    }

    private static int blueLed(BlueLed led) {
        return led == BlueLed.UNRECOGNIZED ? 0 : led.getNumber();
    }

    /** mcBladeRole: none(1), engine(2), director(3), caretaker(4). The controller's word on the director counts. */
    private static int role(SlotStatus s, boolean director) {
        if (!s.getPresent()) {
            return 1;
        }
        if (director && s.getAgent().getRole() != Role.CARETAKER) {
            return 3;
        }
        return switch (s.getAgent().getRole()) {
            case ENGINE -> 2;
            case DIRECTOR -> 3;
            case CARETAKER -> 4;
            default -> 1;
        };
    }

    private static int hotSwap(HotSwapState state) {
        return state == HotSwapState.UNRECOGNIZED
                ? HotSwapState.M7_COMMUNICATION_LOST.getNumber() : state.getNumber();
    }

    /** Bit/s in kbit/s, rounded up, so that a trickle is not nothing. */
    static long kilobits(long bps) {
        return Long.divideUnsigned(bps, 1000) + (Long.remainderUnsigned(bps, 1000) == 0 ? 0 : 1);
    }

    private static long megabytes(long bytes) {
        return Long.divideUnsigned(bytes, 1_000_000);
    }
}
