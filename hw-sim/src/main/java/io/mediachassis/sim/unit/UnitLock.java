package io.mediachassis.sim.unit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * That a unit's addresses and its data folder are used by one launcher at a time: a port of the launcher's own, and a
 * lock on a file in the folder. The kernel gives both back when the process ends, however it ends. Any thread.
 */
final class UnitLock implements AutoCloseable {
    private static final int PORT = 7399;

    private final ServerSocket socket;
    private final FileChannel file;

    private UnitLock(ServerSocket socket, FileChannel file) {
        this.socket = socket;
        this.file = file;
    }

    /** @throws IOException when another launcher has either; the message says which, and what to do */
    static UnitLock take(UnitPlan plan) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            try {
                socket.bind(new InetSocketAddress(InetAddress.getByName(plan.lockAddress()), PORT));
            } catch (BindException e) {
                throw new IOException("Unit " + plan.unit() + " runs already (its launcher has " + plan.lockAddress() + ":"
                        + PORT + "); end it, or choose another with --unit N and --data DIR", e);
            }
            Files.createDirectories(plan.dataFolder());
            return new UnitLock(socket, locked(plan.dataFolder()));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static FileChannel locked(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("unit.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock got = null;
        try {
            got = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            throw inUse(folder, e);
        } finally {
            if (got == null) {
                channel.close();
            }
        }
        if (got == null) {
            throw inUse(folder, null);
        }
        return channel;
    }

    private static IOException inUse(Path folder, @Nullable Throwable cause) {
        return new IOException("The data folder " + folder + " is in use by another unit; end it, or choose another with "
                + "--data DIR", cause);
    }

    @Override
    public void close() {
        try (file) {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
