package io.mediachassis.sim.unit;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.sim.hardware.BoardPower;
import io.mediachassis.sim.hardware.HardwareSettings;
import io.mediachassis.sim.hardware.SimulatedHardware;
import io.mediachassis.sim.network.LoopbackCut;
import io.mediachassis.sim.network.NamespaceNet;
import io.mediachassis.sim.network.UnitNetwork;
import io.mediachassis.sim.supervisor.DescriptorStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Brings a unit up and down: the simulated hardware in this process, each daemon as a process of its own. A blade's
 * agent runs while its CBC gives it power, no other way. Methods from one thread, {@link #close} from any.
 */
public final class UnitLauncher implements AutoCloseable {
    /** As FileDescriptorStoreMax of a blade's service: two for each connection that an agent keeps. */
    private static final int KEPT_DESCRIPTORS = 2048;
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    private final UnitPlan plan;
    private final Map<String, Path> archives;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final SimulatedHardware hardware;
    private final UnitNetwork network;
    private final UnitLock lock;
    private final LogRotation logs;
    private final Map<Integer, SupervisedProcess> blades = new TreeMap<>();
    private final Map<Integer, SimulatedDisks> disks = new TreeMap<>();
    private final List<DescriptorStore> stores = new ArrayList<>();
    private final List<SupervisedProcess> controllers = new ArrayList<>();
    private final List<SupervisedProcess> snmpAgents = new ArrayList<>();
    private boolean closed;

    /**
     * Lays the unit out; {@link #start} starts it.
     *
     * @throws IOException when the unit runs already, the data folder is in use or can't be written, or a
     *     pseudo-terminal can't be made
     */
    public UnitLauncher(UnitPlan plan, Clock clock) throws IOException {
        this(plan, clock, Map.of());
    }

    /** @param archives class-data archives to write, by the name of the daemon that does, such as {@code blade-1} */
    UnitLauncher(UnitPlan plan, Clock clock, Map<String, Path> archives) throws IOException {
        this.plan = plan;
        this.archives = Map.copyOf(archives);
        this.clock = clock;
        this.lock = UnitLock.take(plan);
        Files.createDirectories(plan.logFolder());
        this.logs = new LogRotation(plan.logFolder(), LogRotation.MOST_BYTES);
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "supervisor");
            thread.setDaemon(true);
            return thread;
        });
        this.network = switch (plan.network()) {
            case LOOPBACK -> new LoopbackCut(plan.unit());
            case NAMESPACES -> new NamespaceNet(
                    plan.unit(), plan.hosts(), plan.sharedAddresses(), plan.launcherAddress());
        };
        this.hardware = new SimulatedHardware(
                new HardwareSettings(
                        plan.chassisSerial(),
                        plan.slotCount(),
                        Set.copyOf(plan.populated()),
                        UnitPlan.PSUS,
                        plan.psuWatts(),
                        UnitPlan.FAN_TRAYS,
                        plan.seed(),
                        plan.boardFolder("hardware")),
                new ProcessPower(),
                clock);
        UnitFiles files = new UnitFiles(plan);
        for (int slot = 1; slot <= plan.slotCount(); slot++) {
            Path config = files.blade(slot, hardware.privatePort(slot));
            disks.put(slot, new SimulatedDisks(plan.boardFolder("blade-" + slot), plan.media().volumes()));
            Path temporary = temporary("blade-" + slot);
            DescriptorStore store = new DescriptorStore(temporary.resolve("notify"), KEPT_DESCRIPTORS, clock);
            stores.add(store);
            blades.put(slot, daemon("blade-" + slot, "blade-agent", "blade-agent", config, store));
        }
        for (int n = 1; n <= UnitPlan.CONTROLLERS; n++) {
            Path config = files.controller(n, hardware.arbiterPort(n), hardware.busPort(n));
            controllers.add(daemon("controller-" + n, "chassis-controller", "chassis-controller", config, null));
            if (plan.snmp()) {
                snmpAgents.add(daemon("snmp-" + n, "nms-snmp", "nms-snmp", files.snmp(n), null));
            }
        }
    }

    /** Starts the controllers, which power up the blades, and the SNMP agents once they have their certificates. */
    public void start() {
        logs.start();
        controllers.forEach(SupervisedProcess::start);
        startSnmp();
    }

    /** An SNMP agent ends at once without a certificate; its controller makes that when it first starts. */
    private void startSnmp() {
        boolean waiting = false;
        for (int n = 1; n <= snmpAgents.size(); n++) {
            SupervisedProcess agent = snmpAgents.get(n - 1);
            if (agent.pid().isPresent()) {
                continue;
            }
            if (Files.exists(UnitFiles.snmpIdentity(plan, n).resolve("identity.pem"))) {
                agent.start();
            } else {
                waiting = true;
            }
        }
        if (waiting && !timer.isShutdown()) {
            timer.schedule(this::startSnmp, 300, TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Pulls a blade out: it falls silent on the network first, then it loses power and its CBC is gone.
     *
     * @return false where the network could not be cut (not root), so that the process was simply ended
     */
    public boolean pull(int slot) {
        boolean cut = network.cut(plan.bladeAddress(slot));
        hardware.extract(slot);
        return cut;
    }

    /** Puts a pulled blade back. */
    public void insert(int slot) {
        network.join(plan.bladeAddress(slot));
        hardware.insert(slot);
    }

    public SupervisedProcess blade(int slot) {
        SupervisedProcess blade = blades.get(slot);
        if (blade == null) {
            throw new IllegalArgumentException("no slot " + slot);
        }
        return blade;
    }

    /** The disks of a blade. */
    public SimulatedDisks disks(int slot) {
        SimulatedDisks of = disks.get(slot);
        if (of == null) {
            throw new IllegalArgumentException("no slot " + slot);
        }
        return of;
    }

    public SupervisedProcess controller(int number) {
        return controllers.get(number - 1);
    }

    /** How daemons that can't go on failed last, by their names, such as {@code blade-1}. Any thread. */
    public Map<String, String> failures() {
        Map<String, String> failures = new TreeMap<>();
        Stream.of(controllers, snmpAgents, blades.values())
                .flatMap(Collection::stream)
                .forEach(daemon -> daemon.failure().ifPresent(how -> failures.put(daemon.name(), how)));
        return failures;
    }

    /** What still runs of the daemons and of what they started, by name and process id: empty after {@link #close}. */
    public List<String> leftovers() {
        Map<Long, String> sessions = new HashMap<>();
        Stream.of(controllers, snmpAgents, blades.values())
                .flatMap(Collection::stream)
                .forEach(daemon -> daemon.sessions().forEach(session -> sessions.put(session, daemon.name())));
        return Sessions.running(sessions);
    }

    /** What a player's command begins with. */
    public List<String> playing() {
        return network.within(UnitPlan.PLAYER);
    }

    public SimulatedHardware hardware() {
        return hardware;
    }

    public UnitPlan plan() {
        return plan;
    }

    /** Orderly stop: agents first, then SNMP, then the controllers; nothing is left running. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        stopAll(snmpAgents);
        stopAll(controllers);
        stopAll(List.copyOf(blades.values()));
        stores.forEach(DescriptorStore::close);
        hardware.close();
        network.close();
        timer.shutdownNow();
        logs.close();
        lock.close();
    }

    private SupervisedProcess daemon(
            String name, String module, String script, Path config, @Nullable DescriptorStore store) {
        Path program = plan.program(module, script);
        if (!Files.isExecutable(program)) {
            throw new UncheckedIOException(new IOException(program + " is missing: build first (./chassis build)"));
        }
        // A session of its own, so that Ctrl-C reaches the launcher alone, which stops the others in order; and the
        // kernel ends the daemon if the launcher is killed.
        List<String> command = new ArrayList<>(List.of("setsid", "setpriv", "--pdeathsig", "KILL"));
        command.addAll(network.within(name.replace("snmp", "controller")));
        command.addAll(List.of(program.toString(), "--config", config.toString()));
        // Native libraries are unpacked into the board's own folder, so that a killed daemon leaves nothing in /tmp.
        Map<String, String> environment = new HashMap<>();
        environment.put("MEDIACHASSIS_TMP", temporary(name).toString());
        if (name.startsWith("blade") && plan.blades() > Runtime.getRuntime().availableProcessors()) {
            // A blade has processors of its own; here, what one's second compiler takes the others lack.
            environment.put("MEDIACHASSIS_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        }
        Path archive = archives.get(name);
        if (archive != null) {
            environment.put("MEDIACHASSIS_ARCHIVE", archive.toString());
        }
        return new SupervisedProcess(
                name, command, environment, store, plan.logFolder().resolve(name + ".log"), timer, clock);
    }

    private Path temporary(String board) {
        Path folder = plan.boardFolder(board).resolve("tmp");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    private static void stopAll(List<SupervisedProcess> processes) {
        List<Thread> stops = new ArrayList<>();
        for (SupervisedProcess process : processes) {
            Thread stop = new Thread(() -> process.stop(STOP_PATIENCE), "stop-" + process.name());
            stop.start();
            stops.add(stop);
        }
        for (Thread stop : stops) {
            try {
                stop.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Power to a board is its process. */
    private final class ProcessPower implements BoardPower {
        @Override
        public void powerOn(int slot) {
            blade(slot).start();
        }

        @Override
        public void powerOff(int slot) {
            blade(slot).kill();
        }
    }
}
