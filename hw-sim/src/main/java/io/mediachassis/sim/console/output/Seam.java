package io.mediachassis.sim.console.output;

import io.mediachassis.blade.ts.TsPacket;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Announces the break in clock and counters where what is played goes on somewhere else: before the first packet of each
 * PID one with an adaptation field alone (discontinuity_indicator, ISO/IEC 13818-1 section 2.4.3.5), so that no decoder
 * takes the first picture for damaged. A stream that begins midway has its tables in front, which are those of an earlier
 * place: where the counter of such a PID goes on differently, that is announced too, once. What was there stays as it is.
 * Pure; one thread.
 */
final class Seam {
    /** A PID that comes later than this is announced by nobody. */
    private static final int PACKETS = 4000;
    private static final int PCR_BYTES = 6;
    private static final int PCR_FLAG = 0x10;

    private final BitSet announced = new BitSet(TsPacket.NULL_PID + 1);
    /** By PID of tables: the counter of its last packet; of others, and of those that went on: -1. */
    private final byte[] tables = new byte[TsPacket.NULL_PID + 1];
    private int left;

    /** What comes next is from somewhere else. */
    void open() {
        announced.clear();
        Arrays.fill(tables, (byte) -1);
        left = PACKETS;
    }

    /** Whether {@link #pass} may still add something. */
    boolean isOpen() {
        return left > 0;
    }

    /**
     * Passes whole packets on, with what announces them.
     *
     * @param to has room for twice as many
     * @return bytes in {@code to}
     */
    int pass(byte[] from, int length, byte[] to) {
        int end = 0;
        for (int at = 0; at < length; at += TsPacket.SIZE, left--) {
            int pid = TsPacket.pid(from, at);
            if (pid != TsPacket.NULL_PID && breaks(from, at, pid) && !TsPacket.discontinuity(from, at)) {
                announce(from, at, to, end);
                end += TsPacket.SIZE;
            }
            System.arraycopy(from, at, to, end, TsPacket.SIZE);
            end += TsPacket.SIZE;
        }
        return end;
    }

    private boolean breaks(byte[] from, int at, int pid) {
        int counter = TsPacket.continuity(from, at);
        boolean first = !announced.get(pid);
        announced.set(pid);
        if (first) {
            tables[pid] = (byte) (beginsTable(from, at) ? counter : -1);
            return true;
        }
        if (tables[pid] < 0 || !TsPacket.hasPayload(from, at)) {
            return false;
        }
        boolean goesOn = counter == (tables[pid] + 1 & 0x0f);
        tables[pid] = (byte) (goesOn ? counter : -1);
        return !goesOn;
    }

    /** A section, and no PES packet (ISO/IEC 13818-1 sections 2.4.3.6 and 2.4.4). */
    private static boolean beginsTable(byte[] b, int at) {
        int start = TsPacket.payloadStart(b, at);
        int payload = at + start;
        return TsPacket.unitStart(b, at) && start + 3 <= TsPacket.SIZE
                && !(b[payload] == 0 && b[payload + 1] == 0 && b[payload + 2] == 1);
    }

    /** A packet without payload does not count: it has the number of the one before. */
    private static void announce(byte[] from, int at, byte[] to, int end) {
        boolean pcr = TsPacket.pcr(from, at) >= 0;
        Arrays.fill(to, end, end + TsPacket.SIZE, (byte) 0xff);
        to[end] = TsPacket.SYNC;
        to[end + 1] = (byte) (from[at + 1] & 0x1f);
        to[end + 2] = from[at + 2];
        to[end + 3] = (byte) (0x20 | (TsPacket.continuity(from, at) - (TsPacket.hasPayload(from, at) ? 1 : 0) & 0x0f));
        to[end + 4] = (byte) (TsPacket.SIZE - 5);
        to[end + 5] = (byte) (0x80 | (pcr ? PCR_FLAG : 0));
        if (pcr) {
            System.arraycopy(from, at + 6, to, end + 6, PCR_BYTES);
        }
    }
}
