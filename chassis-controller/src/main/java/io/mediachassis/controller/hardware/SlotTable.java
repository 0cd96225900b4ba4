package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.HotSwapState;
import io.mediachassis.controller.hardware.SlotState.Seen;
import java.util.ArrayList;
import java.util.List;

/**
 * The state of every slot (see {@link SlotState} for the machine) from what the pins, the CBCs and the agents say.
 * Pure; one thread.
 */
public final class SlotTable {
    /** What a change of a slot means to the rest. */
    public sealed interface Change {
        int slot();
    }

    /** A step of the state machine. */
    public record Moved(int slot, HotSwapState from, HotSwapState to) implements Change {}

    /** The blade was pulled while it was running or about to. */
    public record SurpriseRemoval(int slot, HotSwapState from) implements Change {}

    /** The handle of a running blade was opened: move its work elsewhere, then say {@link #onDrained}. */
    public record DrainWanted(int slot) implements Change {}

    /** The blade is to lose power now. */
    public record PowerOffWanted(int slot) implements Change {}

    private static final class Slot {
        HotSwapState state = HotSwapState.M0_NOT_INSTALLED;
        boolean present;
        boolean handleClosed = true;
        boolean cbcReachable;
        boolean powerGood;
        boolean wanted = true;
        boolean inService;
        boolean linkUp;
        boolean drained;
        long drainStartNs;

        Seen seen() {
            return new Seen(present, handleClosed, cbcReachable, powerGood, wanted, inService, linkUp, drained);
        }
    }

    private final Slot[] slots;
    private final long drainLimitNs;

    /**
     * All slots empty.
     *
     * @param slotCount 1 to 16
     * @param drainLimitNs how long a blade whose handle was opened may take to hand its work over
     */
    public SlotTable(int slotCount, long drainLimitNs) {
        this.slots = new Slot[slotCount];
        for (int i = 0; i < slotCount; i++) {
            slots[i] = new Slot();
        }
        this.drainLimitNs = drainLimitNs;
    }

    /** How many slots the chassis has, 1 to 16. */
    public int slotCount() {
        return slots.length;
    }

    /** Where a slot stands. */
    public HotSwapState state(int slot) {
        return at(slot).state;
    }

    /** Whether its presence pin is closed. */
    public boolean present(int slot) {
        return at(slot).present;
    }

    /** By its CBC's last word; true where that has said nothing. */
    public boolean handleClosed(int slot) {
        return at(slot).handleClosed;
    }

    /** Whether its CBC answers, or has not been asked since the board came. */
    public boolean cbcReachable(int slot) {
        return at(slot).cbcReachable;
    }

    /** By its CBC's last word; false where that has said nothing. */
    public boolean powerGood(int slot) {
        return at(slot).powerGood;
    }

    /** Whether its agent has a link to this controller. */
    public boolean linkUp(int slot) {
        return at(slot).linkUp;
    }

    /** The presence pin. What was known of the board leaves with it. */
    public List<Change> onPin(int slot, boolean present, long nowNs) {
        Slot s = at(slot);
        if (present != s.present) {
            s.present = present;
            s.handleClosed = true;
            s.cbcReachable = present;
            s.powerGood = false;
            s.inService = false;
            s.linkUp = false;
        }
        return settle(slot, nowNs);
    }

    /** Whether the CBC answers. */
    public List<Change> onCbc(int slot, boolean reachable, long nowNs) {
        at(slot).cbcReachable = reachable;
        return settle(slot, nowNs);
    }

    /** What the CBC says of its board. */
    public List<Change> onBoard(int slot, boolean powerGood, boolean handleClosed, long nowNs) {
        Slot s = at(slot);
        s.powerGood = powerGood;
        s.handleClosed = handleClosed;
        return settle(slot, nowNs);
    }

    /** The agent's link, and whether it may be given streams and roles. */
    public List<Change> onAgent(int slot, boolean linkUp, boolean inService, long nowNs) {
        Slot s = at(slot);
        s.linkUp = linkUp;
        s.inService = linkUp && inService;
        return settle(slot, nowNs);
    }

    /** Whether the operator and the election let the blade run. */
    public List<Change> onWanted(int slot, boolean wanted, long nowNs) {
        at(slot).wanted = wanted;
        return settle(slot, nowNs);
    }

    /** Nothing runs on the blade any more. */
    public List<Change> onDrained(int slot, long nowNs) {
        at(slot).drained = at(slot).state == HotSwapState.M5_DEACTIVATION_REQUEST;
        return settle(slot, nowNs);
    }

    /** Time passes: blades that should drain run out of it. */
    public List<Change> tick(long nowNs) {
        List<Change> changes = new ArrayList<>();
        for (int slot = 1; slot <= slots.length; slot++) {
            Slot s = at(slot);
            if (s.state == HotSwapState.M5_DEACTIVATION_REQUEST && nowNs - s.drainStartNs >= drainLimitNs) {
                s.drained = true;
                changes.addAll(settle(slot, nowNs));
            }
        }
        return changes;
    }

    private List<Change> settle(int slot, long nowNs) {
        Slot s = at(slot);
        List<Change> changes = new ArrayList<>();
        // Eight states: more steps than that would be a loop in the machine.
        for (int steps = 0; steps < 8; steps++) {
            HotSwapState from = s.state;
            HotSwapState to = SlotState.step(from, s.seen());
            if (to == from) {
                return changes;
            }
            s.state = to;
            s.drained = false;
            changes.add(new Moved(slot, from, to));
            if (to == HotSwapState.M0_NOT_INSTALLED && from != HotSwapState.M1_INACTIVE) {
                changes.add(new SurpriseRemoval(slot, from));
            } else if (to == HotSwapState.M5_DEACTIVATION_REQUEST) {
                s.drainStartNs = nowNs;
                changes.add(new DrainWanted(slot));
            } else if (to == HotSwapState.M6_DEACTIVATION_IN_PROGRESS) {
                changes.add(new PowerOffWanted(slot));
            }
        }
        throw new IllegalStateException("hot-swap states of slot " + slot + " do not settle: " + s.seen());
    }

    private Slot at(int slot) {
        if (slot < 1 || slot > slots.length) {
            throw new IllegalArgumentException("slot " + slot + " is out of range 1 to " + slots.length);
        }
        return slots[slot - 1];
    }
}
