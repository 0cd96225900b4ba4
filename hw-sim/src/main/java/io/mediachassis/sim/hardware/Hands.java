package io.mediachassis.sim.hardware;

import io.mediachassis.sim.device.CbcFirmware;
import io.mediachassis.sim.wire.LineFaults;

/**
 * What people and faults do to a chassis. Owned by the thread, or the simulated time, that owns its {@link Backplane}.
 */
public final class Hands {
    private final Backplane backplane;

    Hands(Backplane backplane) {
        this.backplane = backplane;
    }

    /** Somebody pulls a blade without asking: board and CBC are gone at once, the presence pin opens. */
    public void extract(int slot) {
        bay(slot).extract();
        backplane.changed();
    }

    /** A blade is pushed in, its handle closed, its board off. */
    public void insert(int slot) {
        bay(slot).insert();
        backplane.changed();
    }

    /** The extraction handle is opened: please let me pull this blade. */
    public void openHandle(int slot) {
        cbc(slot).handle(false);
    }

    /** The handle is closed again: the blade may stay. */
    public void closeHandle(int slot) {
        cbc(slot).handle(true);
    }

    /** A CBC hangs: it hears and says nothing, its board goes on. */
    public void silenceCbc(int slot) {
        bay(slot).node().silent(true);
    }

    /** A CBC that hung goes on where it was. */
    public void reviveCbc(int slot) {
        bay(slot).node().silent(false);
    }

    /** A CBC's microcontroller starts anew; its board goes on. */
    public void restartCbc(int slot) {
        bay(slot).restartCbc();
    }

    /** A power supply gives nothing from now on; its controller still answers. */
    public void psuFail(int number) {
        psu(number, false);
    }

    /** A power supply gives what it can again. */
    public void psuRepair(int number) {
        psu(number, true);
    }

    /** A tray's fans stand still. */
    public void failFan(int tray) {
        backplane.fanTrays.get(tray - 1).stall(true);
    }

    /** A tray's fans turn again. */
    public void repairFan(int tray) {
        backplane.fanTrays.get(tray - 1).stall(false);
    }

    /** One fan of a tray, 1 or 2, reaches only this part of its speed from now on, 0 (it stands) to 1. */
    public void fan(int tray, int fan, double health) {
        backplane.fanTrays.get(tray - 1).fan(fan, health);
    }

    /** Somebody takes a fan tray out. */
    public void pullFanTray(int tray) {
        backplane.pullTray(tray, true);
    }

    /** Somebody puts a fan tray back. */
    public void insertFanTray(int tray) {
        backplane.pullTray(tray, false);
    }

    /** The air that comes in has this temperature from now on, degrees Celsius. */
    public void ambient(double celsius) {
        backplane.plant.ambient(celsius);
    }

    /** A temperature sensor of a CBC, 1 (its board) or 2 (the air that comes in), is so from now on. */
    public void sensorFault(int slot, int index, SensorFault fault) {
        backplane.sensorFault(slot, index, fault);
    }

    /** How busy a board is, 0..1: it draws power and gets warm by it. */
    public void load(int slot, double share) {
        backplane.plant.load(slot, share);
    }

    /** Whether controller 1 or 2 is plugged in, as the arbiter's pins see it. */
    public void controllerPresent(int controller, boolean present) {
        backplane.arbiter.controllerPresent(controller, present);
    }

    /** From now on the management bus is as bad as this. */
    public void busFaults(LineFaults faults) {
        backplane.managementBus.faults(faults);
    }

    /** From now on a board's line to its CBC is as bad as this. */
    public void privateFaults(int slot, LineFaults faults) {
        backplane.privateLines.get(slot - 1).faults(faults);
    }

    /** From now on a controller's line to the arbiter is as bad as this. */
    public void arbiterFaults(int controller, LineFaults faults) {
        backplane.arbiterLines.get(controller - 1).faults(faults);
    }

    private void psu(int number, boolean good) {
        backplane.psus.get(number - 1).output(good);
        backplane.changed();
    }

    /** The rail breaks down: boards and CBCs are without power, whoever draws it or gives it. */
    public void railLost() {
        backplane.bays.forEach(Bay::standbyLost);
        backplane.changed();
    }

    /** The rail is back: CBCs start, with their boards off. */
    public void railBack() {
        backplane.bays.forEach(Bay::standbyBack);
        backplane.changed();
    }

    /**
     * The management bus is broken off before a blade's CBC, one way or both.
     *
     * @param hears nothing reaches it
     * @param says nothing of it is heard
     */
    public void cutCbc(int slot, boolean hears, boolean says) {
        bay(slot).node().cut(hears, says);
    }

    private Bay bay(int slot) {
        return backplane.bays.get(slot - 1);
    }

    private CbcFirmware cbc(int slot) {
        CbcFirmware cbc = bay(slot).cbc();
        if (cbc == null) {
            throw new IllegalStateException("no blade in slot " + slot);
        }
        return cbc;
    }
}
