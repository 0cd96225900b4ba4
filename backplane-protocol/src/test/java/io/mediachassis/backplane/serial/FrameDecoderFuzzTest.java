package io.mediachassis.backplane.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;

class FrameDecoderFuzzTest {
    /** Whatever comes, nothing is thrown, what is taken is whole, and the next good frame is taken. */
    @FuzzTest
    void anyBytes(byte[] data) {
        List<SerialFrame> frames = new ArrayList<>();
        FrameDecoder decoder = new FrameDecoder(frames::add, counter -> { });
        decoder.feed(data, 0, data.length);
        for (SerialFrame frame : frames) {
            assertTrue(frame.payload().size() <= SerialFrame.MAX_PAYLOAD_BYTES);
        }
        frames.clear();
        SerialFrame good = new SerialFrame(SerialFrame.Type.REQUEST, 3, 9, 1, 2, ByteString.copyFromUtf8("ab"));
        byte[] wire = good.encode();
        decoder.feed(wire, 0, wire.length);
        assertEquals(good, frames.get(frames.size() - 1));
    }

    /** What is stuffed has no delimiter and comes out as it went in. */
    @FuzzTest
    void roundTrip(FuzzedDataProvider data) {
        byte[] packet = data.consumeBytes(SerialFrame.MAX_PACKET_BYTES);
        byte[] wire = Cobs.encode(packet);
        for (byte b : wire) {
            assertTrue(b != Cobs.DELIMITER);
        }
        List<byte[]> packets = new ArrayList<>();
        Cobs.Decoder decoder = new Cobs.Decoder(SerialFrame.MAX_PACKET_BYTES, packets::add, counter -> { });
        decoder.feed(wire, 0, wire.length);
        decoder.feed(new byte[] {Cobs.DELIMITER}, 0, 1);
        assertEquals(packet.length == 0 ? 0 : 1, packets.size());
        if (packet.length > 0) {
            assertArrayEquals(packet, packets.get(0));
        }
    }
}
