package io.mediachassis.blade.storage;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The volumes of one store. Fixed at start; each may be taken out later. Any thread. */
final class VolumeSet implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VolumeSet.class);

    private final List<Volume> all;

    private VolumeSet(List<Volume> all) {
        this.all = List.copyOf(all);
    }

    /**
     * Opens the folders. One whose disk fails is left out with a warning, unless it is the only one.
     *
     * @throws StoreException when one is in use, of a newer version or no data folder
     */
    static VolumeSet open(List<Path> roots, Function<Path, StoreDisk> disks, long reserve, long capacity)
            throws IOException {
        List<Volume> opened = new ArrayList<>();
        boolean done = false;
        try {
            for (Path root : roots) {
                try {
                    opened.add(Volume.open(root, disks.apply(root), reserve, capacity));
                } catch (StoreException e) {
                    throw e;
                } catch (IOException e) {
                    if (roots.size() == 1) {
                        throw e;
                    }
                    LOG.warn("Volume {} can't be opened ({}): the store goes on without it; check the disk", root,
                            e.toString());
                }
            }
            if (opened.isEmpty()) {
                throw new StoreException("none of the volumes " + roots + " can be opened; check the disks");
            }
            done = true;
            return new VolumeSet(opened);
        } finally {
            if (!done) {
                closeAll(opened);
            }
        }
    }

    /** Those that are in use, in the configured order. */
    List<Volume> inUse() {
        return all.stream().filter(Volume::inUse).toList();
    }

    List<Volume> all() {
        return all;
    }

    /** The one that a file lies on. */
    Volume of(Path file) {
        for (Volume v : all) {
            if (file.startsWith(v.root())) {
                return v;
            }
        }
        throw new IllegalArgumentException(file + " is on none of the volumes " + all);
    }

    /** Where a segment of about this size goes. @throws DiskFull when it fits on none */
    Volume place(long bytes) throws IOException {
        List<VolumeChoice.Candidate> candidates = new ArrayList<>(all.size());
        for (Volume v : all) {
            candidates.add(new VolumeChoice.Candidate(v.inUse() ? freeOf(v) : 0, v.writing(), v.placed(), v.inUse()));
        }
        int chosen = VolumeChoice.of(candidates, bytes);
        if (chosen < 0) {
            List<Volume> usable = inUse();
            if (usable.isEmpty()) {
                throw new StoreException("no volume is in use any more; replace the disks");
            }
            usable.get(0).space().grant(Math.max(1, bytes));
            throw new DiskFull("no volume has room for a segment of " + bytes + " bytes; remove programs or add a disk");
        }
        return all.get(chosen);
    }

    private static long freeOf(Volume v) {
        try {
            return v.free();
        } catch (IOException e) {
            LOG.warn("Volume {} does not tell its free space ({}); nothing is put there", v, e.toString());
            return -1;
        }
    }

    /** Bytes that can be put on all volumes in use; folders of one file system share what it has. */
    long free() throws IOException {
        Map<FileStore, Long> byDisk = new HashMap<>();
        for (Volume v : inUse()) {
            // Without a capacity each folder of a file system says the same, which counts once.
            byDisk.merge(v.fileStore(), v.free(), v.use().capacity() == 0 ? Math::max : Long::sum);
        }
        long sum = 0;
        for (Map.Entry<FileStore, Long> disk : byDisk.entrySet()) {
            sum += Math.min(disk.getValue(), disk.getKey().getUsableSpace());
        }
        return sum;
    }

    /** @throws DiskFull when this much is not to be had on all of them together */
    void requireRoom(long bytes) throws IOException {
        if (inUse().isEmpty() || free() < bytes) {
            throw new DiskFull("the disks of " + this + " are full: "
                    + (bytes >> 20) + " MB are wanted, and " + (free() >> 20)
                    + " MB more can be stored; remove programs or add a disk");
        }
    }

    /** Each volume in use, as full as it is. */
    List<Fill> fills() throws IOException {
        List<Fill> fills = new ArrayList<>();
        for (Volume v : inUse()) {
            fills.add(new Fill(v.root(), v.use().used(), v.limit()));
        }
        return fills;
    }

    long total() throws IOException {
        long sum = 0;
        for (Volume v : oneOfEachFileSystem()) {
            sum += v.total();
        }
        return sum;
    }

    private List<Volume> oneOfEachFileSystem() throws IOException {
        Set<FileStore> seen = new HashSet<>();
        List<Volume> list = new ArrayList<>();
        for (Volume v : inUse()) {
            if (seen.add(v.fileStore())) {
                list.add(v);
            }
        }
        return list;
    }

    @Override
    public void close() throws IOException {
        closeAll(all);
    }

    private static void closeAll(List<Volume> volumes) throws IOException {
        for (Volume v : volumes) {
            v.close();
        }
    }

    @Override
    public String toString() {
        return all.toString();
    }
}
