package io.mediachassis.blade.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.rtcp.Rtcp;
import io.mediachassis.blade.rtcp.RtcpPacket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NackTest {
    @Test
    void feedback_isACompoundPacket() {
        ByteBuffer out = ByteBuffer.allocate(200);
        int[] lost = {0xfffe, 0xffff, 0, 14, 15, 40};
        assertEquals(6, new NackWriter(0x11, "tv").write(7, lost, 0, 6, out));
        // Of 0xfffe: 0xffff is bit 0, 0 bit 1, 14 bit 15; 15 is 17 behind.
        assertEquals("80c9000100000011" + "81ca000300000011" + "0102747600000000" + "81cd0005" + "00000011" + "00000007"
                + "fffe8003" + "000f0000" + "00280000", HexFormat.of().formatHex(out.array(), 0, out.position()));
        List<RtcpPacket> read = Rtcp.parse(out.flip());
        assertEquals(new RtcpPacket.SourceDescription(0x11, "tv"), read.get(1));
        assertEquals(new RtcpPacket.GenericNack(0x11, 7, List.of(0xfffe, 0xffff, 0, 14, 15, 40)), read.get(2));
    }

    @Test
    void whatDoesNotFit_waits() {
        ByteBuffer out = ByteBuffer.allocate(8 + 16 + 12 + 8);
        int[] lost = {1, 100, 200, 300};
        NackWriter writer = new NackWriter(1, "tv");
        assertEquals(2, writer.write(7, lost, 0, 4, out));
        assertEquals(4, writer.write(7, lost, 2, 4, out.clear()));
        assertEquals(0, writer.write(7, lost, 0, 4, ByteBuffer.allocate(39)));
        assertThrows(IllegalArgumentException.class, () -> new NackWriter(1, ""));
        assertThrows(IllegalArgumentException.class, () -> new NackWriter(1, "x".repeat(256)));
    }

    @Test
    void whatIsWritten_isRead() {
        long seed = 20_261_121;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int run = 0; run < 2000; run++) {
            int base = random.nextInt(65536);
            TreeSet<Integer> places = new TreeSet<>();
            for (int n = 1 + random.nextInt(60); n > 0; n--) {
                places.add(random.nextInt(300));
            }
            int[] lost = places.stream().mapToInt(p -> base + p & 0xffff).toArray();
            NackWriter writer = new NackWriter(5, "x".repeat(1 + random.nextInt(20)));
            ByteBuffer out = ByteBuffer.allocate(1400);
            assertEquals(lost.length, writer.write(9, lost, 0, lost.length, out));
            List<Integer> read = new ArrayList<>();
            NackReader.read(out.flip(), (sender, media, first, mask) -> {
                assertEquals(5, sender);
                assertEquals(9, media);
                NackFuzzTest.numbers(first, mask, read);
            });
            assertEquals(Arrays.stream(lost).boxed().toList(), read);
        }
    }

    @Test
    void aDatagramOfNothingElse_isBounded() {
        ByteBuffer in = ByteBuffer.allocate(1500);
        in.put((byte) 0x81).put((byte) 205).putShort((short) (1500 / 4 - 1)).position(0);
        int[] entries = {0};
        assertEquals(NackReader.MAX_ENTRIES, NackReader.read(in, (sender, media, first, mask) -> entries[0]++));
        assertEquals(NackReader.MAX_ENTRIES, entries[0]);
    }

    /** The two readers of the program agree about any bytes. */
    @Test
    void survivesAnyBytes() {
        long seed = 20_261_122;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        byte[] good = HexFormat.of().parseHex("80c9000100000011" + "81cd00040000001100000007ffff80010010ffff"
                + "a1cd00040000001100000007ffff800100000004" + "81cb000100000011" + "81cd0003000000110000000700010000");
        int some = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] b = Arrays.copyOf(good, random.nextInt(8) == 0 ? random.nextInt(good.length + 1) : good.length);
            for (int n = random.nextInt(4); n > 0 && b.length > 0; n--) {
                b[random.nextInt(b.length)] = (byte) random.nextInt();
            }
            some += NackFuzzTest.check(b);
        }
        assertTrue(some > 50_000, some + " entries");
    }
}
