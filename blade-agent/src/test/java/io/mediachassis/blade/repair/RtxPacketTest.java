package io.mediachassis.blade.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RtxPacketTest {
    private static ByteBuffer hex(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static String hex(ByteBuffer bytes) {
        byte[] b = new byte[bytes.remaining()];
        bytes.duplicate().get(b);
        return HexFormat.of().formatHex(b);
    }

    private static String write(String original) {
        ByteBuffer from = hex(original);
        ByteBuffer to = ByteBuffer.allocate(100);
        int length = RtxPacket.write(from, 0, from.limit(), 97, 0x1234, 0x55667788, to);
        assertEquals(length, to.position());
        return hex(to.flip());
    }

    private static String restore(String rtx) {
        ByteBuffer to = ByteBuffer.allocate(100);
        ByteBuffer from = hex(rtx);
        assertEquals(RtxPacket.restore(from, 33, 7, to), to.position());
        assertEquals(0, from.position());
        return hex(to.flip());
    }

    @Test
    void theOriginalNumber_standsBeforeThePayload() {
        assertEquals("80 61 1234 0000abcd 55667788 fffe 4711".replace(" ", ""),
                write("80 21 fffe 0000abcd 00000007 4711"));
        // The marker stays.
        assertEquals("80e1", write("80 a1 fffe 0000abcd 00000007 4711").substring(0, 4));
    }

    @Test
    void sourcesAndExtensionStay_paddingGoes() {
        assertEquals("91 61 1234 0000abcd 55667788 00000009 bede0001 10ff0000 0001 4711".replace(" ", ""),
                write("b1 21 0001 0000abcd 00000007 00000009 bede0001 10ff0000 4711 000003"));
    }

    @Test
    void whatIsNoRtp_isNotSentAgain() {
        assertEquals("", write("40 21 fffe 0000abcd 00000007 4711"));
        assertEquals("", write("80 21 fffe 0000abcd 000007"));
        assertEquals("", write("82 21 fffe 0000abcd 00000007 00000001"));
        assertEquals("", write("90 21 fffe 0000abcd 00000007 bede 0002 00000000"));
        assertEquals("", write("a0 21 fffe 0000abcd 00000007 4720"));
        assertEquals(0, RtxPacket.write(hex("80 21 fffe 0000abcd 00000007 4711"), 0, 14, 97, 1, 1,
                ByteBuffer.allocate(15)));
    }

    @Test
    void receiversGetTheOriginalBack() {
        assertEquals("80 a1 fffe 0000abcd 00000007 4711".replace(" ", ""),
                restore("80 e1 1234 0000abcd 55667788 fffe 4711"));
        // Without even a number it only keeps an address open.
        assertEquals("", restore("80 61 1234 0000abcd 55667788"));
        assertEquals("", restore("80 61 1234 0000abcd 55667788 00"));
    }

    @Test
    void anyPacket_goesThereAndBack() {
        long seed = 20_261_121;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            if (bytes.length > 0 && random.nextInt(4) > 0) {
                bytes[0] = (byte) (0x80 | (bytes[0] & 0x13));
            }
            ByteBuffer rtx = ByteBuffer.allocate(100);
            if (RtxPacket.write(ByteBuffer.wrap(bytes), 0, bytes.length, 97, i, 9, rtx) > 0) {
                ByteBuffer back = ByteBuffer.allocate(100);
                assertTrue(RtxPacket.restore(rtx.flip(), bytes[1] & 0x7f, ByteBuffer.wrap(bytes).getInt(8), back) > 0);
                ByteBuffer expected = ByteBuffer.wrap(bytes).slice(0, back.position());
                expected.put(0, (byte) (bytes[0] & ~0x20));
                assertEquals(hex(expected), hex(back.flip()), HexFormat.of().formatHex(bytes));
            }
        }
    }
}
