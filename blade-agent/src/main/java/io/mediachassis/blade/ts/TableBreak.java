package io.mediachassis.blade.ts;

import java.nio.ByteBuffer;

/**
 * Has the tables in front of a play announce that their continuity counters begin anew (discontinuity_indicator, ISO/IEC
 * 13818-1 section 2.4.3.5), and counts them so that those of the play follow. Pure; any thread.
 */
public final class TableBreak {
    private static final int FIELD = 2;

    private TableBreak() {}

    /**
     * Of the packets that open a play: copies of its PAT and PMT, which come with payload, and others, which don't.
     *
     * @param packets whole ones; stays as it is
     * @return as many
     */
    public static ByteBuffer announced(ByteBuffer packets) {
        byte[] b = new byte[packets.remaining()];
        packets.get(packets.position(), b);
        for (int at = 0; at < b.length; at += TsPacket.SIZE) {
            if (TsPacket.hasPayload(b, at)) {
                int pid = TsPacket.pid(b, at);
                TsPacket.setContinuity(b, at, TsPacket.continuity(b, at) - of(pid, b, b.length));
                if (of(pid, b, at) == 0 && !TsPacket.hasAdaptation(b, at)) {
                    announce(b, at);
                }
            }
        }
        return ByteBuffer.wrap(b);
    }

    /** How many packets of a PID have payload up to there. */
    private static int of(int pid, byte[] b, int end) {
        int found = 0;
        for (int at = 0; at < end; at += TsPacket.SIZE) {
            found += TsPacket.pid(b, at) == pid && TsPacket.hasPayload(b, at) ? 1 : 0;
        }
        return found;
    }

    /** Where the packet has no room beside its section it stays without, and the break unannounced. */
    private static void announce(byte[] b, int at) {
        int end = at + TsPacket.SIZE;
        int section = at + 5 + (b[at + 4] & 0xff);
        int over = section + 3 > end ? end : section + 3 + ((b[section + 1] & 0x0f) << 8 | (b[section + 2] & 0xff));
        if (over <= end - FIELD && b[end - 1] == (byte) 0xff && b[end - 2] == (byte) 0xff) {
            System.arraycopy(b, at + 4, b, at + 4 + FIELD, TsPacket.SIZE - 4 - FIELD);
            b[at + 3] |= 0x20;
            b[at + 4] = FIELD - 1;
            b[at + 5] = (byte) 0x80;
        }
    }
}
