package io.mediachassis.snmp.chassis;

import io.mediachassis.backplane.proto.InteractiveService;
import io.mediachassis.backplane.proto.NvodRepairStatus;
import io.mediachassis.backplane.proto.NvodSetStatus;
import io.mediachassis.backplane.proto.NvodStreamStatus.State;
import io.mediachassis.backplane.proto.Role;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.snmp.snapshot.RowBuilder;
import java.util.HashSet;
import java.util.Set;
import org.snmp4j.smi.OID;

/** mcNvodTable: a row for each staggered multicast set, as the director tells of it. Pure. */
public final class NvodRows {
    private static final int MAX_NAME = 64;

    private final ChassisMib mib;

    public NvodRows(ChassisMib mib) {
        this.mib = mib;
    }

    /** Adds a row for each set of the blade that acts as director. */
    public void add(RowBuilder rows, UnitSnapshot unit) {
        Set<String> seen = new HashSet<>();
        for (SlotStatus slot : unit.getSlotsList()) {
            Role role = slot.getAgent().getRole();
            if (!slot.getLinkUp() || (role != Role.DIRECTOR && role != Role.CARETAKER)) {
                continue;
            }
            for (NvodSetStatus set : slot.getAgent().getNvodSetsList()) {
                String name = RowBuilder.ascii(set.getSet().getId());
                if (!name.isEmpty() && name.length() <= MAX_NAME && seen.add(name)) {
                    row(rows, set, name.chars().toArray());
                }
            }
        }
    }

    private void row(RowBuilder rows, NvodSetStatus set, int[] index) {
        OID e = mib.nvodEntry();
        NvodRepairStatus repair = set.getRepair();
        InteractiveService service = repair.getService();
        long sending = set.getStreamsList().stream().filter(stream -> stream.getState() == State.SENDING).count();
        rows.add(e, 2, RowBuilder.text(set.getSet().getProgramId()), index);
        rows.add(e, 3, RowBuilder.gauge(set.getStreamsCount()), index);
        rows.add(e, 4, RowBuilder.gauge(sending), index);
        rows.add(e, 5, RowBuilder.gauge(Integer.toUnsignedLong(set.getSegmentsLacking())), index);
        rows.add(e, 6, RowBuilder.gauge(Integer.toUnsignedLong(repair.getStreams())), index);
        rows.add(e, 7, RowBuilder.gauge(Integer.toUnsignedLong(repair.getCachedSegments())), index);
        rows.add(e, 8, RowBuilder.counter64(repair.getAsked()), index);
        rows.add(e, 9, RowBuilder.counter64(repair.getUnicast()), index);
        rows.add(e, 10, RowBuilder.counter64(repair.getMulticast()), index);
        rows.add(e, 11, RowBuilder.counter64(repair.getUnanswered()), index);
        rows.add(e, 12, RowBuilder.counter64(repair.getReportedLost()), index);
        rows.add(e, 13, RowBuilder.counter64(repair.getResidualLost()), index);
        rows.add(e, 14, RowBuilder.counter64(service.getHere()), index);
        rows.add(e, 15, RowBuilder.counter64(service.getDirectly()), index);
        rows.add(e, 16, RowBuilder.counter64(service.getDeliveredFirst()), index);
        rows.add(e, 17, RowBuilder.text(service.getLast()), index);
    }
}
