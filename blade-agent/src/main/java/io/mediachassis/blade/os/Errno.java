package io.mediachassis.blade.os;

import com.sun.jna.Native;

/** Error numbers of Linux (asm-generic/errno.h) that are told apart here, and their names for messages. Any thread. */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EINVAL = 22;
    public static final int EMFILE = 24;
    public static final int ENOSPC = 28;
    public static final int EDQUOT = 122;
    public static final int EMSGSIZE = 90;
    public static final int ENOPROTOOPT = 92;
    public static final int EOPNOTSUPP = 95;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ENETUNREACH = 101;
    public static final int ENOBUFS = 105;

    private Errno() {}

    /** Error of this thread's last call that failed. */
    static int last() {
        return Native.getLastError();
    }

    /** Whether a socket's buffer was full, so that the same call may do later. */
    static boolean noRoom(int errno) {
        return errno == EAGAIN || errno == ENOBUFS;
    }

    /** The symbolic name with a plain sentence where there is one to give, else the number. */
    public static String text(int errno) {
        return switch (errno) {
            case EPERM -> "EPERM (refused, perhaps by a packet filter)";
            case ENOENT -> "ENOENT (no such file)";
            case EINTR -> "EINTR";
            case EIO -> "EIO (input/output error)";
            case EAGAIN -> "EAGAIN (send buffer full)";
            case ENOMEM -> "ENOMEM (no memory)";
            case EACCES -> "EACCES (permission denied)";
            case EINVAL -> "EINVAL (invalid argument)";
            case EMFILE -> "EMFILE (too many open files; raise the limit)";
            case ENOSPC -> "No space left on device (ENOSPC)";
            case EDQUOT -> "Disk quota exceeded (EDQUOT)";
            case EMSGSIZE -> "EMSGSIZE (larger than the path's MTU)";
            case ENOPROTOOPT -> "ENOPROTOOPT (option unknown to this kernel)";
            case EOPNOTSUPP -> "EOPNOTSUPP (not supported)";
            case EADDRINUSE -> "EADDRINUSE (address and port are taken)";
            case EADDRNOTAVAIL -> "EADDRNOTAVAIL (not an address of this machine)";
            case ENETUNREACH -> "ENETUNREACH (no route)";
            case ENOBUFS -> "ENOBUFS (no buffer space)";
            default -> "errno " + errno;
        };
    }
}
