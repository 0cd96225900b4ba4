package io.mediachassis.snmp.daemon;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.ControllerStatus;
import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.snmp.agent.AgentSettings;
import io.mediachassis.snmp.agent.DurableState;
import io.mediachassis.snmp.agent.EngineIdentity;
import io.mediachassis.snmp.agent.SnmpEngine;
import io.mediachassis.snmp.agent.UnitRows;
import io.mediachassis.snmp.chassis.ChassisMib;
import io.mediachassis.snmp.notification.NotificationMaker;
import io.mediachassis.snmp.order.UnitOrders;
import io.mediachassis.snmp.snapshot.RowBuilder;
import io.mediachassis.snmp.snapshot.RowTable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent: takes news of the unit in on any thread, and on a thread of its own takes and gives up the management
 * address ({@link Activation}) and keeps what is shown there up to date ({@link Reporter}).
 */
public final class SnmpAgent implements UnitView, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnmpAgent.class);
    private static final int QUEUE = 1024;
    private static final int HELD_EVENTS = 256;
    private static final long TICK_MS = 250;
    private static final int RETRIES_PER_WARNING = 30;

    private final AgentSettings settings;
    private final DurableState state;
    private final UnitOrders orders;
    private final Clock clock;
    private final Activation activation;
    private final BlockingQueue<News> news = new ArrayBlockingQueue<>(QUEUE);
    private final Deque<UnitEvent> held = new ArrayDeque<>();
    private final AtomicLong lastEvent = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private volatile boolean running = true;
    private volatile @Nullable SnmpEngine engine;
    private @Nullable Reporter reporter;
    private @Nullable UnitSnapshot latest;
    private int bindFailures;

    private sealed interface News {
        record Snapshot(UnitSnapshot unit) implements News {}

        record Event(UnitEvent event) implements News {}
    }

    /** @param orders take what managers set */
    public SnmpAgent(AgentSettings settings, DurableState state, Duration holdTime, UnitOrders orders, Clock clock) {
        this.settings = settings;
        this.orders = orders;
        this.state = state;
        this.clock = clock;
        this.activation = new Activation(holdTime.toNanos());
        this.lastEvent.set(state.mark().event());
        this.thread = new Thread(this::run, "snmp-control");
    }

    /** Begins; the address is taken with the first active snapshot. */
    public SnmpAgent start() {
        thread.start();
        return this;
    }

    @Override
    public void snapshot(UnitSnapshot unit) {
        offer(new News.Snapshot(unit));
    }

    @Override
    public void event(UnitEvent event) {
        lastEvent.accumulateAndGet(event.getNumber(), (a, b) -> Long.compareUnsigned(a, b) >= 0 ? a : b);
        // A new subscription brings the whole log first: what is never told need not fill the queue.
        if (NotificationMaker.tells(event.getKind())) {
            offer(new News.Event(event));
        }
    }

    @Override
    public long lastEvent() {
        return lastEvent.get();
    }

    /** The engine at the management address, while there is one. Any thread. */
    public @Nullable SnmpEngine engine() {
        return engine;
    }

    private void offer(News item) {
        if (!news.offer(item) && dropped.getAndIncrement() == 0) {
            LOG.warn("Over {} messages of the controller wait: new ones are dropped", QUEUE);
        }
    }

    private void run() {
        try {
            while (running) {
                News next = news.poll(TICK_MS, TimeUnit.MILLISECONDS);
                try {
                    if (next != null) {
                        take(next);
                    }
                    act(clock.nanoTime());
                } catch (RuntimeException e) {
                    LOG.error("The SNMP agent met a bug and goes on with the next message; please report this", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            release();
        }
    }

    private void take(News item) {
        Reporter current = reporter;
        if (item instanceof News.Snapshot s) {
            latest = s.unit();
            activation.snapshot(s.unit().getActive(), Integer.toUnsignedLong(s.unit().getEpoch()), clock.nanoTime());
            // Of another epoch: the engine is about to be restarted and shows it then.
            if (current != null && s.unit().getActive()) {
                current.snapshot(s.unit());
            }
        } else if (item instanceof News.Event e) {
            if (current != null) {
                current.event(e.event());
            } else {
                // Told once the address is taken, if they are of this controller's reign.
                if (held.size() == HELD_EVENTS) {
                    held.removeFirst();
                }
                held.addLast(e.event());
            }
        }
    }

    private void act(long nowNs) {
        SnmpEngine current = engine;
        if (current != null && !current.listening()) {
            LOG.warn("The socket at {} has failed, taking it anew", settings.address());
            release();
            activation.bindFailed(nowNs);
        }
        Activation.Action action = activation.decide(nowNs);
        if (action instanceof Activation.Action.Serve s) {
            serve(s.epoch(), nowNs);
        } else if (action instanceof Activation.Action.Restart r) {
            release();
            serve(r.epoch(), nowNs);
        } else if (action instanceof Activation.Action.Release r) {
            LOG.info("Giving {} up: {}", settings.address(), r.why());
            release();
        }
        Reporter now = reporter;
        if (now != null) {
            now.tick(nowNs);
        }
    }

    private void serve(long epoch, long nowNs) {
        UnitSnapshot unit = latest;
        if (unit == null) {
            return;
        }
        try {
            SnmpEngine started = SnmpEngine.start(settings, () -> self(unit, epoch), rows(unit), orders);
            engine = started;
            reporter = new Reporter(started, state, clock, new ChassisMib(settings.enterprise()), unit);
            activation.served(epoch);
            bindFailures = 0;
            LOG.info("Answering SNMP at {}, controller {} is active in epoch {}", settings.address(),
                    unit.getController(), epoch);
        } catch (IOException | RuntimeException e) {
            release();
            activation.bindFailed(nowNs);
            if (bindFailures++ % RETRIES_PER_WARNING == 0) {
                LOG.warn("Not answering SNMP: {}. Trying again each second", e.getMessage());
            }
            return;
        }
        while (!held.isEmpty()) {
            reporter.event(held.removeFirst());
        }
    }

    /** What a unit shows at sysUpTime 0; nothing if it makes no rows, of which the reporter tells. */
    private RowTable rows(UnitSnapshot unit) {
        try {
            return new UnitRows(new ChassisMib(settings.enterprise())).of(unit, 0, 0).table();
        } catch (IllegalArgumentException e) {
            return RowTable.EMPTY;
        }
    }

    private SnmpEngine.Self self(UnitSnapshot unit, long epoch) throws IOException {
        String serial = unit.getChassisSerial().isEmpty()
                ? unit.getChassis().getSerialNumber() : unit.getChassisSerial();
        String software = unit.getControllersList().stream()
                .filter(ControllerStatus::getActive)
                .map(ControllerStatus::getSoftwareVersion)
                .findFirst()
                .orElse("");
        String descr = RowBuilder.ascii("Mediachassis media station chassis " + unit.getChassis().getPartNumber()
                + ", software " + software + ", serial number " + serial);
        return new SnmpEngine.Self(EngineIdentity.of(settings.enterprise(), serial), state.nextBoots(epoch), descr,
                unit.getStationName());
    }

    private void release() {
        SnmpEngine current = engine;
        engine = null;
        reporter = null;
        if (current != null) {
            current.close();
        }
    }

    /** Gives the address up and ends; waits at most 5 s. */
    @Override
    public void close() {
        running = false;
        try {
            thread.join(5000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
