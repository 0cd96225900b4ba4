package io.mediachassis.backplane.serial;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.file.Path;
import jssc.SerialPort;
import jssc.SerialPortException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One opening of a serial device: jssc for the line's parameters and its bytes, and a second descriptor of the same
 * device to wait on and to lock. Neither jssc's blocking read (not woken by a close, spins after a hang-up) nor its
 * event thread (1 ms, 2 % of a core) is used.
 *
 * <p>The lock is flock(2) on the device itself. TIOCEXCL, which jssc would set, stops root from nothing and outlives a
 * killed process where another process keeps the device open; it is switched off. Owned by the line's thread.
 */
final class OpenPort {
    private static final Logger LOG = LoggerFactory.getLogger(OpenPort.class);

    private final int fd;
    private final SerialPort port;

    private OpenPort(int fd, SerialPort port) {
        this.fd = fd;
        this.port = port;
    }

    /** Opens at 115200 8N1, takes the lock and drops what the device had buffered. */
    static OpenPort open(Path device) throws IOException {
        System.setProperty(jssc.SerialNativeInterface.PROPERTY_JSSC_NO_TIOCEXCL, "true");
        int fd;
        try {
            fd = Posix.open(device.toString(),
                    Posix.O_RDWR | Posix.O_NOCTTY | Posix.O_NONBLOCK | Posix.O_CLOEXEC);
        } catch (LastErrorException e) {
            throw new IOException(
                    "cannot open " + device + ": errno " + e.getErrorCode()
                            + "; does the device exist, and may this user read and write it?",
                    e);
        }
        try {
            lock(fd, device);
            SerialPort port = new SerialPort(device.toString());
            port.openPort();
            boolean confirmed = port.setParams(
                    SerialPort.BAUDRATE_115200, SerialPort.DATABITS_8, SerialPort.STOPBITS_1, SerialPort.PARITY_NONE);
            if (!confirmed) {
                reportUnconfirmed(device);
            }
            port.purgePort(SerialPort.PURGE_RXCLEAR);
            return new OpenPort(fd, port);
        } catch (IOException e) {
            closeQuietly(fd);
            throw new IOException("cannot open " + device + ": " + e.getMessage(), e);
        }
    }

    private static void lock(int fd, Path device) throws IOException {
        try {
            Posix.flock(fd, Posix.LOCK_EX | Posix.LOCK_NB);
        } catch (LastErrorException e) {
            throw new IOException(device + " is in use by another process; end that one (fuser names it)", e);
        }
    }

    /** A pseudo-terminal takes the parameters but has no modem lines, which jssc reports as failure. */
    private static void reportUnconfirmed(Path device) throws IOException {
        if (device.toRealPath().startsWith("/dev/pts")) {
            LOG.debug("{} is a pseudo-terminal; it confirms no line parameters", device);
        } else {
            LOG.warn("{} did not confirm 115200 8N1; if nothing answers, check the port", device);
        }
    }

    int fd() {
        return fd;
    }

    /** What has arrived, possibly nothing. */
    byte[] read() throws IOException {
        int available = port.getInputBufferBytesCount();
        byte[] bytes = available > 0 ? port.readBytes(available) : null;
        return bytes == null ? new byte[0] : bytes;
    }

    void write(byte[] bytes) throws IOException {
        if (!port.writeBytes(bytes)) {
            throw new IOException("short write of " + bytes.length + " bytes");
        }
    }

    void close() {
        try {
            port.closePort();
        } catch (SerialPortException e) {
            LOG.debug("closing {}: {}", port.getPortName(), e.getMessage());
        }
        closeQuietly(fd);
    }

    private static void closeQuietly(int fd) {
        try {
            Posix.close(fd);
        } catch (LastErrorException e) {
            LOG.debug("close: errno {}", e.getErrorCode());
        }
    }
}
