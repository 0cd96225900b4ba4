package io.mediachassis.snmp.host;

import io.mediachassis.backplane.proto.ControllerStatus;
import io.mediachassis.backplane.proto.HostReport;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.snmp.entity.EntityIndex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A board that has told of its operating system.
 *
 * @param kind of bay, {@link EntityIndex#SLOT} or {@link EntityIndex#CONTROLLER}
 * @param place of the bay, 1 to 99
 * @param name as its entity's: Blade 3, Controller 1
 * @param state whether the report is of now
 * @param host as it last told
 */
public record Board(int kind, int place, String name, State state, HostReport host) {
    /** Whether the board can be asked. */
    public enum State {
        /** What it told is of now. */
        REACHED,
        /** It does not answer, so that nobody knows. */
        OUT_OF_REACH,
        /** It has no power, so that nothing of it works. */
        OFF
    }

    /** Where it is, as operators say: Slot 3, Controller 1. */
    public String where() {
        return kind == EntityIndex.SLOT ? "Slot " + place : name;
    }

    /** Where it is, in one word: blade3, controller1. */
    public String word() {
        return (kind == EntityIndex.SLOT ? "blade" : "controller") + place;
    }

    /** The boards of a unit, blades first, each place once. Places out of range (1 to 99) have none. */
    public static List<Board> of(UnitSnapshot unit) {
        List<Board> boards = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (SlotStatus s : unit.getSlotsList()) {
            int slot = s.getSlot();
            if (s.getPresent() && s.hasHost() && slot >= 1 && slot <= Math.min(unit.getSlotCount(),
                    EntityIndex.MAX_PLACE) && seen.add(EntityIndex.blade(slot))) {
                State state = s.getLinkUp() ? State.REACHED
                        : s.getCbcReachable() && !s.getPowered() ? State.OFF : State.OUT_OF_REACH;
                boards.add(new Board(EntityIndex.SLOT, slot, "Blade " + slot, state, s.getHost()));
            }
        }
        for (ControllerStatus c : unit.getControllersList()) {
            int number = c.getNumber();
            if (c.hasHost() && number >= 1 && number <= EntityIndex.MAX_PLACE
                    && seen.add(EntityIndex.controller(number))) {
                boards.add(new Board(EntityIndex.CONTROLLER, number, "Controller " + number,
                        c.getHealthy() ? State.REACHED : State.OUT_OF_REACH, c.getHost()));
            }
        }
        return List.copyOf(boards);
    }
}
