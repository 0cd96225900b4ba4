package io.mediachassis.sim.console.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.ts.TsPacket;
import io.mediachassis.sim.console.receive.TransportCheck;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SeamTest {
    private static final int SIZE = TsPacket.SIZE;

    private final Seam seam = new Seam();
    private final ByteArrayOutputStream in = new ByteArrayOutputStream();

    /** A table's first packet, or one of a PES packet. */
    private void packet(int pid, int counter, boolean table) {
        byte[] packet = new byte[SIZE];
        byte[] head = {0x47, (byte) (0x40 | pid >> 8), (byte) pid, (byte) (0x10 | counter), 0, 0, (byte) (table ? 0xb0 : 1)};
        System.arraycopy(head, 0, packet, 0, head.length);
        in.writeBytes(packet);
    }

    private byte[] passed() {
        byte[] to = new byte[2 * in.size()];
        int length = seam.pass(in.toByteArray(), in.size(), to);
        in.reset();
        return Arrays.copyOf(to, length);
    }

    /** Tables of an earlier place are in front of what begins midway; their counters go on where the program's are. */
    @Test
    void eachPidIsAnnounced_andTablesOnceMore_whereTheProgramsOwnFollow() {
        TransportCheck check = new TransportCheck();
        packet(0, 9, true);
        packet(256, 3, false);
        byte[] before = in.toByteArray();
        check.onMedia(before, 0, before.length);
        in.reset();
        seam.open();
        packet(0, 2, true);
        packet(256, 11, false);
        packet(256, 12, false);
        packet(0, 6, true);
        packet(0, 7, true);
        packet(TsPacket.NULL_PID, 0, false);
        byte[] out = passed();
        assertEquals((6 + 3) * SIZE, out.length);
        assertTrue(TsPacket.discontinuity(out, 0) && TsPacket.discontinuity(out, 2 * SIZE) && TsPacket.discontinuity(out, 5 * SIZE));
        check.onMedia(out, 0, out.length);
        assertEquals(0, check.errors());
    }

    /** Only tables may, and only once: what is missing is not to be hidden. */
    @Test
    void whatIsMissing_isNotAnnounced() {
        TransportCheck check = new TransportCheck();
        seam.open();
        packet(256, 1, false);
        packet(256, 5, false);
        packet(0, 1, true);
        packet(0, 4, true);
        packet(0, 9, true);
        byte[] out = passed();
        check.onMedia(out, 0, out.length);
        assertEquals(2, check.errors());
    }

    @Test
    void theClockIsAnnounced_withTheAnnouncement() {
        byte[] packet = new byte[SIZE];
        byte[] head = {0x47, 0x41, 0, 0x35, 7, 0x50, 1, 2, 3, 4, (byte) 0x80, 5, 0, 0, 1, (byte) 0xe0};
        System.arraycopy(head, 0, packet, 0, head.length);
        in.writeBytes(packet);
        seam.open();
        byte[] out = passed();
        assertEquals(TsPacket.pcr(packet, 0), TsPacket.pcr(out, 0));
        assertEquals(4, TsPacket.continuity(out, 0));
    }
}
