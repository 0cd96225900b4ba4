package io.mediachassis.sim.hardware;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.daemon.UrgentThread;
import io.mediachassis.sim.device.CbcFirmware;
import io.mediachassis.sim.pty.PollSet;
import io.mediachassis.sim.pty.Pty;
import io.mediachassis.sim.wire.Bus;
import io.mediachassis.sim.wire.LineFaults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
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

    private final HardwareSettings settings;
    private final Clock clock;
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final Path ports;
    private final List<Pty> busPorts = new ArrayList<>();
    private final List<Pty> arbiterPorts = new ArrayList<>();
    private final List<Pty> privatePorts = new ArrayList<>();
    private final Map<Pty, Wired> wired = new LinkedHashMap<>();
    private final Backplane backplane;
    private final PollSet pollSet;
    private final Thread thread;
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean running = true;

    private record Wired(Bus bus, int talker) {}

    /**
     * Makes the ports and starts.
     *
     * @throws IOException when the folder can't be written or there are no pseudo-terminals
     */
    public SimulatedHardware(HardwareSettings settings, BoardPower boardPower, Clock clock) throws IOException {
        this.settings = settings;
        this.clock = clock;
        this.ports = settings.folder().resolve("ports");
        Files.createDirectories(ports);
        this.backplane = new Backplane(settings, boardPower, clock, this::post);
        LOG.debug("rehearsed with {} bytes", Rehearsal.run());
        boolean opened = false;
        try {
            for (int controller = 1; controller <= 2; controller++) {
                busPorts.add(open("bus-" + controller, backplane.managementBus));
                arbiterPorts.add(open("arbiter-" + controller, backplane.arbiterLines.get(controller - 1)));
            }
            for (int slot = 1; slot <= settings.slotCount(); slot++) {
                privatePorts.add(open("cbc-" + slot, backplane.privateLines.get(slot - 1)));
            }
            opened = true;
        } finally {
            if (!opened) {
                closePorts();
            }
        }
        this.pollSet = new PollSet(List.copyOf(wired.keySet()));
        // Devices of real hardware have processors of their own.
        this.thread = new Thread(UrgentThread.ofHardware(this::run), "hardware");
        thread.setDaemon(true);
        thread.start();
    }

    private Pty open(String name, Bus bus) throws IOException {
        Pty pty = Pty.open(ports.resolve(name));
        wired.put(pty, new Wired(bus, bus.attach((bytes, length, nowNs) -> pty.write(bytes, length))));
        return pty;
    }

    /** Port of a controller, 1 or 2, to the management bus. */
    public Path busPort(int controller) {
        return busPorts.get(controller - 1).port();
    }

    /** Port of a controller, 1 or 2, to the arbiter. */
    public Path arbiterPort(int controller) {
        return arbiterPorts.get(controller - 1).port();
    }

    /** Port of the board in a slot to its CBC. */
    public Path privatePort(int slot) {
        return privatePorts.get(slot - 1).port();
    }

    /** Somebody pulls a blade without asking: board and CBC are gone at once, the presence pin opens. */
    public void extract(int slot) {
        call(() -> {
            bay(slot).extract();
            backplane.changed();
        });
    }

    /** A blade is pushed in, its handle closed, its board off. */
    public void insert(int slot) {
        call(() -> {
            bay(slot).insert();
            backplane.changed();
        });
    }

    /** The extraction handle is opened: please let me pull this blade. */
    public void openHandle(int slot) {
        call(() -> cbc(slot).handle(false));
    }

    public void closeHandle(int slot) {
        call(() -> cbc(slot).handle(true));
    }

    /** A CBC hangs: it hears and says nothing, its board goes on. */
    public void silenceCbc(int slot) {
        call(() -> bay(slot).node().silent(true));
    }

    /** A CBC that hung goes on where it was. */
    public void reviveCbc(int slot) {
        call(() -> bay(slot).node().silent(false));
    }

    public void psuFail(int number) {
        psu(number, false);
    }

    public void psuRepair(int number) {
        psu(number, true);
    }

    private void psu(int number, boolean good) {
        call(() -> {
            backplane.psus.get(number - 1).output(good);
            backplane.changed();
        });
    }

    /** A tray's fans stand still. */
    public void failFan(int tray) {
        call(() -> backplane.fanTrays.get(tray - 1).stall(true));
    }

    public void repairFan(int tray) {
        call(() -> backplane.fanTrays.get(tray - 1).stall(false));
    }

    /** How busy a board is, 0..1: it draws power and gets warm by it. */
    public void load(int slot, double share) {
        call(() -> backplane.plant.load(slot, share));
    }

    /** Whether controller 1 or 2 is plugged in, as the arbiter's pins see it. */
    public void controllerPresent(int controller, boolean present) {
        call(() -> backplane.arbiter.controllerPresent(controller, present));
    }

    /** From now on the management bus is as bad as this. */
    public void busFaults(LineFaults faults) {
        call(() -> backplane.managementBus.faults(faults));
    }

    /** From now on a board's line to its CBC is as bad as this. */
    public void privateFaults(int slot, LineFaults faults) {
        call(() -> backplane.privateLines.get(slot - 1).faults(faults));
    }

    /** From now on a controller's line to the arbiter is as bad as this. */
    public void arbiterFaults(int controller, LineFaults faults) {
        call(() -> backplane.arbiterLines.get(controller - 1).faults(faults));
    }

    /** Pulls the cable of a port, or plugs it in again. */
    public void cable(Path port, boolean plugged) {
        call(() -> {
            Pty pty = wired.keySet().stream()
                    .filter(p -> p.port().equals(port))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no port " + port));
            try {
                if (plugged) {
                    pty.plug();
                } else {
                    pty.unplug();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** The chassis as it is now. */
    public HardwareSnapshot snapshot() {
        return ask(this::look);
    }

    private HardwareSnapshot look() {
        List<HardwareSnapshot.Slot> slots = new ArrayList<>();
        for (int slot = 1; slot <= settings.slotCount(); slot++) {
            CbcFirmware cbc = bay(slot).cbc();
            slots.add(cbc == null
                    ? new HardwareSnapshot.Slot(slot, false, false, false, false, false, false, 0, 0, 0)
                    : new HardwareSnapshot.Slot(slot, true, cbc.powerGood(), cbc.powerWanted(), cbc.handleClosed(),
                            cbc.indicator(), bay(slot).node().isSilent(), cbc.resets(),
                            backplane.plant.celsius(slot), backplane.plant.watts(slot)));
        }
        List<HardwareSnapshot.Psu> psus = new ArrayList<>();
        for (int n = 1; n <= settings.psuCount(); n++) {
            psus.add(new HardwareSnapshot.Psu(
                    n, backplane.psus.get(n - 1).good(), backplane.plant.psuWatts(n)));
        }
        List<HardwareSnapshot.FanTray> trays = new ArrayList<>();
        for (int n = 1; n <= settings.fanTrayCount(); n++) {
            var tray = backplane.fanTrays.get(n - 1);
            trays.add(new HardwareSnapshot.FanTray(n, tray.stalled(), tray.duty(), backplane.plant.rpm(n)));
        }
        return new HardwareSnapshot(slots, psus, trays, backplane.arbiter.epoch(), backplane.arbiter.holder(),
                backplane.managementBus.bytesCarried(), backplane.managementBus.bytesCollided());
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

    private void post(Runnable command) {
        commands.add(command);
        pollSet.wake();
    }

    private void call(Runnable command) {
        ask(() -> {
            command.run();
            return Boolean.TRUE;
        });
    }

    private <T> T ask(Supplier<T> question) {
        if (!running) {
            throw new IllegalStateException("the simulated hardware has stopped");
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        post(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        if (!running) {
            // It stopped between the check and the post: nobody would answer.
            answer.completeExceptionally(new IllegalStateException("the simulated hardware has stopped"));
        }
        return Objects.requireNonNull(answer.join());
    }

    private void run() {
        Consumer<Pty> ready = pty -> {
            Wired port = wired.get(pty);
            byte[] bytes = pty.read();
            if (port != null && bytes.length > 0) {
                port.bus.transmit(port.talker, bytes, clock.nanoTime());
            }
        };
        @Nullable RuntimeException broken = null;
        try {
            while (!closing.get()) {
                runCommands();
                pollSet.await(backplane.step(clock.nanoTime()), ready);
            }
        } catch (RuntimeException e) {
            broken = e;
        } finally {
            running = false;
            runCommands();
        }
        if (broken != null) {
            LOG.error("the simulated hardware has stopped; start the unit again", broken);
        }
    }

    private void runCommands() {
        Runnable command;
        while ((command = commands.poll()) != null) {
            command.run();
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
        closePorts();
        pollSet.close();
    }

    private void closePorts() {
        for (Pty pty : wired.keySet()) {
            try {
                pty.close();
            } catch (IOException e) {
                LOG.warn("closing {}: {}", pty.port(), e.getMessage());
            }
        }
        try {
            Files.deleteIfExists(ports);
        } catch (IOException e) {
            LOG.warn("removing {}: {}", ports, e.getMessage());
        }
    }
}
