package io.mediachassis.blade.announce.dvb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.ts.TsPacket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SectionPacketizerTest {
    @Test
    void sectionsOfAnyLength_comeOutAgain() {
        long seed = 20_261_121;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        SectionPacketizer packetizer = new SectionPacketizer();
        Demux demux = new Demux(SiSection.EIT_PID);
        for (int run = 0; run < 2000; run++) {
            List<byte[]> sections = new ArrayList<>();
            int bytes = 0;
            for (int n = 1 + random.nextInt(12); n > 0; n--) {
                // Lengths around the borders of packets as well.
                int length = random.nextBoolean() ? 3 + random.nextInt(400) : 180 + random.nextInt(8);
                length = random.nextInt(20) == 0 ? 4096 : length;
                byte[] section = new byte[length];
                random.nextBytes(section);
                section[0] = (byte) random.nextInt(0xff);
                section[1] = (byte) ((length - 3) >>> 8);
                section[2] = (byte) (length - 3);
                sections.add(section);
                bytes += length;
            }
            byte[] packets = new byte[SectionPacketizer.maxPackets(bytes) * TsPacket.SIZE];
            int count = packetizer.write(SiSection.EIT_PID, sections, packets, 0);
            assertTrue(count * TsPacket.SIZE <= packets.length);
            demux.packets(packets, count);
            assertEquals(sections.size(), demux.sections.size(), "run " + run);
            for (int i = 0; i < sections.size(); i++) {
                assertArrayEquals(sections.get(i), demux.sections.get(i), "run " + run);
            }
            demux.sections.clear();
        }
    }

    @Test
    void shortSections_shareAPacket() {
        byte[] section = new byte[40];
        section[2] = 37;
        byte[] packets = new byte[10 * TsPacket.SIZE];
        assertEquals(1, new SectionPacketizer().write(17, List.of(section, section, section, section), packets, 0));
        assertEquals((byte) 0xff, packets[187]);
        assertEquals(0, new SectionPacketizer().write(17, List.of(), packets, 0));
    }

    @Test
    void countersAreEachPidsOwn() {
        byte[] section = new byte[600];
        section[1] = 2;
        section[2] = (byte) (597 & 0xff);
        SectionPacketizer packetizer = new SectionPacketizer();
        byte[] packets = new byte[8 * TsPacket.SIZE];
        assertEquals(4, packetizer.write(16, List.of(section), packets, 0));
        assertEquals(4, packetizer.write(17, List.of(section), packets, 4 * TsPacket.SIZE));
        for (int i = 0; i < 8; i++) {
            assertEquals(i % 4, TsPacket.continuity(packets, i * TsPacket.SIZE));
            assertEquals(i < 4 ? 16 : 17, TsPacket.pid(packets, i * TsPacket.SIZE));
        }
        packetizer.write(16, List.of(section), packets, 0);
        assertEquals(4, TsPacket.continuity(packets, 0));
    }

    /** Reads packets by the letter of ISO/IEC 13818-1, strictly: what it can't place is an error. */
    static final class Demux {
        final List<byte[]> sections = new ArrayList<>();
        private final int pid;
        private byte[] open = new byte[0];
        private int counter = -1;

        Demux(int pid) {
            this.pid = pid;
        }

        void packets(byte[] b, int count) {
            for (int at = 0; at < count * TsPacket.SIZE; at += TsPacket.SIZE) {
                assertEquals(TsPacket.SYNC, b[at]);
                if (TsPacket.pid(b, at) != pid) {
                    continue;
                }
                assertEquals(0x10, b[at + 3] & 0xf0);
                assertTrue(counter < 0 || TsPacket.continuity(b, at) == (counter + 1 & 15), "counter");
                counter = TsPacket.continuity(b, at);
                int from = at + 4;
                int end = at + TsPacket.SIZE;
                if (TsPacket.unitStart(b, at)) {
                    int pointer = b[from++] & 0xff;
                    assertTrue(from + pointer < end, "a section starts in this packet");
                    collect(Arrays.copyOfRange(b, from, from + pointer));
                    assertEquals(0, open.length, "a section is over when another starts");
                    from += pointer;
                    assertTrue(b[from] != (byte) 0xff, "a section starts");
                }
                collect(Arrays.copyOfRange(b, from, end));
            }
            assertEquals(0, open.length, "no section is left open");
        }

        private void collect(byte[] more) {
            byte[] all = Arrays.copyOf(open, open.length + more.length);
            System.arraycopy(more, 0, all, open.length, more.length);
            int at = 0;
            while (at < all.length && all[at] != (byte) 0xff) {
                int length = all.length - at < 3 ? Integer.MAX_VALUE
                        : 3 + ((all[at + 1] & 15) << 8 | (all[at + 2] & 0xff));
                if (length > all.length - at) {
                    open = Arrays.copyOfRange(all, at, all.length);
                    return;
                }
                sections.add(Arrays.copyOfRange(all, at, at + length));
                at += length;
            }
            for (; at < all.length; at++) {
                assertEquals((byte) 0xff, all[at], "stuffing");
            }
            open = new byte[0];
        }
    }
}
