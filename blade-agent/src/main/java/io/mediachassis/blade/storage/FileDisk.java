package io.mediachassis.blade.storage;

import io.mediachassis.blade.os.DirectOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The real disk. */
final class FileDisk implements StoreDisk {
    // Finding a folder's volume reads the whole mount table, and its free space is asked for each second.
    private final Map<Path, FileStore> volumes = new ConcurrentHashMap<>();
    private final DirectOutput.Turn turn;

    /** @param turn carries out each write, when the disk has time */
    FileDisk(DirectOutput.Turn turn) {
        this.turn = turn;
    }

    FileDisk() {
        this(DirectOutput.Write::run);
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        Files.createDirectories(folder);
    }

    @Override
    public Output create(Path file, long expected) throws IOException {
        DirectOutput direct = new DirectOutput(file, expected, turn);
        return new Output() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                direct.write(bytes);
            }

            @Override
            public void flush() throws IOException {
                direct.flush();
            }

            @Override
            public long readable() {
                return direct.readable();
            }

            @Override
            public void force() throws IOException {
                direct.force();
            }

            @Override
            public void close() {
                direct.close();
            }
        };
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public long free(Path folder) throws IOException {
        return turn.free(volume(folder).getUsableSpace());
    }

    @Override
    public long total(Path folder) throws IOException {
        return volume(folder).getTotalSpace();
    }

    private FileStore volume(Path folder) throws IOException {
        FileStore known = volumes.get(folder);
        if (known == null) {
            known = Files.getFileStore(folder);
            volumes.put(folder, known);
        }
        return known;
    }
}
