package io.mediachassis.blade.playout;

import io.mediachassis.blade.os.AlignedBuffer;
import io.mediachassis.blade.os.ReadableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The files that one thread of a volume reads from, the ones used last kept open. That thread's, but for forget. */
final class OpenFiles {
    private static final int LIMIT = 128;
    private static final int FORGET_LIMIT = 1024;

    private final Opener opener;
    private final Map<Path, ReadableFile> open = new LinkedHashMap<>(LIMIT * 2, 0.75f, true);
    private final Queue<Path> forgotten = new ConcurrentLinkedQueue<>();

    /** Opens a file of the volume. */
    @FunctionalInterface
    interface Opener {
        ReadableFile open(Path file) throws IOException;
    }

    OpenFiles(Opener opener) {
        this.opener = opener;
    }

    /** Any thread: what lies at or below is closed before the next read. */
    void forget(Path path) {
        if (forgotten.size() < FORGET_LIMIT) {
            forgotten.add(path);
        }
    }

    void closeForgotten() {
        for (Path path = forgotten.poll(); path != null; path = forgotten.poll()) {
            closeBelow(path);
        }
    }

    private void closeBelow(Path path) {
        open.entrySet().removeIf(e -> {
            if (!e.getKey().startsWith(path)) {
                return false;
            }
            e.getValue().close();
            return true;
        });
    }

    /** Fills the chunk; gives the bytes read. */
    int read(MediaChunk chunk) throws IOException {
        Path path = chunk.file();
        if (path == null) {
            throw new IOException("read of a chunk that is free");
        }
        ReadableFile file = open.get(path);
        if (file == null) {
            file = opener.open(path);
            open.put(path, file);
            closeEldest();
        }
        int pages = -Math.floorDiv(-chunk.length(), AlignedBuffer.PAGE);
        int read = file.read(chunk.address(), chunk.offset(), pages * AlignedBuffer.PAGE);
        if (read < chunk.length()) {
            open.remove(path);
            file.close();
            throw new IOException(path + " ends at " + (chunk.offset() + read) + ", before its index does; check the "
                    + "segment's hash and fetch it again");
        }
        return read;
    }

    private void closeEldest() {
        if (open.size() > LIMIT) {
            Iterator<ReadableFile> eldest = open.values().iterator();
            eldest.next().close();
            eldest.remove();
        }
    }

    void closeAll() {
        open.values().forEach(ReadableFile::close);
        open.clear();
    }
}
