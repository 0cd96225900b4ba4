package io.mediachassis.sim.hardware;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.sim.device.CbcFirmware;
import io.mediachassis.sim.plant.Plant;
import io.mediachassis.sim.wire.Bus;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One simulated chassis without threads and terminals: devices, wires and physics in a time that is stepped from outside.
 * Who listens on a wire attaches itself. Nothing is kept. Owned by whoever steps it.
 */
public final class SteppedHardware {
    private final Backplane backplane;
    private final Hands hands;

    /**
     * Blades start with their power off.
     *
     * @param boardPower called from within a step
     * @param later does what it is given at a later step, when a board that was switched off is down
     */
    public SteppedHardware(HardwareSettings settings, BoardPower boardPower, Clock clock, Consumer<Runnable> later) {
        this.backplane = new Backplane(settings, boardPower, slot -> BoardThread.CALLERS, false, clock, later);
        this.hands = new Hands(backplane);
    }

    /** What can be done to it. */
    public Hands hands() {
        return hands;
    }

    /** Its physics. */
    public Plant plant() {
        return backplane.plant;
    }

    /** The bus between controllers and devices. */
    public Bus managementBus() {
        return backplane.managementBus;
    }

    /** The line of controller 1 or 2 to the arbiter. */
    public Bus arbiterLine(int controller) {
        return backplane.arbiterLines.get(controller - 1);
    }

    /** The line of a board to its CBC. */
    public Bus privateLine(int slot) {
        return backplane.privateLines.get(slot - 1);
    }

    /** The CBC in a slot; null: the slot is empty. */
    public @Nullable CbcFirmware cbc(int slot) {
        return backplane.bays.get(slot - 1).cbc();
    }

    /** Whether a supply gives what it can. */
    public boolean psuGood(int number) {
        return backplane.psus.get(number - 1).good();
    }

    /** What a tray drives its fans with, percent. */
    public int fanDuty(int tray) {
        return backplane.fanTrays.get(tray - 1).duty();
    }

    /** Does all that is due; returns nanoseconds until the next call is. */
    public long step(long nowNs) {
        return backplane.step(nowNs);
    }

    /** The chassis as it is now. */
    public HardwareSnapshot snapshot() {
        return backplane.snapshot();
    }
}
