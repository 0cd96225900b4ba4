package io.mediachassis.blade.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mediachassis.backplane.clock.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The programs of one engine on one disk:
 *
 * <pre>
 *   store.json             version of the form of this folder
 *   store.lock             held by the process that uses it
 *   programs/ID/           00000.ts 00000.idx 00001.ts ... manifest.json
 *   damaged/ID-1           what the check found damaged, ID-1.reason says why
 * </pre>
 *
 * A program is there when its manifest is; until then its folder is unfinished and goes at the next start. Queries from
 * any thread; each writer and receiver by one thread at a time; removal from any thread (a stream that has the file
 * open plays on).
 */
public final class ProgramStore implements AutoCloseable {
    static final int VERSION = 1;
    private static final Logger LOG = LoggerFactory.getLogger(ProgramStore.class);
    private static final int READ_BYTES = 1 << 20;

    private final Path root;
    private final Clock clock;
    private final StoreSettings settings;
    private final StoreDisk disk;
    private final SpaceGuard space;
    private final SegmentIndexCache indexes;
    private final FileLock lock;
    private final StoreReport report;
    private final ConcurrentHashMap<String, Program> programs = new ConcurrentHashMap<>();
    private final Set<String> inWork = ConcurrentHashMap.newKeySet();
    private final List<ProgramListener> listeners = new CopyOnWriteArrayList<>();

    private ProgramStore(Path root, Clock clock, StoreSettings settings, StoreDisk disk) throws IOException {
        this.root = root;
        this.clock = clock;
        this.settings = settings;
        this.disk = disk;
        this.space = new SpaceGuard(disk, root, settings.reserveBytes());
        this.indexes = new SegmentIndexCache(settings.cachedMarks());
        disk.createFolder(root);
        this.lock = lock(root);
        try {
            checkVersion();
            disk.createFolder(root.resolve(StoreFiles.PROGRAMS));
            disk.force(root);
            StoreCheck check = new StoreCheck(disk, space, root, indexes);
            this.report = check.run();
            check.whole().forEach(p -> programs.put(p.id(), p));
        } catch (IOException | RuntimeException e) {
            lock.channel().close();
            throw e;
        }
        LOG.info("Store {}: {} programs, {} unfinished removed, {} damaged moved aside", root, report.programs(),
                report.unfinishedRemoved().size(), report.quarantined().size());
        report.quarantined().forEach(q -> LOG.warn("Program {} was moved to {}: {}", q.id(),
                root.resolve(StoreFiles.DAMAGED), q.reason()));
    }

    /**
     * Opens the data folder, making it where there is none, and checks it.
     *
     * @throws StoreException when it is in use, of a newer version, or no data folder
     */
    public static ProgramStore open(Path folder, Clock clock, StoreSettings settings) throws IOException {
        return new ProgramStore(folder, clock, settings, new FileDisk());
    }

    static ProgramStore open(Path folder, Clock clock, StoreSettings settings, StoreDisk disk) throws IOException {
        return new ProgramStore(folder, clock, settings, disk);
    }

    private static FileLock lock(Path root) throws IOException {
        FileChannel channel = FileChannel.open(root.resolve(StoreFiles.LOCK), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock got = null;
        try {
            got = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            LOG.debug("Held by this process", e);
        } finally {
            if (got == null) {
                channel.close();
            }
        }
        if (got == null) {
            throw new StoreException("data folder " + root + " is in use by another process; stop it or use another");
        }
        return got;
    }

    private void checkVersion() throws IOException {
        Path file = root.resolve(StoreFiles.STORE);
        if (!Files.exists(file)) {
            if (Files.exists(root.resolve(StoreFiles.PROGRAMS))) {
                throw new StoreException("data folder " + root + " has programs but no " + StoreFiles.STORE
                        + ", which says of which version they are; put it back or use another folder");
            }
            byte[] json = ("{\"version\":" + VERSION + "}\n").getBytes(StandardCharsets.UTF_8);
            PartFile part = new PartFile(disk, space, file);
            part.write(ByteBuffer.wrap(json));
            part.publish();
            disk.force(root);
            return;
        }
        JsonNode version;
        try {
            version = JsonMapper.builder().build().readTree(Files.readAllBytes(file)).path("version");
        } catch (IOException e) {
            throw new StoreException(file + " is not readable: " + e.getMessage(), e);
        }
        if (!version.isInt() || version.intValue() != VERSION) {
            throw new StoreException("data folder " + root + " is of version " + version + ", this software reads "
                    + VERSION + "; install the newer software or use another folder");
        }
    }

    /** What the check at start found. */
    public StoreReport report() {
        return report;
    }

    public Optional<Program> program(String id) {
        return Optional.ofNullable(programs.get(id));
    }

    /** By id. */
    public List<Program> programs() {
        return programs.values().stream().sorted(Comparator.comparing(Program::id)).toList();
    }

    public void addListener(ProgramListener listener) {
        listeners.add(listener);
    }

    /** Bytes that may still be stored, the reserve taken off. */
    public long freeBytes() throws IOException {
        return Math.max(0, disk.free(root) - settings.reserveBytes());
    }

    /** For whoever keeps other files on this disk. @throws DiskFull when this much would eat into the reserve */
    public void requireRoom(long bytes) throws IOException {
        space.grant(bytes);
    }

    public long totalBytes() throws IOException {
        return disk.total(root);
    }

    /**
     * Starts to write a program from a transport stream.
     *
     * @throws StoreException when there is one of this id, or one is being written
     * @throws IllegalArgumentException when id or title are not allowed
     */
    public ProgramWriter create(String id, String title) throws IOException {
        checkTitle(title);
        ProgramFolder folder = begin(id);
        return new ProgramWriter(this, folder, id, title, clock.now().toEpochMilli(), settings.segments());
    }

    /** Starts to receive a copy of a program that another engine has; errors as with {@link #create}. */
    public SegmentReceiver receive(Manifest manifest) throws IOException {
        Manifest checked = Manifest.fromJson(manifest.toJson());
        space.grant(checked.bytes());
        return new SegmentReceiver(this, begin(checked.id()), checked);
    }

    private static void checkTitle(String title) {
        if (title.length() > ProgramId.MAX_TITLE) {
            throw new IllegalArgumentException("title of " + title.length() + " characters is above the limit of "
                    + ProgramId.MAX_TITLE);
        }
    }

    private ProgramFolder begin(String id) throws IOException {
        ProgramId.checked(id);
        if (!inWork.add(id)) {
            throw new StoreException("program " + id + " is being written already");
        }
        ProgramFolder folder = new ProgramFolder(disk, space, root.resolve(StoreFiles.PROGRAMS).resolve(id));
        try {
            if (programs.containsKey(id)) {
                throw new StoreException("program " + id + " exists already; remove it first or use another id");
            }
            space.grant(0);
            folder.remove();
            folder.create();
            return folder;
        } catch (IOException | RuntimeException e) {
            inWork.remove(id);
            throw e;
        }
    }

    /** The manifest is on the disk. */
    Program published(Manifest manifest, ProgramFolder folder) {
        Program program = new Program(manifest, folder.path(), indexes);
        programs.put(program.id(), program);
        inWork.remove(program.id());
        listeners.forEach(l -> l.added(program));
        return program;
    }

    /** A writer or receiver gave up. */
    void abandoned(String id, ProgramFolder folder) {
        try {
            folder.remove();
        } catch (IOException e) {
            LOG.warn("Unfinished program {} could not be removed ({}); the next start does it", id, e.toString());
        } finally {
            inWork.remove(id);
        }
    }

    /** Removes a program; false when there is none. Its files go at once, open ones when they are closed. */
    public boolean remove(String id) throws IOException {
        Program program = programs.get(id);
        if (program == null || !inWork.add(id)) {
            return false;
        }
        try {
            if (!programs.remove(id, program)) {
                return false;
            }
            listeners.forEach(l -> l.removed(program));
            new ProgramFolder(disk, space, program.folder()).remove();
            indexes.forget(program.folder());
            return true;
        } finally {
            inWork.remove(id);
        }
    }

    /**
     * Reads a whole program and compares its hashes; for a background thread.
     *
     * @param pace called after each read with its bytes; may wait, to keep to a rate
     * @return what is wrong, empty when all is well
     */
    public Optional<String> verify(Program program, IntConsumer pace) throws IOException {
        byte[] buffer = new byte[READ_BYTES];
        for (Segment s : program.segments()) {
            MessageDigest digest = PartFile.sha256();
            try (InputStream in = Files.newInputStream(s.file())) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    digest.update(buffer, 0, n);
                    pace.accept(n);
                }
            }
            if (!HexFormat.of().formatHex(digest.digest()).equals(s.sha256())) {
                return Optional.of("segment " + s.number() + " is damaged: its hash is wrong");
            }
            try {
                StoreCheck.checkSidecar(s, Files.readAllBytes(s.sidecar()));
            } catch (IOException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        }
        return Optional.empty();
    }

    /** Moves a program that {@link #verify} found damaged aside; it is then no longer in the store. */
    public void quarantine(Program program, String reason) throws IOException {
        @Nullable Program known = programs.get(program.id());
        if (known == program && programs.remove(program.id(), program)) {
            listeners.forEach(l -> l.removed(program));
            StoreCheck.aside(disk, root, program.folder(), reason);
            indexes.forget(program.folder());
        }
    }

    /** Lets another process use the folder; writers still open are not finished by it. */
    @Override
    public void close() throws IOException {
        lock.channel().close();
    }
}
