package io.mediachassis.blade.ts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.announce.dvb.SectionPacketizer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tables of any kind get other numbers in place. */
class IdentityRewriterTest {
    private static final int PMT_PID = 0x100;
    private static final int PROGRAM = 7;
    private static final ServiceIdentity OURS = new ServiceIdentity(0x1620, 0x1621);

    private final IdentityRewriter rewriter = new IdentityRewriter(OURS);
    private final SectionPacketizer packetizer = new SectionPacketizer();

    /** A section of MPEG's own tables, with its length and CRC. */
    private static byte[] section(int table, int id, byte[] body) {
        ByteBuffer s = ByteBuffer.allocate(8 + body.length + 4);
        s.put((byte) table).putShort((short) (0xb000 | 5 + body.length + 4)).putShort((short) id);
        s.put((byte) 0xc7).putShort((short) 0).put(body);
        s.putInt(Crc32Mpeg2.of(s.array(), 0, s.position()));
        return s.array();
    }

    private static byte[] pat(int... programsAndPids) {
        ByteBuffer body = ByteBuffer.allocate(programsAndPids.length * 2);
        for (int i = 0; i < programsAndPids.length; i += 2) {
            body.putShort((short) programsAndPids[i]).putShort((short) (0xe000 | programsAndPids[i + 1]));
        }
        return section(0, 99, body.array());
    }

    /** With one stream, and so many bytes of descriptors. */
    private static byte[] pmt(int program, int streamPid, int descriptors) {
        ByteBuffer body = ByteBuffer.allocate(4 + descriptors + 5);
        body.putShort((short) (0xe000 | streamPid)).putShort((short) (0xf000 | descriptors));
        body.position(4 + descriptors);
        body.put((byte) 0x1b).putShort((short) (0xe000 | streamPid)).putShort((short) 0xf000);
        return section(2, program, body.array());
    }

    private byte[] packets(int pid, byte[]... sections) {
        byte[] all = new byte[40 * TsPacket.SIZE];
        int count = packetizer.write(pid, List.of(sections), all, 0);
        return Arrays.copyOf(all, count * TsPacket.SIZE);
    }

    private byte[] rewritten(byte[] ts) {
        byte[] b = ts.clone();
        for (int at = 0; at < b.length; at += TsPacket.SIZE) {
            if (rewriter.concerns(TsPacket.pid(b, at))) {
                rewriter.rewrite(b, at);
            }
        }
        return b;
    }

    private static List<byte[]> sections(byte[] ts) {
        List<byte[]> found = new ArrayList<>();
        SectionAssembler assembler = new SectionAssembler((s, length) -> found.add(Arrays.copyOf(s, length)));
        for (int at = 0; at < ts.length; at += TsPacket.SIZE) {
            assembler.payload(ts, at + TsPacket.payloadStart(ts, at), at + TsPacket.SIZE, TsPacket.unitStart(ts, at));
        }
        return found;
    }

    private static Set<String> tables(byte[]... parts) {
        StrictReceiver receiver = new StrictReceiver();
        for (byte[] part : parts) {
            receiver.take(part);
        }
        assertEquals(List.of(), receiver.complaints());
        return receiver.tables();
    }

    @Test
    void aPmtOfAnyLength_hasTheNumberAndItsCrc_andIsElseWhatItWas() {
        rewritten(packets(0, pat(PROGRAM, PMT_PID)));
        Random random = new Random(3);
        int whole = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] first = pmt(PROGRAM, 0x200, random.nextInt(600));
            byte[] others = pmt(PROGRAM + 1, 0x300, random.nextInt(400));
            byte[] third = pmt(PROGRAM, 0x400, random.nextInt(3) == 0 ? random.nextInt(900) : i % 190);
            byte[] source = packets(PMT_PID, first, others, third);
            List<byte[]> after = sections(rewritten(source));
            assertEquals(3, after.size());
            assertArrayEquals(renumbered(first), after.get(0));
            // Where its number lay in two packets it is damaged, and no receiver takes it.
            byte[] second = after.get(1);
            assertTrue(Arrays.equals(others, second) || Crc32Mpeg2.of(second, 0, second.length) != 0);
            whole += Arrays.equals(others, second) ? 1 : 0;
            assertArrayEquals(renumbered(third), after.get(2));
        }
        assertTrue(whole > 1950, whole + " of another program");
    }

    private static byte[] renumbered(byte[] pmt) {
        byte[] other = pmt.clone();
        ByteBuffer.wrap(other).putShort(3, (short) OURS.serviceId());
        ByteBuffer.wrap(other).putInt(other.length - 4, Crc32Mpeg2.of(other, 0, other.length - 4));
        return other;
    }

    @Test
    void aPatHasOneProgram_howeverManyTheFilesHas() {
        assertEquals(Set.of("PAT 5664/5665"), tables(rewritten(packets(0, pat(0, 0x1f00, PROGRAM, PMT_PID)))));
        int[] many = new int[200];
        for (int i = 0; i < 100; i++) {
            many[2 * i] = PROGRAM + i;
            many[2 * i + 1] = PMT_PID + i;
        }
        byte[] source = packets(0, pat(many));
        assertEquals(3 * TsPacket.SIZE, source.length);
        // Its second and third packets too, with their own counters.
        byte[] after = rewritten(source);
        assertEquals(Set.of("PAT 5664/5665"), tables(after));
        assertEquals(3, sections(after).size());
        assertEquals(3 << 1, after[4 + 1 + 5] & 0x3e, "its version is the file's");
        assertArrayEquals(renumbered(pmt(PROGRAM, 1, 0)), sections(rewritten(packets(PMT_PID, pmt(PROGRAM, 1, 0)))).get(0));
    }

    @Test
    void anAdaptationFieldStays() {
        byte[] source = packets(0, pat(PROGRAM, PMT_PID));
        ByteBuffer marked = TableBreak.announced(ByteBuffer.wrap(source));
        byte[] after = rewritten(marked.array());
        assertTrue(TsPacket.discontinuity(after, 0));
        assertEquals(15, TsPacket.continuity(after, 0), "in front of the first");
        // A table of several packets, twice: all of them in front of the first.
        byte[] twice = packets(PMT_PID, pmt(PROGRAM, 0x200, 200), pmt(PROGRAM, 0x200, 500));
        byte[] opened = TableBreak.announced(ByteBuffer.wrap(twice)).array();
        int all = twice.length / TsPacket.SIZE;
        for (int i = 0; i < all; i++) {
            int at = i * TsPacket.SIZE;
            assertEquals((TsPacket.continuity(twice, at) - all) & 15, TsPacket.continuity(opened, at));
            assertEquals(TsPacket.discontinuity(twice, at), TsPacket.discontinuity(opened, at), "it has no room to say so");
        }
        assertEquals(Set.of("PAT 5664/5665"), tables(after));
    }

    @Test
    void dvbsTablesBecomeNullPackets_andMediaWithTheirPidsDoesNot() {
        byte[] sdt = packets(0x11, section(0x42, 1, new byte[200]));
        rewritten(packets(0, pat(PROGRAM, PMT_PID)));
        rewritten(packets(PMT_PID, pmt(PROGRAM, 0x14, 0)));
        for (int pid : new int[] {0x10, 0x11, 0x12, 0x13, 0x1e, 0x1f}) {
            byte[] packet = Arrays.copyOf(sdt, TsPacket.SIZE);
            packet[2] = (byte) pid;
            byte[] after = rewritten(packet);
            assertEquals(TsPacket.NULL_PID, TsPacket.pid(after, 0));
            assertEquals(0x10, after[3]);
        }
        for (int pid : new int[] {1, 0x14, 0x15, 0x1d, 0x20, 0x101, TsPacket.NULL_PID}) {
            byte[] packet = Arrays.copyOf(sdt, TsPacket.SIZE);
            packet[1] = (byte) (0x40 | pid >> 8);
            packet[2] = (byte) pid;
            assertArrayEquals(packet, rewritten(packet), "PID " + pid);
        }
    }

    @Test
    void damagedTablesAndNoise_changeNothingElse() {
        rewritten(packets(0, pat(PROGRAM, PMT_PID)));
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            byte[] packet = new byte[TsPacket.SIZE];
            random.nextBytes(packet);
            packet[0] = TsPacket.SYNC;
            int pid = new int[] {0, PMT_PID, 0x11, 0x1234}[i % 4];
            packet[1] = (byte) ((packet[1] & 0xe0) | pid >> 8);
            packet[2] = (byte) pid;
            byte[] after = rewritten(packet);
            assertTrue(pid == 0x11 || TsPacket.pid(after, 0) == pid);
            assertTrue(pid == 0x11 || TsPacket.continuity(after, 0) == TsPacket.continuity(packet, 0));
        }
        assertThrows(IllegalArgumentException.class, () -> new ServiceIdentity(1, 0));
    }
}
