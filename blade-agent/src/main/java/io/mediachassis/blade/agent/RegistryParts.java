package io.mediachassis.blade.agent;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.StationAlive;
import io.mediachassis.blade.registry.LeaveDesk;
import io.mediachassis.blade.registry.OutboxCounter;
import io.mediachassis.blade.registry.OutboxFile;
import io.mediachassis.blade.registry.StationReporter;
import io.mediachassis.blade.registry.StationReporter.Standing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this blade, as director, tells the head-end of the station, wired; nothing where that is switched off. */
final class RegistryParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryParts.class);
    private static final long STEP_MS = 250;
    private static final String FILE = "registry-outbox";

    private final Blade blade;
    private final StationParts station;
    /** To another station's controllers, where they run the head-end. */
    final HeadEndLinks headEnd = new HeadEndLinks();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(Agent.daemon("registry"));
    private final AtomicBoolean stepping = new AtomicBoolean();
    private final @Nullable OutboxFile file;
    private final @Nullable StationReporter reporter;

    RegistryParts(Blade blade, MediaParts media, StationParts station) {
        this.blade = blade;
        this.station = station;
        if (blade.config().headEnd().registry()) {
            Counts<OutboxCounter> counts = new Counts<>(OutboxCounter.class);
            media.counters.register(counts);
            file = file(blade.config().dataFolder().resolve(FILE));
            reporter = new StationReporter(
                    blade.config().station().name(), file, thread, blade.clock(), counts);
        } else {
            file = null;
            reporter = null;
        }
    }

    /** A blade with a full disk serves consoles all the same. */
    private static @Nullable OutboxFile file(Path path) {
        try {
            return new OutboxFile(path);
        } catch (IOException e) {
            LOG.warn("Reports to the registry are kept in memory alone, since {} can't be opened: {}", path, e.getMessage());
            return null;
        }
    }

    /** Whether there may be another station that holds what this one drops. */
    boolean on() {
        return reporter != null;
    }

    LeaveDesk leaves() {
        StationReporter reports = reporter;
        return reports == null ? LeaveDesk.NONE : reports;
    }

    /** Why the registry hears nothing of this station, for people. Any thread. */
    Optional<String> trouble() {
        StationReporter reports = reporter;
        return reports == null
                ? Optional.empty()
                : headEnd.trouble().or(reports::trouble).map(why -> "The media location registry takes no reports of this station: " + why
                        + ". They wait here, and no last copy is dropped");
    }

    /** To the controller that runs the head-end, while there is one. Any thread. */
    Optional<Link> link() {
        return blade.config().headEnd().controllers().isEmpty() ? station.controllers.active() : headEnd.active();
    }

    /** What else is said and heard when the station says that it is there; see {@link StationReporter#presence}. */
    void presence(Supplier<StationAlive> more, LongConsumer plans) {
        StationReporter reports = reporter;
        if (reports != null) {
            reports.presence(more, plans);
        }
    }

    /** From now on it reports while this blade is director. Control loop. */
    void start() {
        if (reporter != null) {
            blade.control().scheduleAtFixedRate(
                    blade.watch().named("the step of the registry", this::step), STEP_MS, STEP_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** How it is now the control loop knows; what is done about it may wait for the disk. */
    private void step() {
        StationReporter reports = reporter;
        if (reports != null && stepping.compareAndSet(false, true)) {
            Standing now = new Standing(
                    station.standing.mayOrder(), station.table.get(), station.knowledge.allHeard(),
                    link());
            thread.execute(() -> {
                stepping.set(false);
                reports.step(now);
            });
        }
    }

    @Override
    public void close() throws IOException {
        thread.shutdown();
        try {
            // What is being written is written; a torn record would be left out.
            if (thread.awaitTermination(1, TimeUnit.SECONDS) && file != null) {
                file.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
