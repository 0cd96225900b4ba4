package io.mediachassis.sim.pty;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** The system calls behind pseudo-terminals; Linux values. */
final class PtyCalls {
    static final int O_RDWR = 2;
    static final int O_NOCTTY = 0x100;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int TCSANOW = 0;
    static final int TCIOFLUSH = 2;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final short POLLIN = 1;

    static {
        Native.register(PtyCalls.class, "c");
    }

    private PtyCalls() {}

    static native int posix_openpt(int flags) throws LastErrorException;

    static native int grantpt(int fd) throws LastErrorException;

    static native int unlockpt(int fd) throws LastErrorException;

    /** Returns the error itself, 0 for none. */
    static native int ptsname_r(int fd, Pointer name, long length);

    static native int open(String path, int flags) throws LastErrorException;

    static native int close(int fd) throws LastErrorException;

    static native int tcgetattr(int fd, Pointer termios) throws LastErrorException;

    static native void cfmakeraw(Pointer termios);

    static native int tcsetattr(int fd, int when, Pointer termios) throws LastErrorException;

    static native int tcflush(int fd, int queue) throws LastErrorException;

    static native long read(int fd, Pointer buffer, long count) throws LastErrorException;

    static native long write(int fd, Pointer buffer, long count) throws LastErrorException;

    static native int eventfd(int initial, int flags) throws LastErrorException;

    static native int ppoll(Pointer fds, long count, Pointer timeout, Pointer signals) throws LastErrorException;
}
