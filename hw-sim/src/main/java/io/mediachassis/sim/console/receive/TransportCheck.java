package io.mediachassis.sim.console.receive;

import io.mediachassis.blade.ts.TsPacket;
import java.util.Arrays;

/**
 * Looks for transport packets that are missing, by each PID's continuity counter (ISO/IEC 13818-1 section 2.4.3.3): what
 * a decoder would miss, however it was carried. One thread.
 */
public final class TransportCheck {
    private static final int PIDS = 8192;
    private static final byte UNSEEN = -1;

    private final byte[] last = new byte[PIDS];
    private final boolean[] repeated = new boolean[PIDS];
    private long packets;
    private long errors;

    public TransportCheck() {
        Arrays.fill(last, UNSEEN);
    }

    /** Takes whole transport packets. */
    public void onMedia(byte[] memory, int offset, int length) {
        for (int at = offset; at < offset + length; at += TsPacket.SIZE) {
            packets++;
            int pid = TsPacket.pid(memory, at);
            if (pid == TsPacket.NULL_PID) {
                continue;
            }
            int counter = TsPacket.continuity(memory, at);
            if (TsPacket.discontinuity(memory, at)) {
                last[pid] = TsPacket.hasPayload(memory, at) ? (byte) counter : UNSEEN;
                repeated[pid] = false;
            } else if (TsPacket.hasPayload(memory, at)) {
                payload(pid, counter);
            }
        }
    }

    private void payload(int pid, int counter) {
        int before = last[pid];
        // A packet may be sent twice, not more often.
        boolean twice = before == counter && !repeated[pid];
        if (before != UNSEEN && !twice && counter != ((before + 1) & 0x0f)) {
            errors++;
        }
        repeated[pid] = twice;
        last[pid] = (byte) counter;
    }

    /** Transport packets so far. */
    public long packets() {
        return packets;
    }

    /** Breaks in a counter that nothing announced. */
    public long errors() {
        return errors;
    }
}
