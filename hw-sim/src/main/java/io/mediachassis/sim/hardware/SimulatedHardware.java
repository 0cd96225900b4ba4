package io.mediachassis.sim.hardware;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.daemon.UrgentThread;
import io.mediachassis.sim.pty.PollSet;
import io.mediachassis.sim.pty.Pty;
import io.mediachassis.sim.wire.LineFaults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One simulated chassis behind pseudo-terminals: the daemons open its ports with the same code as real ones. One thread
 * carries all devices, wires and physics (below 3 % of a core when nothing happens); each board is switched on a
 * short-lived thread of its own. The methods are for people and tests that stand before the chassis: any thread, and
 * they return when it is done.
 *
 * <p>Blades start with their power off: a controller powers them up in order. The devices' memory is kept in
 * {@code folder/nvram}, so that epochs go on rising when the unit is started again.
 */
public final class SimulatedHardware implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SimulatedHardware.class);

    private final Clock clock;
    private final Mailbox mailbox = new Mailbox(this::wake);
    private final Backplane backplane;
    private final Hands hands;
    private final HardwarePorts ports;
    private final PollSet pollSet;
    private final Thread thread;
    private final AtomicBoolean closing = new AtomicBoolean();

    /**
     * Makes the ports and starts.
     *
     * @throws IOException when the folder can't be written or there are no pseudo-terminals
     */
    public SimulatedHardware(HardwareSettings settings, BoardPower boardPower, Clock clock) throws IOException {
        this.clock = clock;
        this.backplane = new Backplane(settings, boardPower, clock, mailbox::post);
        this.hands = new Hands(backplane);
        LOG.debug("rehearsed with {} bytes", Rehearsal.run());
        this.ports = new HardwarePorts(settings.folder().resolve("ports"), backplane);
        this.pollSet = new PollSet(ports.all());
        // Devices of real hardware have processors of their own.
        this.thread = new Thread(UrgentThread.ofHardware(this::run), "hardware");
        thread.setDaemon(true);
        thread.start();
    }

    /** Port of a controller, 1 or 2, to the management bus. */
    public Path busPort(int controller) {
        return ports.bus(controller);
    }

    /** Port of a controller, 1 or 2, to the arbiter. */
    public Path arbiterPort(int controller) {
        return ports.arbiter(controller);
    }

    /** Port of the board in a slot to its CBC. */
    public Path privatePort(int slot) {
        return ports.cbc(slot);
    }

    /** Somebody pulls a blade without asking: board and CBC are gone at once, the presence pin opens. */
    public void extract(int slot) {
        call(() -> hands.extract(slot));
    }

    /** A blade is pushed in, its handle closed, its board off. */
    public void insert(int slot) {
        call(() -> hands.insert(slot));
    }

    /** The extraction handle is opened: please let me pull this blade. */
    public void openHandle(int slot) {
        call(() -> hands.openHandle(slot));
    }

    /** The handle is closed again: the blade may stay. */
    public void closeHandle(int slot) {
        call(() -> hands.closeHandle(slot));
    }

    /** A CBC hangs: it hears and says nothing, its board goes on. */
    public void silenceCbc(int slot) {
        call(() -> hands.silenceCbc(slot));
    }

    /** A CBC that hung goes on where it was. */
    public void reviveCbc(int slot) {
        call(() -> hands.reviveCbc(slot));
    }

    /** A CBC's microcontroller starts anew; its board goes on. */
    public void restartCbc(int slot) {
        call(() -> hands.restartCbc(slot));
    }

    /** A power supply gives nothing from now on; its controller still answers. */
    public void psuFail(int number) {
        call(() -> hands.psuFail(number));
    }

    /** A power supply gives what it can again. */
    public void psuRepair(int number) {
        call(() -> hands.psuRepair(number));
    }

    /** A tray's fans stand still. */
    public void failFan(int tray) {
        call(() -> hands.failFan(tray));
    }

    /** A tray's fans turn again. */
    public void repairFan(int tray) {
        call(() -> hands.repairFan(tray));
    }

    /** One fan of a tray, 1 or 2, reaches only this part of its speed from now on, 0 (it stands) to 1. */
    public void fan(int tray, int fan, double health) {
        call(() -> hands.fan(tray, fan, health));
    }

    /** Somebody takes a fan tray out. */
    public void pullFanTray(int tray) {
        call(() -> hands.pullFanTray(tray));
    }

    /** Somebody puts a fan tray back. */
    public void insertFanTray(int tray) {
        call(() -> hands.insertFanTray(tray));
    }

    /** The air that comes in has this temperature from now on, degrees Celsius. */
    public void ambient(double celsius) {
        call(() -> hands.ambient(celsius));
    }

    /** A temperature sensor of a CBC, 1 (its board) or 2 (the air that comes in), is so from now on. */
    public void sensorFault(int slot, int index, SensorFault fault) {
        call(() -> hands.sensorFault(slot, index, fault));
    }

    /** How busy a board is, 0..1: it draws power and gets warm by it. */
    public void load(int slot, double share) {
        call(() -> hands.load(slot, share));
    }

    /** Whether controller 1 or 2 is plugged in, as the arbiter's pins see it. */
    public void controllerPresent(int controller, boolean present) {
        call(() -> hands.controllerPresent(controller, present));
    }

    /** From now on the management bus is as bad as this. */
    public void busFaults(LineFaults faults) {
        call(() -> hands.busFaults(faults));
    }

    /** From now on a board's line to its CBC is as bad as this. */
    public void privateFaults(int slot, LineFaults faults) {
        call(() -> hands.privateFaults(slot, faults));
    }

    /** From now on a controller's line to the arbiter is as bad as this. */
    public void arbiterFaults(int controller, LineFaults faults) {
        call(() -> hands.arbiterFaults(controller, faults));
    }

    /** Pulls the cable of a port, or plugs it in again. */
    public void cable(Path port, boolean plugged) {
        call(() -> ports.cable(port, plugged));
    }

    /** The chassis as it is now. */
    public HardwareSnapshot snapshot() {
        return mailbox.ask(backplane::snapshot);
    }

    private void call(Runnable command) {
        mailbox.call(command);
    }

    private void wake() {
        pollSet.wake();
    }

    private void run() {
        Consumer<Pty> ready = pty -> ports.written(pty, clock.nanoTime());
        @Nullable RuntimeException broken = null;
        try {
            while (!closing.get()) {
                mailbox.run();
                pollSet.await(backplane.step(clock.nanoTime()), ready);
            }
        } catch (RuntimeException e) {
            broken = e;
        } finally {
            mailbox.close();
        }
        if (broken != null) {
            LOG.error("the simulated hardware has stopped; start the unit again", broken);
        }
    }

    /** Takes the power from every board, closes the ports and removes their links; the devices' memory stays. */
    @Override
    public void close() {
        if (closing.getAndSet(true)) {
            return;
        }
        pollSet.wake();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        backplane.bays.forEach(Bay::shutDown);
        backplane.bays.forEach(Bay::awaitDown);
        ports.close();
        pollSet.close();
    }
}
