package io.mediachassis.blade.playout;

import io.mediachassis.blade.os.SentDisk;
import java.nio.file.Path;
import java.util.List;

/** The volumes of a blade as one reader: each read goes to the channel of the volume that the file lies on. */
public final class IoChannels implements ChunkReader {
    private final Path[] folders;
    private final SentDisk[] sending;
    private final IoChannel[] channels;

    /** @param folders of the volumes, in the order of their channels */
    public IoChannels(List<Path> folders, List<IoChannel> channels) {
        if (folders.size() != channels.size() || folders.isEmpty()) {
            throw new IllegalArgumentException("each of at least one volume has a channel");
        }
        this.folders = folders.toArray(Path[]::new);
        this.channels = channels.toArray(IoChannel[]::new);
        this.sending = channels.stream().map(IoChannel::sending).toArray(SentDisk[]::new);
    }

    @Override
    public boolean request(MediaChunk chunk) {
        Path file = chunk.file();
        for (int i = 0; i < folders.length; i++) {
            if (file != null && file.startsWith(folders[i])) {
                return channels[i].request(chunk);
            }
        }
        chunk.failed(file + " is on no volume");
        return true;
    }

    /** The disk that a file lies on, for sendfile. Any thread. */
    public SentDisk sending(Path file) {
        for (int i = 0; i < folders.length; i++) {
            if (file.startsWith(folders[i])) {
                return sending[i];
            }
        }
        return SentDisk.WELL;
    }

    /** How long all the volumes' threads were at work so far. */
    public long busyNs() {
        long sum = 0;
        for (IoChannel channel : channels) {
            sum += channel.busyNs();
        }
        return sum;
    }

    /** Threads of all the volumes. */
    public int threads() {
        int sum = 0;
        for (IoChannel channel : channels) {
            sum += channel.threads();
        }
        return sum;
    }

    /** Closes the files at or below a path, so that a deleted program's blocks are freed. Any thread. */
    public void forget(Path path) {
        for (int i = 0; i < folders.length; i++) {
            if (path.startsWith(folders[i])) {
                channels[i].forget(path);
            }
        }
    }
}
