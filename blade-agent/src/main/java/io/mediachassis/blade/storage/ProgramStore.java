package io.mediachassis.blade.storage;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.os.DirectOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The programs of one engine, each whole or in part, their segments spread over one or more volumes. On each volume:
 *
 * <pre>
 *   store.json             version of the form of this folder
 *   store.lock             held by the process that uses it
 *   programs/ID/           manifest.json, and of some segments 00000.ts 00000.idx ...
 *   damaged/ID-1           what the check found damaged, ID-1.reason says why
 * </pre>
 *
 * A program taken in is there when its first manifest is; until then its folders are unfinished and go at the next
 * start. A segment copied from elsewhere is there when its sidecar is. A volume that is lost takes its own segments with
 * it and nothing else. Queries from any thread; each writer and receiver by one thread at a time; removal from any
 * thread (a stream that has the file open plays on).
 */
public final class ProgramStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProgramStore.class);

    private final VolumeSet volumes;
    private final StoreReport report;
    private final HeldPrograms programs = new HeldPrograms();
    private final Arrivals arrivals;
    private final Removals removals;

    private ProgramStore(List<Path> roots, Clock clock, StoreSettings settings,
            Function<Path, StoreDisk> disks) throws IOException {
        SegmentIndexCache indexes = new SegmentIndexCache(settings.cachedMarks());
        this.volumes = VolumeSet.open(roots, disks, settings.reserveBytes(), settings.volumeCapacity());
        Claims claims = new Claims();
        this.arrivals = new Arrivals(volumes, claims, programs, indexes, settings.segments(), clock);
        this.removals = new Removals(volumes, claims, programs, indexes);
        boolean checked = false;
        try {
            StoreCheck check = new StoreCheck(volumes, indexes);
            this.report = check.run();
            check.found().forEach(p -> {
                programs.put(p);
                Removals.held(p).forEach(s -> volumes.of(s.file()).use().took(s.bytes()));
            });
            checked = true;
        } finally {
            if (!checked) {
                volumes.close();
            }
        }
        LOG.info("Store {}: {} programs, {} unfinished removed, {} damaged moved aside", volumes, report.programs(),
                report.unfinishedRemoved().size(), report.quarantined().size());
        report.quarantined().forEach(q -> LOG.warn("Program {}: {}; moved to the volume's folder {}", q.id(),
                q.reason(), StoreFiles.DAMAGED));
    }

    /**
     * Opens the data folder, making it where there is none, and checks it.
     *
     * @throws StoreException when it is in use, of a newer version, or no data folder
     */
    public static ProgramStore open(Path folder, Clock clock, StoreSettings settings) throws IOException {
        return open(List.of(folder), clock, settings);
    }

    /** The same with several volumes; one that fails is left out with a warning, unless it is the only one. */
    public static ProgramStore open(List<Path> folders, Clock clock, StoreSettings settings) throws IOException {
        return new ProgramStore(folders, clock, settings, folder -> new FileDisk());
    }

    /**
     * The same where something decides when each volume has time for writing.
     *
     * @param turns by the volume's folder
     */
    public static ProgramStore open(List<Path> folders, Clock clock, StoreSettings settings,
            Function<Path, DirectOutput.Turn> turns) throws IOException {
        return new ProgramStore(folders, clock, settings, folder -> new FileDisk(turns.apply(folder)));
    }

    static ProgramStore open(List<Path> folders, Clock clock, StoreSettings settings, StoreDisk disk)
            throws IOException {
        return new ProgramStore(folders, clock, settings, folder -> disk);
    }

    /** What the check at start found. */
    public StoreReport report() {
        return report;
    }

    /** A program that is held whole. */
    public Optional<Program> program(String id) {
        return holding(id).filter(Program::isWhole);
    }

    /** A program of which at least one segment is held. */
    public Optional<Program> holding(String id) {
        return programs.find(id);
    }

    /** What is whole of a program that is being taken in; empty when it is not, or before its first segment is. */
    public Optional<GrowingProgram> growing(String id) {
        return arrivals.growing(id);
    }

    /** Those held whole, by id. */
    public List<Program> programs() {
        return holdings().stream().filter(Program::isWhole).toList();
    }

    /** Those of which at least one segment is held, by id. */
    public List<Program> holdings() {
        return programs.all();
    }

    public void addListener(ProgramListener listener) {
        programs.addListener(listener);
    }

    /** Bytes that may still be stored, the reserve taken off. */
    public long freeBytes() throws IOException {
        return volumes.free();
    }

    /** For whoever keeps other files on the first volume. @throws DiskFull when this much is not to be had */
    public void requireRoom(long bytes) throws IOException {
        volumes.requireRoom(bytes);
    }

    /** How full each volume in use is. */
    public List<Fill> fills() throws IOException {
        return volumes.fills();
    }

    public long totalBytes() throws IOException {
        return volumes.total();
    }

    /**
     * Starts to write a program from a transport stream.
     *
     * @throws StoreException when there is one of this id, or one is being written
     * @throws IllegalArgumentException when id or title are not allowed
     */
    public ProgramWriter create(String id, String title) throws IOException {
        return arrivals.create(id, title);
    }

    /**
     * Starts to receive segments of a program that another engine has, all or some; those held already stay.
     *
     * @throws StoreException when another program of this id is held, or it is being written or removed
     */
    public SegmentReceiver receive(Manifest manifest) throws IOException {
        return arrivals.receive(manifest);
    }

    /**
     * Removes a program, or what is held of it; false when there is none, or it is being received. Its files go at once,
     * open ones when they are closed.
     */
    public boolean remove(String id) throws IOException {
        return removals.remove(id);
    }

    /** Removes one segment; false when it isn't held. A stream that has the file open plays on. */
    public boolean drop(String id, int segment) throws IOException {
        return removals.drop(id, segment);
    }

    /** Moves a segment that {@link #verify} found damaged aside; it is then no longer held. */
    public boolean quarantine(String id, int segment, String reason) throws IOException {
        return removals.quarantine(id, segment, reason);
    }

    /** False once a volume was taken out. */
    public boolean inUse(Path folder) {
        return volumes.of(folder).inUse();
    }

    /** The volumes' folders, in the configured order, those taken out included. */
    public List<Path> volumes() {
        return volumes.all().stream().map(Volume::root).toList();
    }

    /**
     * Takes a volume out: what it has is no longer held, and nothing more is written to it until the next start. False
     * when it is out already.
     *
     * @param folder one of {@link #volumes()}
     */
    public boolean takeOut(Path folder, String reason) {
        return removals.takeOut(volumes.of(folder), reason);
    }

    /**
     * Reads a segment and compares its hashes; for a background thread.
     *
     * @param pace called after each read with its bytes; may wait, to keep to a rate
     * @return what is wrong, empty when all is well
     */
    public Optional<String> verify(Segment s, IntConsumer pace) throws IOException {
        return SegmentHashes.verify(s, pace);
    }

    /** Reads all that is held of a program; as the other. */
    public Optional<String> verify(Program program, IntConsumer pace) throws IOException {
        for (Segment s : Removals.held(program)) {
            Optional<String> wrong = verify(s, pace);
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    /** Lets another process use the folders; writers still open are not finished by it. */
    @Override
    public void close() throws IOException {
        volumes.close();
    }
}
