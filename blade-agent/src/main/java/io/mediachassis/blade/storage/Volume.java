package io.mediachassis.blade.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One folder of the store, on a disk of its own: locked by this process, of a version that it reads, in use until it is
 * taken out for good. Any thread.
 */
final class Volume implements AutoCloseable {
    static final int VERSION = 1;
    private static final Logger LOG = LoggerFactory.getLogger(Volume.class);

    private final Path root;
    private final StoreDisk disk;
    private final SpaceGuard space;
    private final VolumeUse use;
    private final long reserve;
    private final FileLock lock;
    private final AtomicInteger writing = new AtomicInteger();
    private final AtomicLong placed = new AtomicLong();
    private final FileStore fileStore;
    private volatile boolean inUse = true;

    private Volume(Path root, StoreDisk disk, long reserve, long capacity, FileLock lock) throws IOException {
        // Once: finding it reads the whole mount table.
        this.fileStore = Files.getFileStore(root);
        this.root = root;
        this.disk = disk;
        this.use = new VolumeUse(capacity);
        this.space = new SpaceGuard(disk, root, reserve, use);
        this.reserve = reserve;
        this.lock = lock;
    }

    /** @throws StoreException when it is in use, of a newer version, or no data folder */
    static Volume open(Path root, StoreDisk disk, long reserve, long capacity) throws IOException {
        disk.createFolder(root);
        FileLock lock = lock(root);
        boolean opened = false;
        try {
            Volume volume = new Volume(root, disk, reserve, capacity, lock);
            volume.checkVersion();
            disk.createFolder(volume.programs());
            disk.force(root);
            opened = true;
            return volume;
        } finally {
            if (!opened) {
                lock.channel().close();
            }
        }
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
            if (Files.exists(programs())) {
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

    FileStore fileStore() {
        return fileStore;
    }

    Path root() {
        return root;
    }

    StoreDisk disk() {
        return disk;
    }

    SpaceGuard space() {
        return space;
    }

    Path damaged() {
        return root.resolve(StoreFiles.DAMAGED);
    }

    Path programs() {
        return root.resolve(StoreFiles.PROGRAMS);
    }

    ProgramFolder folder(String id) {
        return new ProgramFolder(disk, space, programs().resolve(id));
    }

    /** Bytes that may still be stored, the reserve taken off. */
    long free() throws IOException {
        return Math.max(0, use.room(diskRoom()));
    }

    /** Bytes of media that may be here, with what is here. */
    long limit() throws IOException {
        return use.limit(diskRoom());
    }

    VolumeUse use() {
        return use;
    }

    private long diskRoom() throws IOException {
        return disk.free(root) - reserve;
    }

    long total() throws IOException {
        return disk.total(root);
    }

    /** Segments that are being written here. */
    int writing() {
        return writing.get();
    }

    /** Segments put here since the start. */
    long placed() {
        return placed.get();
    }

    void writingStarted() {
        placed.incrementAndGet();
        writing.incrementAndGet();
    }

    void writingEnded() {
        writing.decrementAndGet();
    }

    boolean inUse() {
        return inUse;
    }

    void takeOut() {
        inUse = false;
    }

    @Override
    public void close() throws IOException {
        lock.channel().close();
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
