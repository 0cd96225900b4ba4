package io.mediachassis.blade.os;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Waits for any of several sockets. One thread. */
public final class SocketPoll {
    private static final int POLLIN = 1;
    private static final int BYTES = 8;

    private ByteBuffer fds = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.nativeOrder());
    private int count;

    /** From now on waits for these, in their order. */
    public void of(List<UdpSocket> sockets) {
        count = sockets.size();
        fds = ByteBuffer.allocateDirect(Math.max(1, count) * BYTES).order(ByteOrder.nativeOrder());
        for (int i = 0; i < count; i++) {
            fds.putInt(i * BYTES, sockets.get(i).fd()).putShort(i * BYTES + 4, (short) POLLIN);
        }
    }

    /** Blocks up to {@code timeoutMs}; returns whether one of them can be read. */
    public boolean await(int timeoutMs) {
        return LibC.poll(AlignedBuffer.addressOf(fds), count, timeoutMs) > 0;
    }

    /** Whether the socket of that place could be read. */
    public boolean readable(int i) {
        return (fds.getShort(i * BYTES + 6) & POLLIN) != 0;
    }
}
