package io.mediachassis.sim.pty;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A pseudo-terminal in raw mode: this process holds the master, a daemon opens the slave as its serial port. One slave
 * descriptor stays open here, or the master would read EIO whenever nobody has the port open. The port is reached by a
 * symbolic link, as a real one by {@code /dev/serial/by-path}: the number behind it changes when the cable was pulled.
 * Owned by one thread, except {@link #port()}.
 */
public final class Pty implements AutoCloseable {
    /** What the kernel buffers for a reader that is away; beyond it bytes are lost, as on a real port. */
    private static final int CHUNK = 4096;

    private static final int NONE = -1;

    private final Path link;
    private final Memory buffer = new Memory(CHUNK);
    private int master = NONE;
    private int slave = NONE;
    private long bytesLost;

    private Pty(Path link) {
        this.link = link;
    }

    /** Makes a pseudo-terminal and puts {@code link} (replaced if it is there) on its slave. */
    public static Pty open(Path link) throws IOException {
        Pty pty = new Pty(link);
        pty.plug();
        return pty;
    }

    /** The path for the daemon: stable over {@link #unplug} and {@link #plug}. Any thread. */
    public Path port() {
        return link;
    }

    /** For {@link PollSet}; -1 while unplugged. */
    int masterFd() {
        return master;
    }

    /** Bytes that the port's reader was too slow, or not there, to take. */
    public long bytesLost() {
        return bytesLost;
    }

    /** The cable is pulled: whoever has the port open sees a hang-up, and the link leads nowhere. */
    public void unplug() throws IOException {
        if (master == NONE) {
            return;
        }
        closeQuietly(slave);
        closeQuietly(master);
        slave = NONE;
        master = NONE;
        Files.deleteIfExists(link);
    }

    /** The cable is back: a new terminal behind the same link. */
    public void plug() throws IOException {
        if (master != NONE) {
            return;
        }
        try {
            master = PtyCalls.posix_openpt(
                    PtyCalls.O_RDWR | PtyCalls.O_NOCTTY | PtyCalls.O_NONBLOCK | PtyCalls.O_CLOEXEC);
            PtyCalls.grantpt(master);
            PtyCalls.unlockpt(master);
            int error = PtyCalls.ptsname_r(master, buffer, 128);
            if (error != 0) {
                throw new IOException("ptsname_r: errno " + error);
            }
            String name = buffer.getString(0);
            slave = PtyCalls.open(name, PtyCalls.O_RDWR | PtyCalls.O_NOCTTY | PtyCalls.O_CLOEXEC);
            try (Memory termios = new Memory(128)) {
                PtyCalls.tcgetattr(slave, termios);
                PtyCalls.cfmakeraw(termios);
                PtyCalls.tcsetattr(slave, PtyCalls.TCSANOW, termios);
            }
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, Path.of(name));
        } catch (LastErrorException e) {
            closeQuietly(slave);
            closeQuietly(master);
            slave = NONE;
            master = NONE;
            throw new IOException("cannot make a pseudo-terminal for " + link + ": errno " + e.getErrorCode()
                    + " (are /dev/ptmx and /dev/pts there?)", e);
        }
    }

    /** What the daemon wrote, possibly nothing. */
    public byte[] read() {
        if (master == NONE) {
            return new byte[0];
        }
        try {
            long count = PtyCalls.read(master, buffer, CHUNK);
            return count <= 0 ? new byte[0] : buffer.getByteArray(0, (int) count);
        } catch (LastErrorException e) {
            return new byte[0];
        }
    }

    /** Gives the daemon these bytes; what does not fit is lost and counted. */
    public void write(byte[] bytes, int length) {
        if (master == NONE) {
            return;
        }
        int count = Math.min(length, CHUNK);
        buffer.write(0, bytes, 0, count);
        long written = 0;
        try {
            written = PtyCalls.write(master, buffer, count);
        } catch (LastErrorException e) {
            // Full: nobody reads the port. A real one would overrun just so.
            written = 0;
        }
        bytesLost += length - Math.max(0, written);
    }

    @Override
    public void close() throws IOException {
        unplug();
    }

    private static void closeQuietly(int fd) {
        if (fd != NONE) {
            try {
                PtyCalls.close(fd);
            } catch (LastErrorException e) {
                // The descriptor is gone either way.
                return;
            }
        }
    }
}
