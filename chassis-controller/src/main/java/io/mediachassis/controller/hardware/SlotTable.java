package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.DrainReport;
import io.mediachassis.backplane.proto.HotSwapState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of every slot (see {@link SlotState} for the machine) from what the pins, the CBCs and the agents say, and
 * how far those are that hand their work over ({@link DrainWatch}). Pure; one thread.
 */
public final class SlotTable {
    /** What a change of a slot means to the rest. */
    public sealed interface Change {
        int slot();
    }

    /** A step of the state machine. */
    public record Moved(int slot, HotSwapState from, HotSwapState to) implements Change {}

    /** The handle counts as opened, or closed, from now on. */
    public record HandleMoved(int slot, boolean closed) implements Change {}

    /** The blade was taken out. From M1 that was expected; from any other state it was pulled while it had power. */
    public record Removed(int slot, HotSwapState from) implements Change {}

    /** A blade that serves is to go: have its work moved elsewhere. */
    public record DrainBegun(int slot) implements Change {}

    /**
     * It has nothing left to do, goes all the same, or stays.
     *
     * @param why it stays; empty: it does not
     * @param left what is left of its work, for people
     */
    public record DrainEnded(int slot, String why, String left, long tookNs) implements Change {}

    /** The blade is to lose power now. */
    public record PowerOffWanted(int slot) implements Change {}

    private final WatchedSlot[] slots;
    private final SlotTimes times;
    private final long startNs;
    private int director;

    /**
     * All slots empty.
     *
     * @param slotCount 1 to 16
     */
    SlotTable(int slotCount, SlotTimes times, long nowNs) {
        this.slots = new WatchedSlot[slotCount];
        for (int i = 0; i < slotCount; i++) {
            slots[i] = new WatchedSlot(times.handleNs());
        }
        this.times = times;
        this.startNs = nowNs;
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

    /** Debounced; true where its CBC has said nothing. */
    public boolean handleClosed(int slot) {
        return at(slot).handle.closed();
    }

    /** Whether its agent has a link to this controller. */
    public boolean linkUp(int slot) {
        return at(slot).linkUp;
    }

    /** Whether any agent has a link to this controller. */
    boolean anyLinked() {
        return Arrays.stream(slots).anyMatch(s -> s.linkUp);
    }

    /** Whether it is director. */
    boolean isDirector(int slot) {
        return slot == director;
    }

    /** Blades in service beside this one. */
    int others(int slot) {
        int others = 0;
        for (int other = 1; other <= slots.length; other++) {
            others += other != slot && at(other).state == HotSwapState.M4_ACTIVE ? 1 : 0;
        }
        return others;
    }

    /** Whether it serves, or may again in a moment, and no other blade does. */
    boolean onlyInService(int slot) {
        WatchedSlot s = at(slot);
        boolean mayServe = s.state == HotSwapState.M4_ACTIVE
                || (s.state == HotSwapState.M3_ACTIVATION_IN_PROGRESS && s.served);
        return mayServe && others(slot) == 0;
    }

    /** What it waits for, or why it stays, a sentence's part; empty: nothing. */
    String reason(int slot) {
        WatchedSlot s = at(slot);
        DrainWatch drain = s.drain;
        if (drain != null) {
            return "Hands over: " + drain.progress();
        }
        return s.stays.isEmpty() ? "" : "Stays, though it was to go: " + s.stays;
    }

    // ---- what is seen ------------------------------------------------------------------------------------------

    /** The presence pin. */
    List<Change> onPin(int slot, boolean present, long nowNs) {
        at(slot).onPin(present, nowNs);
        return settle(slot, nowNs);
    }

    /** Whether the CBC answers. */
    List<Change> onCbc(int slot, boolean reachable, long nowNs) {
        at(slot).cbcReachable = reachable;
        return settle(slot, nowNs);
    }

    /** What the CBC says of its board. */
    List<Change> onBoard(int slot, boolean powerGood, boolean handleClosed, long nowNs) {
        WatchedSlot s = at(slot);
        s.onPower(powerGood);
        s.handle.onRead(handleClosed, nowNs);
        return settle(slot, nowNs);
    }

    /** The CBC saw the handle's switch move. */
    void onHandleMoved(int slot, long nowNs) {
        at(slot).handle.onMoved(nowNs);
    }

    /** The agent's link, and whether it may be given streams and roles. */
    List<Change> onAgent(int slot, boolean linkUp, boolean inService, long nowNs) {
        WatchedSlot s = at(slot);
        s.onAgent(linkUp, linkUp && inService, nowNs);
        if (s.drain != null) {
            s.drain.onLink(linkUp, nowNs);
        }
        return settle(slot, nowNs);
    }

    /** What a blade says that it still does; null: it has not heard that it is to go. */
    void onDrainReport(int slot, @Nullable DrainReport report, long nowNs) {
        DrainWatch drain = at(slot).drain;
        if (drain != null) {
            drain.onReport(report, nowNs);
        }
    }

    /** Who is director; 0: nobody. */
    void onDirector(int slot, long nowNs) {
        director = slot;
        for (int each = 1; each <= slots.length; each++) {
            DrainWatch drain = at(each).drain;
            if (drain != null) {
                drain.onDirector(each == director, director == 0, nowNs);
            }
        }
    }

    // ---- what is wanted ----------------------------------------------------------------------------------------

    /** Whether anything but the handle and {@link #order} keeps it without power. */
    List<Change> onAllowed(int slot, boolean allowed, long nowNs) {
        at(slot).allowed = allowed;
        return settle(slot, nowNs);
    }

    /** Whether the board belongs into this slot. One that runs already is left alone. */
    List<Change> onAccepted(int slot, boolean accepted, long nowNs) {
        at(slot).accepted = accepted;
        return settle(slot, nowNs);
    }

    /**
     * The blade is to hand over and go, or no longer. Asked again, one that was told to stay tries again.
     *
     * @param force it goes whatever still runs on it
     */
    List<Change> order(int slot, boolean out, boolean force, long nowNs) {
        WatchedSlot s = at(slot);
        s.ordered = out;
        s.forced |= out && force;
        if (out) {
            s.stays = "";
        }
        s.settleAsk();
        return settle(slot, nowNs);
    }

    /** The blade is to stay, as it was told; nobody orders it out any more. */
    void withdraw(int slot) {
        at(slot).ordered = false;
        at(slot).forced = false;
    }

    /** Time passes. */
    List<Change> tick(long nowNs) {
        List<Change> changes = new ArrayList<>();
        for (int slot = 1; slot <= slots.length; slot++) {
            WatchedSlot s = at(slot);
            if (s.handle.settle()) {
                changes.add(new HandleMoved(slot, s.handle.closed()));
                // Who moves it asks anew.
                s.stays = "";
                s.settleAsk();
            }
            look(slot, nowNs, changes);
            changes.addAll(settle(slot, nowNs));
        }
        return changes;
    }

    private void look(int slot, long nowNs, List<Change> changes) {
        WatchedSlot s = at(slot);
        DrainWatch drain = s.drain;
        if (drain == null || s.drained || !s.stays.isEmpty()) {
            return;
        }
        DrainWatch.State now = s.forced ? DrainWatch.State.DONE : drain.look(others(slot), nowNs);
        if (now == DrainWatch.State.DONE) {
            s.drained = true;
        } else if (now == DrainWatch.State.REFUSED) {
            s.stays = drain.why();
        }
        if (now != DrainWatch.State.GOING) {
            changes.add(new DrainEnded(slot, s.stays, drain.progress(), nowNs - drain.startNs()));
        }
    }

    private List<Change> settle(int slot, long nowNs) {
        WatchedSlot s = at(slot);
        boolean discovered = nowNs - startNs >= times.discoverNs();
        List<Change> changes = new ArrayList<>();
        // Eight states: more steps than that would be a loop in the machine.
        for (int steps = 0; steps < 8; steps++) {
            HotSwapState from = s.state;
            boolean idle = discovered && s.idle(times.drain().silentNs(), nowNs);
            HotSwapState to = SlotState.step(from, s.seen(idle));
            if (to == from) {
                return changes;
            }
            boolean leaves = to == HotSwapState.M5_DEACTIVATION_REQUEST
                    || (to == HotSwapState.M6_DEACTIVATION_IN_PROGRESS && s.allowed);
            if (leaves && !s.forced && onlyInService(slot)) {
                if (!discovered) {
                    return changes;
                }
                // Its agent is not even told: nobody could take anything over.
                s.stays = DrainWatch.ONLY_BLADE;
                changes.add(new DrainEnded(slot, s.stays, "", 0));
                continue;
            }
            s.state = to;
            s.drained = false;
            s.drain = null;
            changes.add(new Moved(slot, from, to));
            if (to == HotSwapState.M0_NOT_INSTALLED) {
                changes.add(new Removed(slot, from));
            } else if (to == HotSwapState.M5_DEACTIVATION_REQUEST) {
                begin(nowNs);
                s.drain = new DrainWatch(times.drain(), nowNs);
                s.drain.onDirector(slot == director, director == 0, nowNs);
                changes.add(new DrainBegun(slot));
            } else if (to == HotSwapState.M6_DEACTIVATION_IN_PROGRESS) {
                changes.add(new PowerOffWanted(slot));
            }
        }
        throw new IllegalStateException("hot-swap states of slot " + slot + " do not settle: " + s.seen(false));
    }

    private void begin(long nowNs) {
        for (WatchedSlot each : slots) {
            if (each.drain != null) {
                each.drain.onBegin(nowNs);
            }
        }
    }

    private WatchedSlot at(int slot) {
        if (slot < 1 || slot > slots.length) {
            throw new IllegalArgumentException("slot " + slot + " is out of range 1 to " + slots.length);
        }
        return slots[slot - 1];
    }
}
