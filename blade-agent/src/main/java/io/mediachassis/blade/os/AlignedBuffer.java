package io.mediachassis.blade.os;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Native memory at an address that direct I/O and huge pages accept, which never moves and is no part of the heap. Not
 * touched until used, so a large one costs address space only. {@link #close()} frees it; its owner sees to it that
 * neither the kernel nor another thread uses it then, and that no view of it is touched afterwards.
 */
public final class AlignedBuffer implements AutoCloseable {
    /** What O_DIRECT needs on any disk that is sold. */
    public static final int PAGE = 4096;
    /** A huge page; memory of at least this size is aligned to it and may be backed by such pages. */
    public static final int HUGE_PAGE = 2 << 20;

    private static final int MADV_HUGEPAGE = 14;

    private final long address;
    private final long size;
    private boolean closed;

    /**
     * Reserves memory.
     *
     * @param size bytes, at least 1
     * @throws OutOfMemoryError when the system refuses
     */
    public AlignedBuffer(long size) {
        if (size < 1) {
            throw new IllegalArgumentException("size of native memory is at least 1 byte, not " + size);
        }
        boolean large = size >= HUGE_PAGE;
        ByteBuffer result = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
        int error = LibC.posix_memalign(addressOf(result), large ? HUGE_PAGE : PAGE, size);
        if (error != 0) {
            throw new OutOfMemoryError("cannot reserve " + size + " bytes of native memory: " + Errno.text(error));
        }
        this.address = result.getLong(0);
        this.size = size;
        if (large) {
            // Fewer page faults now, and the kernel gives a killed process's memory back sooner. Only advice.
            LibC.madvise(address, size, MADV_HUGEPAGE);
        }
    }

    public long address() {
        return address;
    }

    public long size() {
        return size;
    }

    /** A view of {@code length} bytes from {@code offset}, in the machine's byte order; allocates the view itself. */
    public ByteBuffer view(long offset, int length) {
        if (offset < 0 || length < 0 || offset + length > size) {
            throw new IndexOutOfBoundsException("view " + offset + "+" + length + " of " + size);
        }
        return new Pointer(address).getByteBuffer(offset, length).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LibC.free(address);
        }
    }

    /** Address of a direct buffer's first byte, whatever its position. */
    static long addressOf(ByteBuffer direct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
    }
}
