package io.mediachassis.backplane.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CobsTest {
    private final List<byte[]> packets = new ArrayList<>();
    private final List<SerialCounter> errors = new ArrayList<>();
    private final Cobs.Decoder decoder = new Cobs.Decoder(600, packets::add, errors::add);

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    @Test
    void encodesThePapersExamples() {
        assertArrayEquals(hex("01 01"), Cobs.encode(hex("00")));
        assertArrayEquals(hex("01 01 01"), Cobs.encode(hex("00 00")));
        assertArrayEquals(hex("03 11 22 02 33"), Cobs.encode(hex("11 22 00 33")));
        assertArrayEquals(hex("02 11 01 01 01"), Cobs.encode(hex("11 00 00 00")));
        byte[] block = new byte[254];
        Arrays.fill(block, (byte) 7);
        assertEquals(255, Cobs.encode(block).length);
        assertEquals((byte) 0xFF, Cobs.encode(block)[0]);
    }

    @Test
    void whatIsEncodedIsDecoded() {
        Random random = new Random(20261121);
        for (int i = 0; i < 3000; i++) {
            byte[] packet = new byte[1 + random.nextInt(600)];
            random.nextBytes(packet);
            for (int j = 0; j < packet.length; j++) {
                // From all zeros to none: blocks of every length, full ones too.
                packet[j] = random.nextInt(1 + i % 300) == 0 ? 0 : packet[j];
            }
            byte[] wire = Cobs.encode(packet);
            assertTrue(wire.length <= Cobs.maxEncodedLength(packet.length));
            decoder.feed(wire, 0, wire.length);
            decoder.feed(new byte[1], 0, 1);
            assertArrayEquals(packet, packets.remove(0));
        }
        assertEquals(List.of(), errors);
    }

    @Test
    void isInStepAgainAfterTheNextDelimiter() {
        byte[] noise = hex("09 11 22");
        decoder.feed(noise, 0, noise.length);
        assertTrue(decoder.isMidPacket());
        byte[] rest = hex("00 03 11 22 00");
        decoder.feed(rest, 0, rest.length);
        assertEquals(List.of(SerialCounter.STUFFING_ERROR), errors);
        assertArrayEquals(hex("11 22"), packets.get(0));
    }

    @Test
    void holdsNoMoreThanItsLimit() {
        byte[] endless = new byte[100_000];
        Arrays.fill(endless, (byte) 0xFF);
        decoder.feed(endless, 0, endless.length);
        decoder.feed(hex("00 02 05 00"), 0, 4);
        assertEquals(List.of(SerialCounter.OVERSIZE), errors);
        assertArrayEquals(hex("05"), packets.get(0));
        assertEquals(1, packets.size());
    }
}
