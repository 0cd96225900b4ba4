package io.mediachassis.blade.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RtpInputTest {
    private final List<Integer> out = new ArrayList<>();
    private final RtpInput input = new RtpInput(payload -> out.add(payload.getInt()));

    private static ByteBuffer packet(int sequence, int ssrc) {
        ByteBuffer b = ByteBuffer.allocate(16);
        b.put((byte) 0x80).put((byte) 33).putShort((short) sequence).putInt(0).putInt(ssrc).putInt(sequence & 0xffff);
        return b.flip();
    }

    @Test
    void packetsThatPassEachOtherArePutInOrder() {
        long seed = 81;
        Random random = new Random(seed);
        List<Integer> sequences = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            sequences.add(65_000 + i);
        }
        for (int i = 1; i + 8 < sequences.size(); i += 8) {
            Collections.shuffle(sequences.subList(i, i + 8), random);
        }
        for (int sequence : sequences) {
            assertTrue(input.accept(packet(sequence, 1), 0));
        }
        assertEquals(1_000, out.size(), "seed " + seed);
        for (int i = 0; i < out.size(); i++) {
            assertEquals((65_000 + i) & 0xffff, out.get(i), "seed " + seed);
        }
        assertEquals(0, input.lost() + input.late());
    }

    @Test
    void aLostPacketIsNotWaitedForLong() {
        input.accept(packet(1, 1), 0);
        input.accept(packet(3, 1), 0);
        input.tick(RtpInput.HELD_NS / 2);
        assertEquals(List.of(1), out);
        input.tick(RtpInput.HELD_NS);
        assertEquals(List.of(1, 3), out);
        assertEquals(1, input.lost());
        input.accept(packet(2, 1), RtpInput.HELD_NS);
        input.accept(packet(3, 1), RtpInput.HELD_NS);
        assertEquals(List.of(1, 3), out);
        assertEquals(2, input.late());
    }

    @Test
    void anotherSenderBeginsAnew() {
        input.accept(packet(1, 1), 0);
        input.accept(packet(3, 1), 0);
        input.accept(packet(40_000, 2), 0);
        input.accept(packet(40_001, 2), 0);
        assertEquals(List.of(1, 3, 40_000, 40_001), out);
    }

    @Test
    void manyLostAtOnce() {
        input.accept(packet(1, 1), 0);
        input.accept(packet(501, 1), 0);
        input.accept(packet(502, 1), 0);
        input.tick(RtpInput.HELD_NS * 100);
        for (int i = 0; i < 200; i++) {
            input.tick(RtpInput.HELD_NS * (101 + i));
        }
        assertEquals(List.of(1, 501, 502), out);
        assertEquals(499, input.lost());
    }

    @Test
    void whatIsNoRtpIsRefused() {
        assertFalse(input.accept(ByteBuffer.allocate(11), 0));
        assertFalse(input.accept(ByteBuffer.wrap(new byte[188]), 0));
        ByteBuffer extension = ByteBuffer.allocate(16).put(0, (byte) 0x90).putShort(14, (short) 0x7fff);
        assertFalse(input.accept(extension, 0));
    }
}
