package io.mediachassis.blade.agent;

import io.mediachassis.blade.playout.DiskVerdict;
import io.mediachassis.blade.playout.WatchedDisk;
import io.mediachassis.blade.storage.ProgramStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the volumes: one that has failed is given up and its segments are no longer held. One that is only slow
 * stays as long as it has what no other blade of the station does: late is better than never. One thread, but for
 * {@link #problems}.
 */
final class VolumeWatch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(VolumeWatch.class);

    private final ProgramStore store;
    private final List<Path> folders;
    private final List<? extends WatchedDisk> disks;
    private final List<String> lasting = new ArrayList<>();
    private final Map<String, String> slow = new TreeMap<>();
    private volatile List<String> problems;
    private volatile Listener listener = (volume, reason) -> { };
    private volatile ToIntFunction<Path> onlyHere = folder -> 0;

    /** Told of each volume that is taken out, once. */
    @FunctionalInterface
    interface Listener {
        void onVolumeFailed(String volume, String reason);
    }

    VolumeWatch(ProgramStore store, List<Path> folders, List<? extends WatchedDisk> disks) {
        this.store = store;
        this.folders = folders;
        this.disks = disks;
        List<Path> opened = store.volumes();
        folders.stream()
                .filter(folder -> !opened.contains(folder))
                .map(folder -> "Volume " + folder.getFileName() + " could not be opened; check the disk, and restart the "
                        + "blade")
                .forEach(lasting::add);
        this.problems = List.copyOf(lasting);
    }

    void listener(Listener to) {
        listener = to;
    }

    /** @param counts the segments on a volume, by its folder, that only this blade has */
    void onlyHere(ToIntFunction<Path> counts) {
        onlyHere = counts;
    }

    /** What is wrong with the volumes, for people. Any thread. */
    List<String> problems() {
        return problems;
    }

    /** To be called some times a second. */
    @Override
    public void run() {
        for (int i = 0; i < disks.size(); i++) {
            // One that could not be opened is none of the store's.
            if (store.volumes().contains(folders.get(i)) && store.inUse(folders.get(i))) {
                look(disks.get(i), folders.get(i));
            }
        }
        List<String> now = new ArrayList<>(lasting);
        now.addAll(slow.values());
        problems = List.copyOf(now);
    }

    private void look(WatchedDisk disk, Path folder) {
        String volume = disk.volume();
        DiskVerdict verdict = disk.check().orElse(null);
        int only = verdict != null && verdict.answers() ? onlyHere.applyAsInt(folder) : 0;
        if (verdict == null) {
            if (slow.remove(volume) != null) {
                LOG.info("Volume {} answers in time again", volume);
            }
        } else if (only == 0) {
            slow.remove(volume);
            takeOut(disk, folder, verdict.reason());
        } else {
            String told = "Volume " + volume + " is slow: " + verdict.reason() + "; it stays, since " + only
                    + " of its segments are on no other blade; make copies of them, and replace the disk";
            if (slow.put(volume, told) == null) {
                LOG.warn("{}", told);
            }
        }
    }

    private void takeOut(WatchedDisk disk, Path folder, String reason) {
        store.takeOut(folder, reason);
        disk.fail(reason);
        lasting.add("Volume " + disk.volume() + " is taken out: " + reason
                + "; replace the disk and restart the blade");
        listener.onVolumeFailed(disk.volume(), reason);
    }
}
