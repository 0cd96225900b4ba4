package io.mediachassis.blade.agent;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.AgentStatus;
import io.mediachassis.backplane.proto.ProgramRules;
import io.mediachassis.blade.access.WithheldPrograms;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramStore;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what the content manager says of programs, and removes those that are no more: also when they come back with an engine
 * that had not heard of it. What only has the id of one that is no more stays, and is told of. On a thread of its own, which waits for disks.
 */
final class RuleKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RuleKeeper.class);
    private static final long SWEEP_S = 5;
    /** Of more nobody would read. */
    private static final int MOST_TOLD = 1000;

    private final WithheldPrograms withheld;
    private final ProgramStore store;
    private final Runnable learned;
    private final Consumer<Program> kept;
    /** By the hashes of their manifests: what was told of. */
    private final Set<ByteString> told = new HashSet<>();
    private final ScheduledThreadPoolExecutor thread;

    /**
     * Not started yet.
     *
     * @param learned told when another word counts
     * @param kept told once of each program that stays although one of its id is withdrawn; this thread
     */
    RuleKeeper(
            WithheldPrograms withheld, ProgramStore store, ThreadFactory threads, Runnable learned, Consumer<Program> kept) {
        this.withheld = withheld;
        this.store = store;
        this.learned = learned;
        this.kept = kept;
        this.thread = new ScheduledThreadPoolExecutor(1, threads);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void start() {
        thread.scheduleWithFixedDelay(this::sweep, 0, SWEEP_S, TimeUnit.SECONDS);
    }

    /** A controller's word; any thread. */
    void onWord(ProgramRules word) {
        thread.execute(() -> {
            try {
                if (!withheld.learn(word)) {
                    return;
                }
            } catch (IOException e) {
                LOG.warn("What the content manager says counts until this agent ends, since it can't be kept: {}",
                        e.getMessage());
            }
            learned.run();
            sweep();
        });
    }

    private void sweep() {
        for (Program program : store.holdings()) {
            ByteString manifest = ByteString.copyFrom(program.manifestHash());
            if (withheld.isRemoved(program.id(), program.manifest().createdEpochMs(), manifest)) {
                remove(program.id());
            } else if (withheld.outlives(program.id(), manifest) && told.size() < MOST_TOLD && told.add(manifest)) {
                kept.accept(program);
            }
        }
    }

    private void remove(String id) {
        try {
            if (store.remove(id)) {
                LOG.info("Program {} is withdrawn and removed", id);
            }
        } catch (IOException e) {
            LOG.warn("Program {} is withdrawn and can't be removed, which is tried again: {}", id, e.getMessage());
        }
    }

    /** Which word counts here. */
    void tell(AgentStatus.Builder status) {
        status.setRulesEpoch(withheld.epoch()).setRulesRevision(withheld.revision());
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
