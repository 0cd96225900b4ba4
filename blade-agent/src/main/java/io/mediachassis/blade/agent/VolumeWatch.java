package io.mediachassis.blade.agent;

import io.mediachassis.blade.playout.IoChannel;
import io.mediachassis.blade.storage.ProgramStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks after the volumes: one that has failed is given up and its segments are no longer held. One thread, but for
 * {@link #problems}.
 */
final class VolumeWatch implements Runnable {
    private final ProgramStore store;
    private final List<Path> folders;
    private final List<IoChannel> channels;
    private volatile List<String> problems;
    private volatile Listener listener = (volume, reason) -> { };

    /** Told of each volume that is taken out, once. */
    @FunctionalInterface
    interface Listener {
        void onVolumeFailed(String volume, String reason);
    }

    VolumeWatch(ProgramStore store, List<Path> folders, List<IoChannel> channels) {
        this.store = store;
        this.folders = folders;
        this.channels = channels;
        List<Path> opened = store.volumes();
        this.problems = folders.stream()
                .filter(folder -> !opened.contains(folder))
                .map(folder -> "Volume " + folder.getFileName() + " could not be opened; check the disk, and restart the "
                        + "blade")
                .toList();
    }

    void listener(Listener to) {
        listener = to;
    }

    /** What is wrong with the volumes, for people. Any thread. */
    List<String> problems() {
        return problems;
    }

    /** To be called some times a second. */
    @Override
    public void run() {
        for (int i = 0; i < channels.size(); i++) {
            IoChannel channel = channels.get(i);
            String reason = channel.check().orElse("");
            if (!reason.isEmpty() && store.inUse(folders.get(i))) {
                store.takeOut(folders.get(i), reason);
                channel.fail(reason);
                List<String> more = new ArrayList<>(problems);
                more.add("Volume " + channel.volume() + " is taken out: " + reason
                        + "; replace the disk and restart the blade");
                problems = List.copyOf(more);
                listener.onVolumeFailed(channel.volume(), reason);
            }
        }
    }
}
