package io.mediachassis.snmp.chassis;

import io.mediachassis.backplane.proto.ControllerStatus;
import io.mediachassis.backplane.proto.CounterDeclaration;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.snmp.entity.EntityIndex;
import io.mediachassis.snmp.snapshot.RowBuilder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * mcCounterTable and mcCounterValueTable: what counters there are, and what each board counted. The name is the index,
 * so that a manager's graph stays with its counter whatever software comes. Pure.
 */
public final class CounterRows {
    /** What an index holds beside a board's number without coming near the 128 arcs of an OID. */
    private static final int MAX_NAME = 64;

    private final ChassisMib mib;
    // A name as arcs, made once: there are some dozens of names, and they are indexes of every board again and again.
    private final Map<String, int[]> arcs = new HashMap<>();

    public CounterRows(ChassisMib mib) {
        this.mib = mib;
    }

    /** Adds a row for each counter that is declared, and one for each that a linked blade or a controller has. */
    public void add(RowBuilder rows, UnitSnapshot unit) {
        Set<String> declared = new HashSet<>();
        for (CounterDeclaration counter : unit.getCounterDeclarationsList()) {
            String name = counter.getName();
            if (!name.isEmpty() && name.length() <= MAX_NAME && declared.add(name)) {
                int[] index = arcs.computeIfAbsent(name, CounterRows::arcsOf);
                rows.add(mib.counterEntry(), 2, RowBuilder.text(counter.getUnit()), index);
                rows.add(mib.counterEntry(), 3, RowBuilder.text(counter.getSentence()), index);
            }
        }
        arcs.keySet().retainAll(declared);
        Set<Integer> seen = new HashSet<>();
        for (SlotStatus slot : unit.getSlotsList()) {
            if (slot.getLinkUp() && place(slot.getSlot()) && seen.add(EntityIndex.blade(slot.getSlot()))) {
                values(rows, EntityIndex.blade(slot.getSlot()), slot.getAgent().getCountersMap());
            }
        }
        for (ControllerStatus controller : unit.getControllersList()) {
            if (place(controller.getNumber()) && seen.add(EntityIndex.controller(controller.getNumber()))) {
                values(rows, EntityIndex.controller(controller.getNumber()), controller.getCountersMap());
            }
        }
    }

    private void values(RowBuilder rows, int board, Map<String, Long> counts) {
        counts.forEach((name, value) -> {
            int[] arcsOfName = arcs.get(name);
            if (arcsOfName != null) {
                int[] index = new int[arcsOfName.length + 1];
                index[0] = board;
                System.arraycopy(arcsOfName, 0, index, 1, arcsOfName.length);
                rows.add(mib.counterValueEntry(), 2, RowBuilder.counter64(value), index);
            }
        });
    }

    private static boolean place(int number) {
        return number >= 1 && number <= EntityIndex.MAX_PLACE;
    }

    /** IMPLIED: the last index of a row has no length before it (RFC 2578 section 7.7). */
    private static int[] arcsOf(String name) {
        return RowBuilder.ascii(name).chars().toArray();
    }
}
