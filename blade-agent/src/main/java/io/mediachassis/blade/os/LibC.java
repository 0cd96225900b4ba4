package io.mediachassis.blade.os;

import com.sun.jna.Native;

/**
 * The C library's calls that the media path needs, for 64-bit Linux. Addresses and sizes are plain {@code long}s, since
 * with direct mapping a call that has only primitive arguments allocates nothing. Any thread; a call that fails returns
 * -1 and {@link Native#getLastError()} of the same thread says why.
 */
final class LibC {
    static {
        Native.register(LibC.class, "c");
    }

    private LibC() {}

    static native int socket(int domain, int type, int protocol);

    static native int bind(int fd, long address, int length);

    static native int getsockname(int fd, long address, long length);

    static native int setsockopt(int fd, int level, int name, long value, int length);

    static native int connect(int fd, long address, int length);

    static native int socketpair(int domain, int type, int protocol, long fds);

    static native long sendmsg(int fd, long message, int flags);

    static native long recvmsg(int fd, long message, int flags);

    static native long send(int fd, long buffer, long length, int flags);

    static native long recv(int fd, long buffer, long length, int flags);

    static native int fcntl(int fd, int command, int argument);

    static native int shutdown(int fd, int how);

    static native int memfd_create(byte[] name, int flags);

    static native int sendmmsg(int fd, long messages, int count, int flags);

    static native int recvmmsg(int fd, long messages, int count, int flags, long timeout);

    static native int poll(long fds, long count, int timeoutMs);

    static native int epoll_create1(int flags);

    static native int epoll_ctl(int epoll, int operation, int fd, long event);

    static native int epoll_wait(int epoll, long events, int capacity, int timeoutMs);

    /** The path as NUL-terminated bytes, so that JNA's idea of the platform's charset plays no part. */
    static native int open(byte[] path, int flags, int mode);

    static native long lseek(int fd, long offset, int whence);

    static native long sendfile(int out, int in, long offset, long length);

    static native long pread(int fd, long buffer, long length, long offset);

    static native long pwrite(int fd, long buffer, long length, long offset);

    static native int fallocate(int fd, int mode, long offset, long length);

    static native int ftruncate(int fd, long length);

    static native int fdatasync(int fd);

    static native int posix_fadvise(int fd, long offset, long length, int advice);

    static native int close(int fd);

    static native int posix_memalign(long result, long alignment, long size);

    static native int madvise(long address, long length, int advice);

    static native void free(long address);
}
