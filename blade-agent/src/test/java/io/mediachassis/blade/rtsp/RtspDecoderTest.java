package io.mediachassis.blade.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtspDecoderTest {
    private static final String OPTIONS = "OPTIONS rtsp://h/clip RTSP/1.0\r\nCSeq: 7\r\nUser-Agent: x\r\n\r\n";

    private static List<RtspMessage> decode(int piece, String... parts) {
        EmbeddedChannel channel = new EmbeddedChannel(new RtspDecoder(1024, 64));
        byte[] all = String.join("", parts).getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < all.length; i += piece) {
            channel.writeInbound(Unpooled.copiedBuffer(all, i, Math.min(piece, all.length - i)));
        }
        List<RtspMessage> out = new ArrayList<>();
        for (RtspMessage m = channel.readInbound(); m != null; m = channel.readInbound()) {
            out.add(m);
        }
        channel.finishAndReleaseAll();
        return out;
    }

    @Test
    void requestsAndFrames_inPiecesOfAnySize_areSplit() {
        String body = "GET_PARAMETER * RTSP/1.0\r\nCSeq: 8\r\ncontent-length: 5\r\n\r\n$\0\0\4x";
        String frame = "$\1\0\3abc";
        for (int piece = 1; piece < 200; piece++) {
            List<RtspMessage> out = decode(piece, OPTIONS, frame, "\r\n", body, frame, frame, OPTIONS);
            assertEquals(6, out.size(), "pieces of " + piece + ": " + out);
            assertEquals(7, assertInstanceOf(RtspMessage.Request.class, out.get(0)).cseq());
            assertEquals(new RtspMessage.Interleaved(1, 3), out.get(1));
            assertEquals("$\0\0\4x", assertInstanceOf(RtspMessage.Request.class, out.get(2)).body());
            assertEquals("x", assertInstanceOf(RtspMessage.Request.class, out.get(5)).header("USER-AGENT"));
        }
    }

    @Test
    void bareLineFeeds_andFoldedHeaders_areUnderstood() {
        List<RtspMessage> out = decode(9, "PLAY * RTSP/1.0\nCSeq: 1\nTransport: a,\n  b\n\n");
        assertEquals("a, b", assertInstanceOf(RtspMessage.Request.class, out.get(0)).header("Transport"));
    }

    @Test
    void malformedRequest_isToldAndTheNextIsRead() {
        for (String bad : List.of("PLAY\r\nCSeq: 3\r\n\r\n", "PLAY x RTSP/1.0\r\nCSeq: 3\r\nnothing\r\n\r\n",
                "PLAY  x RTSP/1.0\r\nCSeq: 3\r\n\r\n")) {
            List<RtspMessage> out = decode(50, bad, OPTIONS);
            RtspMessage.Malformed malformed = assertInstanceOf(RtspMessage.Malformed.class, out.get(0));
            assertEquals(400, malformed.status());
            assertEquals(3, malformed.cseq().getAsLong());
            assertInstanceOf(RtspMessage.Request.class, out.get(1), bad);
        }
    }

    @Test
    void noCseq_otherVersion_otherProtocol_areRefused() {
        assertEquals(400, refused("PLAY x RTSP/1.0\r\n\r\n").status());
        assertEquals(400, refused("PLAY x RTSP/1.0\r\nCSeq: 99999999999\r\n\r\n").status());
        assertEquals(505, refused("PLAY x RTSP/2.0\r\nCSeq: 1\r\n\r\n").status());
        RtspMessage.Malformed http = refused("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertTrue(http.fatal() && http.status() == 400);
        assertTrue(refused("PLAY x RTSP/1.0\r\nCSeq: 1\r\nContent-Length: -1\r\n\r\n").fatal());
        assertEquals(413, refused("PLAY x RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 65\r\n\r\n").status());
        assertEquals(413, refused("PLAY " + "x".repeat(2000)).status());
    }

    @Test
    void afterAFatalFlaw_nothingMoreIsRead() {
        List<RtspMessage> out = decode(1, "PLAY x RTSP/1.0\r\nContent-Length: z\r\n\r\n", OPTIONS);
        assertEquals(1, out.size());
    }

    @Test
    void answersOfTheConsole_areNoRequests() {
        assertInstanceOf(RtspMessage.StrayResponse.class, decode(10, "RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n").get(0));
    }

    @Test
    void response_isWrittenWithItsLength() {
        EmbeddedChannel channel = new EmbeddedChannel(new RtspEncoder());
        channel.writeOutbound(new RtspResponse(200, new RtspHeaders().add("CSeq", "1\r\nX: y"), "\u00e4b"));
        io.netty.buffer.ByteBuf out = channel.readOutbound();
        assertEquals("RTSP/1.0 200 OK\r\nCSeq: 1 X: y\r\nContent-Length: 3\r\n\r\n\u00e4b",
                out.toString(StandardCharsets.UTF_8));
        out.release();
        assertNull(channel.readOutbound());
        channel.finishAndReleaseAll();
    }

    private static RtspMessage.Malformed refused(String text) {
        return assertInstanceOf(RtspMessage.Malformed.class, decode(1000, text).get(0));
    }
}
