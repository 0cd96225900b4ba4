package io.mediachassis.sim.console;

import io.mediachassis.blade.ts.TsPacket;
import java.time.Duration;

/**
 * Where what a console holds ends: its last transport packets, by which another stream of the same program is joined
 * behind it, and about where in the program that is. One thread.
 */
final class HeldEnd {
    /** No two places of a program have so many in common. */
    private static final int PACKETS = 14;

    private final byte[] last = new byte[PACKETS * TsPacket.SIZE];
    private int length;
    private long positionMs;

    /**
     * Media was kept, whole packets.
     *
     * @param atMs of the first one in the program
     */
    void kept(byte[] memory, int offset, int bytes, long atMs) {
        positionMs = atMs;
        int more = Math.min(bytes, last.length);
        int stays = Math.min(length, last.length - more);
        System.arraycopy(last, length - stays, last, 0, stays);
        System.arraycopy(memory, offset + bytes - more, last, stays, more);
        length = stays + more;
    }

    /** The last packets, as many as there are; empty before the first. */
    byte[] packets() {
        byte[] packets = new byte[length];
        System.arraycopy(last, 0, packets, 0, length);
        return packets;
    }

    /** Of the packets that came last, in the program. */
    Duration position() {
        return Duration.ofMillis(positionMs);
    }
}
