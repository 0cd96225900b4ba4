package io.mediachassis.blade.engine;

import com.google.protobuf.ByteString;
import io.mediachassis.blade.nvod.NvodSet;
import io.mediachassis.blade.playout.ChunkReader;
import io.mediachassis.blade.playout.PlayoutSegment;
import io.mediachassis.blade.playout.TrickJob;
import io.mediachassis.blade.playout.TrickSource;
import io.mediachassis.blade.playout.TrickThread;
import io.mediachassis.blade.storage.Manifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The programs of staggered sets as far as this engine holds them: read ahead of time, so that a run can begin at once.
 * All streams of a program share one source. Any thread; the disk is read on the worker.
 */
final class ScheduledPrograms {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduledPrograms.class);

    private final HeldSegments segments;
    private final ChunkReader disk;
    private final TrickThread trick;
    private final Executor worker;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /** @param worker reads indexes */
    ScheduledPrograms(HeldSegments segments, ChunkReader disk, TrickThread trick, Executor worker) {
        this.segments = segments;
        this.disk = disk;
        this.trick = trick;
        this.worker = worker;
    }

    /** A program that something is held of. */
    static final class Known implements TrickJob.Listener {
        private final ByteString manifestHash;
        private final ProgramSource source;
        private volatile @Nullable ByteBuffer opening;
        private volatile boolean asked;

        Known(ByteString manifestHash, ProgramSource source) {
            this.manifestHash = manifestHash;
            this.source = source;
        }

        ProgramSource source() {
            return source;
        }

        /** What announces the break in front of the first segment, once it is made; a buffer of its own. */
        @Nullable ByteBuffer opening() {
            ByteBuffer made = opening;
            return made == null || !made.hasRemaining() ? null : made.asReadOnlyBuffer();
        }

        boolean holds(int segment) {
            PlayoutSegment there = source.segment(segment);
            return there.available().bytes() == there.length();
        }

        @Override
        public void onReady(TrickSource unused, ByteBuffer splice) {
            opening = splice;
        }

        @Override
        public void onNothing() {
            asked = false;
        }

        @Override
        public void onFailed(String why) {
            LOG.info("What opens a play of {} can't be made: {}", source.programId(), why);
            asked = false;
        }
    }

    /** Sees to it that the programs of these sets are known, and no others. */
    void keep(Collection<NvodSet> sets) {
        Set<String> wanted = sets.stream().map(NvodSet::programId).collect(Collectors.toSet());
        known.keySet().retainAll(wanted);
        for (NvodSet set : sets) {
            Known here = known.get(set.programId());
            if (here == null || !here.manifestHash.equals(set.program().manifestHash())) {
                onWorker(() -> load(set));
            } else {
                makeOpening(here);
            }
        }
    }

    /** Segments of a program came or went. */
    void refresh(NvodSet set) {
        Known here = known.get(set.programId());
        onWorker(here == null ? () -> load(set) : here.source()::refreshChanged);
    }

    private void onWorker(Runnable task) {
        try {
            worker.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("the worker is gone", e);
        }
    }

    private void load(NvodSet set) {
        Manifest manifest = segments.manifest(set.programId()).orElse(null);
        if (manifest == null || !set.program().manifestHash().equals(ByteString.copyFrom(manifest.hash()))) {
            return;
        }
        try {
            Known here = new Known(set.program().manifestHash(), new ProgramSource(manifest, segments, disk));
            known.put(set.programId(), here);
            makeOpening(here);
        } catch (IOException e) {
            LOG.warn("Program {} can't be read for set {}: {}", set.programId(), set.id(), e.getMessage());
        }
    }

    private void makeOpening(Known here) {
        if (!here.asked && here.holds(0)) {
            here.asked = true;
            if (!trick.offer(TrickJob.splice(here.source(), 0, here))) {
                here.asked = false;
            }
        }
    }

    /** The program of a set, where something of it is here. */
    Optional<Known> find(NvodSet set) {
        return Optional.ofNullable(known.get(set.programId()))
                .filter(here -> here.manifestHash.equals(set.program().manifestHash()));
    }
}
