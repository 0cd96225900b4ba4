package io.mediachassis.sim.console.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderTextTest {
    @Test
    void eachOrderIsRead() throws Exception {
        assertEquals(new Order.Pause(), OrderText.parse(" Pause "));
        assertEquals(new Order.Play(), OrderText.parse("play"));
        assertEquals(new Order.Scale(-4), OrderText.parse("scale -4"));
        assertEquals(new Order.Scale(0.5), OrderText.parse("scale\t0.5x"));
        assertEquals(new Order.Seek(Duration.ofMillis(95_250)), OrderText.parse("seek 95.25"));
        assertEquals(new Order.Seek(Duration.ofSeconds(3695)), OrderText.parse("seek 1:01:35"));
        assertEquals(new Order.Jump(Duration.ofSeconds(-30)), OrderText.parse("jump -30s"));
        assertEquals(new Order.Jump(Duration.ofSeconds(90)), OrderText.parse("jump +1:30"));
        assertEquals(new Order.Where(), OrderText.parse("where"));
        assertEquals(new Order.Stop(), OrderText.parse("stop"));
    }

    @ParameterizedTest
    @CsvSource({"rewind, 'orders are pause, play, scale 8'", "pause 5, pause stands alone", "scale 0, scale takes a speed from -32",
        "scale 33, scale takes a speed from -32", "scale, scale takes a speed", "seek -5, seek takes a position",
        "seek soon, seek takes a position", "jump, jump takes seconds", "jump 5 s, jump takes seconds"})
    void whatIsWrong_isAnsweredWithWhatWouldBeRight(String line, String right) {
        String said = String.valueOf(assertThrows(OrderException.class, () -> OrderText.parse(line)).getMessage());
        assertTrue(said.contains(right), said);
    }

    @Test
    void aLineIsBounded() {
        assertThrows(OrderException.class, () -> OrderText.parse("play" + " ".repeat(OrderText.MAX_LENGTH)));
    }
}
