package io.mediachassis.sim.console.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Media that was received and not played yet, first in, first out: in memory up to a bound, then in a file up to another.
 * What finds no room is left out and counted: a player that stands still costs nothing more. One thread puts, another
 * takes.
 */
public final class MediaBuffer implements AutoCloseable {
    private final byte[] memory;
    private final long fileBytes;
    private final Path folder;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int memoryAt;
    private int inMemory;
    private @Nullable FileChannel file;
    private long fileAt;
    private long inFile;
    private long overrun;
    private long most;
    private boolean ended;

    /**
     * @param memoryBytes at least a datagram
     * @param fileBytes more, 0 for none
     * @param folder for the file, which is made when it is needed and has no name
     */
    public MediaBuffer(int memoryBytes, long fileBytes, Path folder) {
        memory = new byte[memoryBytes];
        this.fileBytes = fileBytes;
        this.folder = folder;
    }

    /** Adds media; never waits. False when there was no room, and it is left out; and after the end. */
    public boolean put(byte[] from, int offset, int length) throws IOException {
        lock.lock();
        try {
            if (ended) {
                return false;
            }
            // In its order: what is in memory is older than what is in the file.
            if (inFile == 0 && inMemory + length <= memory.length) {
                intoMemory(from, offset, length);
            } else if (inFile + length <= fileBytes) {
                intoFile(ByteBuffer.wrap(from, offset, length));
            } else {
                overrun += length;
                return false;
            }
            most = Math.max(most, inMemory + inFile);
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void intoMemory(byte[] from, int offset, int length) {
        int at = (memoryAt + inMemory) % memory.length;
        int first = Math.min(length, memory.length - at);
        System.arraycopy(from, offset, memory, at, first);
        System.arraycopy(from, offset + first, memory, 0, length - first);
        inMemory += length;
    }

    private void intoFile(ByteBuffer from) throws IOException {
        FileChannel open = file;
        if (open == null) {
            Path path = Files.createTempFile(folder, "console", ".ts");
            open = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
            file = open;
        }
        for (long at = (fileAt + inFile) % fileBytes; from.hasRemaining(); at = (fileAt + inFile) % fileBytes) {
            ByteBuffer part = from.slice(from.position(), (int) Math.min(from.remaining(), fileBytes - at));
            int written = open.write(part, at);
            from.position(from.position() + written);
            inFile += written;
        }
    }

    /**
     * Takes what came first, waiting for it.
     *
     * @return bytes; 0 when none came within the time, -1 when none comes any more
     */
    public int take(byte[] to, int most, long waitNs) throws IOException, InterruptedException {
        lock.lock();
        try {
            await(waitNs);
            if (inMemory == 0 && inFile == 0) {
                return ended ? -1 : 0;
            }
            if (inMemory == 0) {
                refill();
            }
            int length = Math.min(most, inMemory);
            int first = Math.min(length, memory.length - memoryAt);
            System.arraycopy(memory, memoryAt, to, 0, first);
            System.arraycopy(memory, 0, to, first, length - first);
            memoryAt = (memoryAt + length) % memory.length;
            inMemory -= length;
            return length;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something to take, or nothing comes any more. */
    void await(long waitNs) throws InterruptedException {
        lock.lock();
        try {
            for (long left = waitNs; left > 0 && inMemory == 0 && inFile == 0 && !ended; ) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Drops so many bytes, or all there are. */
    void skip(long bytes) throws IOException {
        lock.lock();
        try {
            for (long left = bytes; left > 0 && (inMemory > 0 || inFile > 0); ) {
                if (inMemory == 0) {
                    refill();
                }
                int length = (int) Math.min(left, inMemory);
                memoryAt = (memoryAt + length) % memory.length;
                inMemory -= length;
                left -= length;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until so much has come as fits, and copies it; false when it did not come in time, or comes no more. */
    public boolean peek(byte[] to, long waitNs) throws InterruptedException {
        lock.lock();
        try {
            long left = waitNs;
            while (inMemory < to.length) {
                if (ended || left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            int first = Math.min(to.length, memory.length - memoryAt);
            System.arraycopy(memory, memoryAt, to, 0, first);
            System.arraycopy(memory, 0, to, first, to.length - first);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void refill() throws IOException {
        memoryAt = 0;
        FileChannel open = file;
        while (open != null && inFile > 0 && inMemory < memory.length) {
            int length = (int) Math.min(Math.min(inFile, fileBytes - fileAt), memory.length - inMemory);
            int read = open.read(ByteBuffer.wrap(memory, inMemory, length), fileAt);
            if (read <= 0) {
                throw new IOException("the buffer's file in " + folder + " has become shorter");
            }
            inMemory += read;
            inFile -= read;
            fileAt = (fileAt + read) % fileBytes;
        }
    }

    /** Nothing more is put. */
    public void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Bytes held now. */
    public long held() {
        lock.lock();
        try {
            return inMemory + inFile;
        } finally {
            lock.unlock();
        }
    }

    boolean ended() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** Bytes that find room now. */
    public long room() {
        lock.lock();
        try {
            // What is in the file is the newest: memory has room for it alone.
            return inFile == 0 ? memory.length - inMemory + fileBytes : fileBytes - inFile;
        } finally {
            lock.unlock();
        }
    }

    /** Most bytes held at a time. */
    public long most() {
        lock.lock();
        try {
            return most;
        } finally {
            lock.unlock();
        }
    }

    /** Bytes left out for want of room. */
    public long overrun() {
        lock.lock();
        try {
            return overrun;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        FileChannel open = file;
        if (open != null) {
            open.close();
        }
    }
}
