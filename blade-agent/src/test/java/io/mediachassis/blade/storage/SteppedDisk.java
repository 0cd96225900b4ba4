package io.mediachassis.blade.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Calls back after each change of the disk; knows which files' bytes a power cut would leave; fails when told to. */
final class SteppedDisk implements StoreDisk {
    /** Called after each operation. */
    interface Step {
        void after(String operation) throws IOException;
    }

    private final FileDisk real = new FileDisk();
    private final Step step;
    final Set<Path> unforced = new HashSet<>();
    /** Bytes until writing fails with the system's own message. */
    long roomUntilNoSpace = Long.MAX_VALUE;
    long free = Long.MAX_VALUE / 2;

    SteppedDisk(Step step) {
        this.step = step;
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        real.createFolder(folder);
        step.after("folder " + folder);
    }

    @Override
    public Output create(Path file, long expected) throws IOException {
        Output output = real.create(file, expected);
        unforced.add(file);
        step.after("create " + file);
        return new Output() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                roomUntilNoSpace -= bytes.remaining();
                if (roomUntilNoSpace < 0) {
                    throw new IOException("No space left on device");
                }
                output.write(bytes);
                step.after("write " + file);
            }

            @Override
            public long readable() {
                return output.readable();
            }

            @Override
            public void force() throws IOException {
                output.force();
                unforced.remove(file);
                step.after("force " + file);
            }

            @Override
            public void close() throws IOException {
                output.close();
            }
        };
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        real.rename(from, to);
        if (unforced.remove(from)) {
            unforced.add(to);
        }
        step.after("rename " + to);
    }

    @Override
    public void force(Path folder) throws IOException {
        real.force(folder);
        step.after("force " + folder);
    }

    @Override
    public void delete(Path file) throws IOException {
        real.delete(file);
        unforced.remove(file);
        step.after("delete " + file);
    }

    @Override
    public long free(Path folder) {
        return free;
    }

    @Override
    public long total(Path folder) {
        return Long.MAX_VALUE / 2;
    }
}
