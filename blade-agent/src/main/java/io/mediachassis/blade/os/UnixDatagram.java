package io.mediachassis.blade.os;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A socket of the UNIX domain that keeps the bounds of messages and takes descriptors along (unix(7), SCM_RIGHTS). One
 * thread sends and one receives; both block.
 */
public final class UnixDatagram implements AutoCloseable {
    /** What a message may have. */
    public static final int MAX_BYTES = 4096;
    /** Descriptors of one message. */
    public static final int MAX_DESCRIPTORS = 8;

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_SEQPACKET = 5;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int POLLIN = 1;
    private static final int SOCKADDR_BYTES = 110;
    private static final int MAX_NAME_BYTES = SOCKADDR_BYTES - 3;
    private static final int O_CLOEXEC = 0x80000;
    private static final int O_PATH = 0x200000;
    private static final int MSGHDR_BYTES = 56;
    private static final int CMSGHDR_BYTES = 16;
    private static final int CONTROL_BYTES = CMSGHDR_BYTES + MAX_DESCRIPTORS * Integer.BYTES;

    private final int fd;
    private final Frame out = new Frame();
    private final Frame in = new Frame();
    private boolean closed;

    /** A message; whoever takes it closes its descriptors. */
    public record Message(String text, List<Integer> descriptors) {}

    private UnixDatagram(int fd) {
        this.fd = fd;
    }

    /** Over a socket that came from elsewhere; closes it with itself. */
    public static UnixDatagram of(int fd) {
        return new UnixDatagram(fd);
    }

    /** Receives at a name: a path, or {@code @} and a name without a file. */
    public static UnixDatagram bound(String name) throws IOException {
        return made("receive", name, true);
    }

    /** Sends to a name. */
    public static UnixDatagram connected(String name) throws IOException {
        return made("send", name, false);
    }

    /** Two ends of one line; {@link #receive} at one is empty for good once the other is closed. */
    public static List<UnixDatagram> pair() throws IOException {
        ByteBuffer both = direct(2 * Integer.BYTES);
        if (LibC.socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, AlignedBuffer.addressOf(both)) < 0) {
            throw new IOException("cannot make a pair of sockets: " + Errno.text(Errno.last()));
        }
        return List.of(new UnixDatagram(both.getInt(0)), new UnixDatagram(both.getInt(Integer.BYTES)));
    }

    private static UnixDatagram made(String purpose, String name, boolean bind) throws IOException {
        int slash = name.lastIndexOf('/');
        if (slash <= 0 || name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES) {
            return made(purpose, name, name, bind);
        }
        // Too long for an address, which has 108 bytes: a path that starts at the open folder is as good.
        byte[] folder = (name.substring(0, slash) + "\0").getBytes(StandardCharsets.UTF_8);
        int open = LibC.open(folder, O_PATH | O_CLOEXEC, 0);
        if (open < 0) {
            throw new IOException("cannot " + purpose + " at " + name + ": " + Errno.text(Errno.last()));
        }
        try {
            return made(purpose, name, "/proc/self/fd/" + open + name.substring(slash), bind);
        } finally {
            LibC.close(open);
        }
    }

    private static UnixDatagram made(String purpose, String name, String at, boolean bind) throws IOException {
        byte[] path = at.getBytes(StandardCharsets.UTF_8);
        if (path.length == 0 || path.length > MAX_NAME_BYTES) {
            throw new IOException("a socket's name has 1 to " + MAX_NAME_BYTES + " bytes, not " + path.length
                    + ": " + name);
        }
        if (path[0] == '@') {
            path[0] = 0;
        }
        ByteBuffer address = direct(SOCKADDR_BYTES);
        address.putShort(0, (short) AF_UNIX).put(2, path);
        int length = 2 + path.length + (path[0] == 0 ? 0 : 1);
        int fd = LibC.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        long to = AlignedBuffer.addressOf(address);
        if (fd < 0 || (bind ? LibC.bind(fd, to, length) : LibC.connect(fd, to, length)) < 0) {
            int error = Errno.last();
            if (fd >= 0) {
                LibC.close(fd);
            }
            throw new IOException("cannot " + purpose + " at " + name + ": " + Errno.text(error));
        }
        return new UnixDatagram(fd);
    }

    /** Sends; the descriptors stay the caller's. Blocks while the receiver's queue is full. */
    public void send(String text, int... descriptors) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES || descriptors.length > MAX_DESCRIPTORS) {
            throw new IOException("a message has at most " + MAX_BYTES + " bytes and " + MAX_DESCRIPTORS
                    + " descriptors, not " + bytes.length + " and " + descriptors.length);
        }
        long at = out.filled(bytes, descriptors);
        long sent;
        do {
            sent = LibC.sendmsg(fd, at, MSG_NOSIGNAL);
        } while (sent < 0 && Errno.last() == Errno.EINTR);
        if (sent < 0) {
            throw new IOException("cannot send: " + Errno.text(Errno.last()));
        }
    }

    /** What was received; empty when nothing came within the time, or nothing will. A negative time has no end. */
    public Optional<Message> receive(int timeoutMs) throws IOException {
        ByteBuffer pollfd = direct(8);
        pollfd.putInt(0, fd).putShort(4, (short) POLLIN);
        int events = LibC.poll(AlignedBuffer.addressOf(pollfd), 1, timeoutMs);
        if (events <= 0 || pollfd.getShort(6) == 0) {
            return Optional.empty();
        }
        long got = LibC.recvmsg(fd, in.emptied(), MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        if (got < 0 && Errno.last() != Errno.EAGAIN && Errno.last() != Errno.EINTR) {
            throw new IOException("cannot receive: " + Errno.text(Errno.last()));
        }
        return got <= 0 ? Optional.empty() : Optional.of(in.message((int) got));
    }

    /** For {@link #send}, to give one end of a pair away. */
    public int fd() {
        return fd;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            LibC.close(fd);
        }
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** A struct msghdr with one iovec and one control message, as 64-bit Linux lays them out. */
    private static final class Frame {
        private final ByteBuffer header = direct(MSGHDR_BYTES);
        private final ByteBuffer iovec = direct(16);
        private final ByteBuffer bytes = direct(MAX_BYTES);
        private final ByteBuffer control = direct(CONTROL_BYTES);

        Frame() {
            iovec.putLong(0, AlignedBuffer.addressOf(bytes));
            header.putLong(16, AlignedBuffer.addressOf(iovec)).putLong(24, 1);
        }

        long filled(byte[] text, int[] descriptors) {
            bytes.put(0, text);
            iovec.putLong(8, text.length);
            int length = CMSGHDR_BYTES + descriptors.length * Integer.BYTES;
            control.putLong(0, length).putInt(8, SOL_SOCKET).putInt(12, SCM_RIGHTS);
            for (int i = 0; i < descriptors.length; i++) {
                control.putInt(CMSGHDR_BYTES + i * Integer.BYTES, descriptors[i]);
            }
            // A control message's space is a multiple of 8.
            int space = (length + 7) & ~7;
            header.putLong(32, descriptors.length == 0 ? 0 : AlignedBuffer.addressOf(control));
            header.putLong(40, descriptors.length == 0 ? 0 : space);
            return AlignedBuffer.addressOf(header);
        }

        long emptied() {
            iovec.putLong(8, MAX_BYTES);
            header.putLong(32, AlignedBuffer.addressOf(control)).putLong(40, CONTROL_BYTES);
            return AlignedBuffer.addressOf(header);
        }

        Message message(int length) {
            byte[] text = new byte[length];
            bytes.get(0, text);
            List<Integer> descriptors = new ArrayList<>();
            boolean some = header.getLong(40) >= CMSGHDR_BYTES
                    && control.getInt(8) == SOL_SOCKET && control.getInt(12) == SCM_RIGHTS;
            int end = some ? (int) control.getLong(0) : 0;
            for (int at = CMSGHDR_BYTES; at + Integer.BYTES <= end; at += Integer.BYTES) {
                descriptors.add(control.getInt(at));
            }
            return new Message(new String(text, StandardCharsets.UTF_8), descriptors);
        }
    }
}
