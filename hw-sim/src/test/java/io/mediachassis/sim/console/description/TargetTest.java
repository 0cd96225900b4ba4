package io.mediachassis.sim.console.description;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TargetTest {
    private static MediaDescription stream(String text) throws DescriptionException {
        return assertInstanceOf(Target.Stream.class, Target.parse(text)).media();
    }

    @Test
    void groups_asPlayersWriteThem() throws Exception {
        assertEquals(MediaDescription.plain(0xef010100, 5010, false, 0), stream("udp://@239.1.1.0:5010"));
        assertEquals(MediaDescription.plain(0xef010100, 5010, true, 0), stream("rtp://@239.1.1.0:5010"));
        assertEquals(MediaDescription.plain(0xe8010100, 5010, true, 0x0a000001), stream("rtp://10.0.0.1@232.1.1.0:5010"));
        assertEquals(MediaDescription.plain(0xef010100, 5010, false, 0),
                stream("udp://239.1.1.0:5010?localaddr=127.0.0.1"));
    }

    @Test
    void serversAndFiles() throws Exception {
        assertInstanceOf(Target.Rtsp.class, Target.parse("rtsp://127.0.1.100:8554/nvod/239.1.1.0"));
        assertInstanceOf(Target.DescriptionUrl.class, Target.parse("http://127.0.1.100:8080/nvod/239.1.1.0.sdp"));
        assertInstanceOf(Target.DescriptionFile.class, Target.parse("film.sdp"));
    }

    @Test
    void whatCantBe_isRefused() {
        for (String text : new String[] {"udp://@239.1.1.0", "udp://@239.1.1.0:0", "rtp://@239.1.1.0:70000",
                "rtp://@group:5010", "udp://@239.1.1.999:5010", "rtsp://a b", "http://[", "\0"}) {
            assertThrows(DescriptionException.class, () -> Target.parse(text), text);
        }
    }
}
