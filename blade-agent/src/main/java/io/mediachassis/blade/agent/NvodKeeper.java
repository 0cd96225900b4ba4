package io.mediachassis.blade.agent;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.durable.DurableFile;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.NvodState;
import io.mediachassis.blade.engine.NvodCounter;
import io.mediachassis.blade.nvod.PlannedSets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The station's staggered sets as this blade knows them: the newest of what its disk has and what other blades tell.
 * Every blade keeps them, so that whoever becomes director goes on with them. Control loop.
 */
final class NvodKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(NvodKeeper.class);
    private static final String FILE = "nvod";

    private final Path file;
    private final Executor disk;
    private final Consumer<Envelope.Builder> everybody;
    private final Counts<NvodCounter> counts;
    private Runnable onChange = () -> {};
    private PlannedSets now = PlannedSets.NONE;

    /**
     * Reads what the disk has.
     *
     * @param folder of the agent's data
     * @param disk one thread, which writes
     * @param everybody sends to every other blade
     */
    NvodKeeper(Path folder, Executor disk, Consumer<Envelope.Builder> everybody, Counts<NvodCounter> counts) {
        this.file = folder.resolve(FILE);
        this.disk = disk;
        this.everybody = everybody;
        this.counts = counts;
        try {
            if (Files.exists(file)) {
                now = PlannedSets.of(NvodState.parseFrom(Files.readAllBytes(file)));
            }
        } catch (IOException | IllegalArgumentException e) {
            counts.add(NvodCounter.STATES_REFUSED);
            LOG.warn("{} can't be read, so the staggered sets are what other blades know: {}", file, e.getMessage());
        }
    }

    /** Who hears that there are others now. */
    void tell(Runnable listener) {
        onChange = listener;
    }

    PlannedSets now() {
        return now;
    }

    /** A link came up: its other end shall know what this blade does, as it tells what it knows. */
    void greet(Link link) {
        if (now.newerThan(PlannedSets.NONE)) {
            link.send(Envelope.newBuilder().setNvodState(now.toProto()));
        }
    }

    /** Another blade tells. */
    void onState(NvodState state) {
        PlannedSets told;
        try {
            told = PlannedSets.of(state);
        } catch (IllegalArgumentException e) {
            counts.add(NvodCounter.STATES_REFUSED);
            LOG.debug("a state of all sets can't be", e);
            return;
        }
        if (told.newerThan(now)) {
            now = told;
            var unused = write(told);
            onChange.run();
        }
    }

    /** This blade, as director, says so. Completes when it is on this blade's disk; fails when that can't be. */
    CompletionStage<Void> change(PlannedSets next) {
        now = next;
        everybody.accept(Envelope.newBuilder().setNvodState(next.toProto()));
        CompletionStage<Void> written = write(next);
        onChange.run();
        return written;
    }

    private CompletionStage<Void> write(PlannedSets sets) {
        byte[] bytes = sets.toProto().toByteArray();
        try {
            return CompletableFuture.runAsync(() -> write(bytes), disk);
        } catch (RejectedExecutionException e) {
            // The agent ends.
            return CompletableFuture.failedFuture(e);
        }
    }

    private void write(byte[] bytes) {
        try {
            DurableFile.write(file, bytes);
        } catch (IOException e) {
            LOG.warn("The staggered sets can't be written to {}, so a restart of this blade forgets the last change: {}",
                    file, e.getMessage());
            throw new UncheckedIOException(e);
        }
    }
}
