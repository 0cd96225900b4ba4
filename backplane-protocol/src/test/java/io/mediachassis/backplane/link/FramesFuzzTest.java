package io.mediachassis.backplane.link;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mediachassis.backplane.proto.Envelope;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;

/** Whatever bytes come: messages within the limit, or a decoder exception; the same however they are cut up. */
final class FramesFuzzTest {
    private static final int LIMIT = 1 << 10;

    @FuzzTest
    void decodesOrRefuses(byte[] data) {
        int whole = decode(data, data.length);
        int bytewise = decode(data, 1);
        if (whole != bytewise) {
            throw new AssertionError(whole + " messages at once, " + bytewise + " byte by byte");
        }
    }

    private static int decode(byte[] data, int chunk) {
        EmbeddedChannel channel = new EmbeddedChannel(new Frames.Decoder(LIMIT));
        try {
            for (int at = 0; at < data.length; at += chunk) {
                channel.writeInbound(Unpooled.copiedBuffer(data, at, Math.min(chunk, data.length - at)));
            }
        } catch (DecoderException expected) {
            // refused
        }
        int messages = 0;
        for (Envelope in = channel.readInbound(); in != null; in = channel.readInbound()) {
            if (in.getSerializedSize() > LIMIT * 2) {
                throw new AssertionError("a message of " + in.getSerializedSize() + " bytes passed");
            }
            messages++;
        }
        channel.finishAndReleaseAll();
        return messages;
    }
}
