package io.mediachassis.sim.console.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RtspAnswerTest {
    private static RtspAnswer with(String name, String value) {
        return new RtspAnswer(200, Map.of(name, value), "");
    }

    @Test
    void whereItBegins_andHowFast() {
        assertEquals(OptionalLong.of(94_080), with("range", "npt=94.080-600.000").fromMs());
        assertEquals(OptionalLong.of(7000), with("range", "npt = 7-").fromMs());
        assertEquals(OptionalLong.empty(), with("range", "clock=20261122T200000Z-").fromMs());
        assertEquals(-4, with("scale", "-4").scale());
        assertEquals(0.25, with("scale", "0.250").scale());
        assertEquals(1, with("scale", "fast").scale());
        assertEquals(1, with("range", "npt=0-").scale());
    }
}
