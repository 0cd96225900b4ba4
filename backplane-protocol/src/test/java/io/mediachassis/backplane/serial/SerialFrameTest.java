package io.mediachassis.backplane.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.counter.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SerialFrameTest {
    private final List<SerialFrame> frames = new ArrayList<>();
    private final Counts<SerialCounter> counters = new Counts<>(SerialCounter.class);
    private final FrameDecoder decoder = new FrameDecoder(frames::add, counters::add);

    private static SerialFrame frame(int payloadBytes, long seed) {
        byte[] payload = new byte[payloadBytes];
        new Random(seed).nextBytes(payload);
        return new SerialFrame(SerialFrame.Type.REPLY, 0xFE, 0xABCD, 0xFFFF_FFFEL, -5, ByteString.copyFrom(payload));
    }

    @Test
    void everyFieldSurvivesInAnyPieces() {
        Random random = new Random(7);
        for (int i = 0; i <= SerialFrame.MAX_PAYLOAD_BYTES; i++) {
            SerialFrame sent = frame(i, i);
            byte[] wire = sent.encode();
            assertTrue(wire.length <= SerialFrame.MAX_WIRE_BYTES, "wire " + wire.length);
            for (int at = 0; at < wire.length; ) {
                int piece = Math.min(1 + random.nextInt(40), wire.length - at);
                decoder.feed(wire, at, piece);
                at += piece;
            }
            assertEquals(List.of(sent), frames);
            frames.clear();
        }
    }

    @Test
    void anEmptyFrameTakesTwentyBytes() {
        // 17 bytes, one of stuffing, two delimiters: what the class says of the line's budget rests on it.
        assertEquals(20, frame(0, 1).encode().length);
        assertEquals(1_736_100, SerialFrame.wireNs(20));
    }

    @Test
    void everySingleBitErrorIsFound() {
        byte[] good = frame(40, 3).encode();
        for (int bit = 8; bit < 8 * (good.length - 1); bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << (bit % 8));
            decoder.feed(bad, 0, bad.length);
            assertEquals(List.of(), frames, "bit " + bit);
        }
        assertTrue(counters.get(SerialCounter.CHECK_ERROR) > 0);
        decoder.feed(good, 0, good.length);
        assertEquals(1, frames.size());
    }

    @Test
    void refusesWhatNoFrameCarries() {
        assertThrows(IllegalArgumentException.class, () -> frame(SerialFrame.MAX_PAYLOAD_BYTES + 1, 1));
        assertThrows(IllegalArgumentException.class,
                () -> new SerialFrame(SerialFrame.Type.REQUEST, 1, 1, 1L << 32, 0, ByteString.EMPTY));
    }
}
