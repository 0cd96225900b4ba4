package io.mediachassis.blade.storage;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.ts.SegmenterSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How programs and segments come into the store: begins their writers and receivers, and takes what these have put on
 * the disk among what is held. {@link Removals} is the other way. Any thread.
 */
final class Arrivals {
    private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);

    private final VolumeSet volumes;
    private final Claims claims;
    private final HeldPrograms programs;
    private final SegmentIndexCache indexes;
    private final SegmenterSettings segments;
    private final Clock clock;
    private final ConcurrentHashMap<String, ProgramWriter> writers = new ConcurrentHashMap<>();
    /** Two receivers of one program write its manifest one after the other. */
    private final Object manifests = new Object();

    /** @param segments how a stream that is written is cut */
    Arrivals(VolumeSet volumes, Claims claims, HeldPrograms programs, SegmentIndexCache indexes,
            SegmenterSettings segments, Clock clock) {
        this.volumes = volumes;
        this.claims = claims;
        this.programs = programs;
        this.indexes = indexes;
        this.segments = segments;
        this.clock = clock;
    }

    /** See {@link ProgramStore#create}. */
    ProgramWriter create(String id, String title) throws IOException {
        if (title.length() > ProgramId.MAX_TITLE) {
            throw new IllegalArgumentException("title of " + title.length() + " characters is above the limit of "
                    + ProgramId.MAX_TITLE);
        }
        claims.writer(ProgramId.checked(id));
        boolean begun = false;
        try {
            if (programs.has(id)) {
                throw new StoreException("program " + id + " exists already; remove it first or use another id");
            }
            volumes.requireRoom(1);
            for (Volume v : volumes.inUse()) {
                v.folder(id).remove();
            }
            begun = true;
            ProgramWriter writer = new ProgramWriter(this, new ProgramFiles(volumes, id), id, title,
                    clock.now().toEpochMilli(), segments);
            writers.put(id, writer);
            return writer;
        } finally {
            if (!begun) {
                claims.release(id);
            }
        }
    }

    /** See {@link ProgramStore#receive}. */
    SegmentReceiver receive(Manifest manifest) throws IOException {
        Manifest checked = Manifest.fromJson(manifest.toJson());
        claims.receiver(checked.id());
        Program known = programs.find(checked.id()).orElse(null);
        if (known != null && !known.manifest().equals(checked)) {
            claims.received(checked.id());
            throw new StoreException("another program " + checked.id() + " is held already; remove it first");
        }
        return new SegmentReceiver(this, new ProgramFiles(volumes, checked.id()), checked);
    }

    /** See {@link ProgramStore#growing}. */
    Optional<GrowingProgram> growing(String id) {
        return Optional.ofNullable(writers.get(id)).flatMap(ProgramWriter::growing);
    }

    // ---- from a writer -----------------------------------------------------------------------------------------

    /** The manifest is on the disk. */
    Program published(Manifest manifest, Map<Integer, Volume> placed) {
        Map<Integer, Path> folders = new HashMap<>();
        placed.forEach((n, volume) -> folders.put(n, volume.folder(manifest.id()).path()));
        Program program = Program.empty(manifest, folders.getOrDefault(0, Path.of("")), indexes).with(folders);
        programs.change(program.id(), old -> program);
        writers.remove(program.id());
        claims.release(program.id());
        return program;
    }

    /** Another segment is whole. */
    void grew(String id) {
        programs.tellGrew(id);
    }

    /** It gave up. */
    void abandoned(String id) {
        writers.remove(id);
        programs.tellGrew(id);
        try {
            for (Volume v : volumes.inUse()) {
                v.folder(id).remove();
            }
        } catch (IOException e) {
            LOG.warn("Unfinished program {} could not be removed ({}); the next start does it", id, e.toString());
        } finally {
            claims.release(id);
        }
    }

    // ---- from a receiver ---------------------------------------------------------------------------------------

    /** What is held of the program by now. */
    Optional<Program> holding(String id) {
        return programs.find(id);
    }

    /** @throws StoreException when another takes this segment in, or the whole program */
    void claim(String id, int segment) throws StoreException {
        claims.segment(id, segment);
    }

    void release(String id, int segment) {
        claims.release(id, segment);
    }

    /** Before the first segment of a program in a folder counts. */
    void manifestInto(ProgramFolder folder, Manifest manifest) throws IOException {
        synchronized (manifests) {
            if (!folder.hasManifest()) {
                folder.manifest(manifest);
            }
        }
    }

    /** A segment is on the disk. */
    void held(Manifest manifest, int segment, Path folder) {
        boolean there = volumes.of(folder).inUse();
        programs.change(manifest.id(), old -> {
            Program program = old == null ? Program.empty(manifest, folder, indexes) : old;
            return there ? program.with(Map.of(segment, folder)) : old;
        });
    }

    /** It has ended. */
    void received(String id) {
        claims.received(id);
    }
}
