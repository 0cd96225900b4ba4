package io.mediachassis.blade.ts;

import java.util.Arrays;

/**
 * Numbers the PAT and PMT packets of a whole program anew, so that those that we insert leave no break in the
 * continuity counters. One thread.
 */
final class TableRewriter {
    private static final byte UNSEEN = -1;

    /** By PID: the counter last written, and the one last read; UNSEEN for PIDs that we don't number. */
    private final byte[] written = new byte[TsPacket.NULL_PID + 1];
    private final byte[] read = new byte[TsPacket.NULL_PID + 1];

    TableRewriter() {
        Arrays.fill(written, UNSEEN);
        Arrays.fill(read, UNSEEN);
    }

    /** Numbers a PAT or PMT packet of the source in place. */
    void renumber(byte[] b, int at, int pid) {
        int source = TsPacket.continuity(b, at);
        boolean counts = TsPacket.hasPayload(b, at) && source != read[pid];
        if (TsPacket.hasPayload(b, at)) {
            read[pid] = (byte) source;
        }
        if (written[pid] == UNSEEN) {
            written[pid] = (byte) source;
        } else {
            written[pid] = (byte) (written[pid] + (counts ? 1 : 0) & 15);
        }
        TsPacket.setContinuity(b, at, written[pid]);
    }

    /**
     * Writes a section as packets of our own.
     *
     * @param before the last counter of this PID in the source, used the first time only; -1 for none
     * @return how many packets
     */
    int write(byte[] section, int pid, int before, byte[] to, int at) {
        if (written[pid] == UNSEEN) {
            written[pid] = (byte) (before & 15);
        }
        int packets = 0;
        int done = 0;
        while (done < section.length) {
            int p = at + packets * TsPacket.SIZE;
            int end = p + TsPacket.SIZE;
            written[pid] = (byte) (written[pid] + 1 & 15);
            to[p] = TsPacket.SYNC;
            to[p + 1] = (byte) ((done == 0 ? 0x40 : 0) | pid >> 8);
            to[p + 2] = (byte) pid;
            to[p + 3] = (byte) (0x10 | written[pid]);
            p += 4;
            if (done == 0) {
                to[p++] = 0;
            }
            int part = Math.min(end - p, section.length - done);
            System.arraycopy(section, done, to, p, part);
            Arrays.fill(to, p + part, end, (byte) 0xFF);
            done += part;
            packets++;
        }
        return packets;
    }
}
