package io.mediachassis.blade.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RtcpTest {
    private static ByteBuffer hex(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    @Test
    void readsAReceiverReportWithByeAsAConsoleSendsThem() {
        ByteBuffer in = hex("81c90007 00000011 00000007 40fffffe 0001fffe 00000064 8a5b1234 00010000"
                + " 81cb0001 00000011");
        List<RtcpPacket> packets = Rtcp.parse(in);
        assertEquals(new RtcpPacket.ReceiverReport(0x11, List.of(new RtcpPacket.ReportBlock(7, 0x40, -2, 0x1fffe, 100,
                0x8a5b1234, 65536))), packets.get(0));
        assertEquals(new RtcpPacket.Bye(List.of(0x11)), packets.get(1));
        assertEquals(0, in.position());
    }

    @Test
    void readsWhatNackMisses() {
        List<RtcpPacket> packets = Rtcp.parse(hex("81cd0003 00000011 00000007 ffff8001"));
        assertEquals(List.of(new RtcpPacket.GenericNack(0x11, 7, List.of(0xffff, 0, 15))), packets);
    }

    /** RFC 7509's block in four words, as its figure has it, and in five, as its text has it; others are passed over. */
    @Test
    void readsWhatIsMissingAfterRepair() {
        RtcpPacket.LossCount count = new RtcpPacket.LossCount(7, 0x100, 0x200, 3, 40);
        assertEquals(List.of(new RtcpPacket.ExtendedReport(0x11, List.of(count, count))), Rtcp.parse(hex("80cf000e 00000011"
                + " 04000003 00000007 00000001 00000002 21000004 00000007 01000200 00030028 00000000"
                + " 21000003 00000007 01000200 00030028")));
        assertEquals(List.of(new RtcpPacket.ExtendedReport(0x11, List.of())), Rtcp.parse(hex("80cf0003 00000011"
                + " 21000040 00000007")), "longer than it is");
        assertEquals(List.of(new RtcpPacket.ExtendedReport(0x11, List.of())), Rtcp.parse(hex("80cf0003 00000011"
                + " 21000001 00000007")), "too short");
    }

    @Test
    void takesTheGoodPartOfABrokenPacket() {
        assertEquals(1, Rtcp.parse(hex("80c90001 00000011 81c90040 00000011")).size());
        assertEquals(0, Rtcp.parse(hex("40c90001 00000011")).size());
        assertEquals(0, Rtcp.parse(hex("a0c90001 000000ff")).size());
        assertEquals(0, Rtcp.parse(ByteBuffer.allocate(0)).size());
    }

    @Test
    void survivesAnyBytes() {
        long seed = 20_261_121;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        byte[] good = HexFormat.of().parseHex("81c9000700000011000000074000000200010002000000648a5b12340001000081ca0003"
                + "00000011010478787878000081cd00030000001100000007ffff8001");
        for (int i = 0; i < 50_000; i++) {
            byte[] b = good.clone();
            for (int n = random.nextInt(6); n >= 0; n--) {
                b[random.nextInt(b.length)] = (byte) random.nextInt();
            }
            anyBytes(java.util.Arrays.copyOf(b, random.nextInt(b.length + 1)));
        }
    }

    @FuzzTest
    void anyBytes(byte[] bytes) {
        assertTrue(Rtcp.parse(ByteBuffer.wrap(bytes)).size() <= 32);
    }
}
