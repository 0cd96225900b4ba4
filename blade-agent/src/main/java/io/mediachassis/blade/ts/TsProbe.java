package io.mediachassis.blade.ts;

import java.nio.ByteBuffer;

/** Whether bytes look like a transport stream, without taking them. */
public final class TsProbe {
    /** Bytes from the start of a file that are enough to tell. */
    public static final int BYTES = 64 * 1024;

    private TsProbe() {}

    /** Whether packets are found in the remaining bytes, which are left as they are. */
    public static boolean isTransportStream(ByteBuffer bytes) {
        PacketSync sync = new PacketSync();
        sync.fill(bytes.duplicate());
        return sync.take(new byte[TsPacket.SIZE], 0, 1, true) == 1;
    }
}
