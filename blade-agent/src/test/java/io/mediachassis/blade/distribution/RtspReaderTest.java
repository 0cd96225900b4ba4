package io.mediachassis.blade.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mediachassis.blade.distribution.RtspReader.Item;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtspReaderTest {
    private static final URI BASE = URI.create("rtsp://192.0.2.1/film/");

    @Test
    void repliesAndFramesComeHoweverTheyAreSplit() throws Exception {
        byte[] bytes = ("RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 4\r\n\r\nv=0\n$\u0000\u0000\u0003abc"
                + "RTSP/1.0 302 Moved\r\nLocation: rtsp://192.0.2.2/x\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        for (int piece = 1; piece <= bytes.length; piece++) {
            RtspReader reader = new RtspReader();
            List<String> items = new ArrayList<>();
            for (int at = 0; at < bytes.length; at += piece) {
                reader.fill(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
                for (Item item = reader.next(); item != null; item = reader.next()) {
                    if (item instanceof Item.Reply reply) {
                        items.add(reply.status() + reply.body() + reply.field("location"));
                    } else if (item instanceof Item.Frame frame) {
                        items.add(frame.channel() + ":" + StandardCharsets.US_ASCII.decode(frame.payload()));
                    }
                }
            }
            assertEquals(List.of("200v=0\n", "0:abc", "302rtsp://192.0.2.2/x"), items);
        }
    }

    @Test
    void whatIsNoRtspIsRefused() {
        for (String text : List.of("HTTP/1.1 200 OK\r\n\r\n", "RTSP/1.0\r\n\r\n", "RTSP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n",
                "RTSP/1.0 200 OK\r\nContent-Length: 999999\r\n\r\n", "x".repeat(20_000))) {
            RtspReader reader = new RtspReader();
            reader.fill(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            assertThrows(IOException.class, reader::next, text.substring(0, 10));
        }
    }

    @Test
    void aDescriptionNamesWhatToSetUpAndWhereItGoes() throws Exception {
        SdpInput sdp = SdpInput.read(String.join("\r\n", "v=0", "s=Film", "a=control:*",
                "a=onward-stream:udp://192.0.2.7:5000;offset=30;loops=2", "m=audio 0 RTP/AVP 0", "a=control:sound",
                "m=video 0 RTP/AVP 33", "a=control:trackID=0", "a=onward-stream: rtp://192.0.2.8:5000", ""), BASE);
        assertEquals(URI.create("rtsp://192.0.2.1/film/trackID=0"), sdp.control());
        assertEquals(List.of(OnwardText.one("udp://192.0.2.7:5000;offset=30;loops=2"), OnwardText.one("rtp://192.0.2.8:5000")),
                sdp.onward());
    }

    @Test
    void aDescriptionWithoutTransportStreamIsRefused() {
        assertEquals(415, assertThrows(DistributionRefused.class,
                () -> SdpInput.read("v=0\r\nm=audio 0 RTP/AVP 0\r\n", BASE)).status());
        assertEquals(400, assertThrows(DistributionRefused.class,
                () -> SdpInput.read("v=0\r\na=onward-stream:nowhere\r\nm=video 0 RTP/AVP 33\r\n", BASE)).status());
        assertEquals(415, assertThrows(DistributionRefused.class,
                () -> SdpInput.read("m=video 0 RTP/AVP 33\r\na=control:rtsp://[\r\n", BASE)).status());
    }
}
