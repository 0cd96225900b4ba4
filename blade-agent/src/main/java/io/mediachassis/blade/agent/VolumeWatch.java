package io.mediachassis.blade.agent;

import io.mediachassis.blade.playout.IoChannel;
import io.mediachassis.blade.storage.ProgramStore;
import java.nio.file.Path;
import java.util.List;

/** Looks after the volumes: one that has failed is given up and its segments are no longer held. One thread. */
final class VolumeWatch implements Runnable {
    private final ProgramStore store;
    private final List<Path> folders;
    private final List<IoChannel> channels;
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
    }

    void listener(Listener to) {
        listener = to;
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
                listener.onVolumeFailed(channel.volume(), reason);
            }
        }
    }
}
