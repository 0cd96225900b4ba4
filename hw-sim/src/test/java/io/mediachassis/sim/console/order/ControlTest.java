package io.mediachassis.sim.console.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ControlTest {
    private final Control control = new Control(new SystemClock());

    @Test
    void ordersComeInTheirOrder_eachIsAnswered_andTooManyAreRefused() {
        CompletableFuture<String> first = control.seek(Duration.ofSeconds(5));
        for (int i = 1; i < Control.WAITING; i++) {
            assertFalse(control.where().isDone());
        }
        assertTrue(control.play().join().contains("32 orders wait already"));
        Control.Asked asked = Objects.requireNonNull(control.next());
        assertEquals(new Order.Seek(Duration.ofSeconds(5)), asked.order());
        asked.answer().complete("playing");
        assertEquals("playing", first.join());
        CompletableFuture<String> last = control.pause();
        control.over("The play is over");
        assertEquals("The play is over", last.join());
        assertEquals("The play is over", control.stop().join());
        assertNull(control.next());
    }

    @Test
    void linesAreReadAndAnswered_andLongOnesAreNotKept() throws Exception {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        OrderReader reader = new OrderReader(control, null, new PrintStream(told, true, StandardCharsets.UTF_8));
        String lines = "where\r\n\nfaster\n" + "jump ".repeat(100_000) + "\nseek 95";
        reader.orders(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
        for (Control.Asked asked = control.next(); asked != null; asked = control.next()) {
            asked.answer().complete("done");
        }
        String said = told.toString(StandardCharsets.UTF_8);
        assertTrue(said.startsWith("'faster' is no order; orders are "), said);
        assertTrue(said.contains("at most 200 characters"), said);
        assertTrue(said.endsWith("where: done" + System.lineSeparator() + "seek 95: done" + System.lineSeparator()), said);
    }
}
