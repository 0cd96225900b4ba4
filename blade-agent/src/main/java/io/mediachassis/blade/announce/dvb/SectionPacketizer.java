package io.mediachassis.blade.announce.dvb;

import io.mediachassis.blade.ts.TsPacket;
import java.util.Arrays;
import java.util.List;

/**
 * Puts sections into transport packets (ISO/IEC 13818-1 section 2.4.4): those of one PID one after the other, several
 * in a packet or one over several, with a continuity counter for each PID that goes on from call to call. One thread.
 */
public final class SectionPacketizer {
    private static final int HEADER = 4;
    private static final int PAYLOAD = TsPacket.SIZE - HEADER;

    private final byte[] counters = new byte[TsPacket.NULL_PID + 1];

    /** Packets that sections of one PID, with so many bytes together, take at most. */
    public static int maxPackets(int bytes) {
        return (bytes + PAYLOAD - 2) / (PAYLOAD - 1) + 1;
    }

    /**
     * Writes the sections, all of one PID; the last packet is filled up.
     *
     * @param to with room for {@link #maxPackets} from {@code at}
     * @return how many packets
     */
    public int write(int pid, List<byte[]> sections, byte[] to, int at) {
        int packets = 0;
        int next = 0;
        byte[] section = new byte[0];
        int done = 0;
        while (done < section.length || next < sections.size()) {
            int p = at + packets * TsPacket.SIZE;
            int end = p + TsPacket.SIZE;
            int rest = section.length - done;
            // A start needs the pointer's byte and at least one of its own in this packet.
            boolean start = next < sections.size() && rest < PAYLOAD - 1;
            header(pid, start, to, p);
            p += HEADER;
            if (start) {
                to[p++] = (byte) rest;
            }
            while (p < end) {
                if (done == section.length) {
                    if (!start || next == sections.size()) {
                        break;
                    }
                    section = sections.get(next++);
                    done = 0;
                }
                int part = Math.min(end - p, section.length - done);
                System.arraycopy(section, done, to, p, part);
                p += part;
                done += part;
            }
            Arrays.fill(to, p, end, (byte) 0xff);
            packets++;
        }
        return packets;
    }

    /**
     * Writes a packet without payload which says that the PID's counter does not go on from what others sent before
     * (discontinuity_indicator, ISO/IEC 13818-1 section 2.4.3.5).
     */
    public void announceBreak(int pid, byte[] to, int at) {
        Arrays.fill(to, at, at + TsPacket.SIZE, (byte) 0xff);
        to[at] = TsPacket.SYNC;
        to[at + 1] = (byte) (pid >> 8);
        to[at + 2] = (byte) pid;
        // An adaptation field alone does not count.
        to[at + 3] = (byte) (0x20 | ((counters[pid] - 1) & 15));
        to[at + 4] = (byte) (TsPacket.SIZE - 5);
        to[at + 5] = (byte) 0x80;
    }

    private void header(int pid, boolean start, byte[] to, int at) {
        to[at] = TsPacket.SYNC;
        to[at + 1] = (byte) ((start ? 0x40 : 0) | pid >> 8);
        to[at + 2] = (byte) pid;
        to[at + 3] = (byte) (0x10 | counters[pid]);
        counters[pid] = (byte) (counters[pid] + 1 & 15);
    }
}
