package io.mediachassis.sim.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.blade.engine.CapturingConsole;
import io.mediachassis.blade.engine.CapturingConsole.Packet;
import io.mediachassis.controller.client.ChassisException;
import io.mediachassis.sim.demo.UnitWatch;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Blades that are taken out while they send hand their streams over first; those that a PSU takes with it go in order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HotSwapSystemTest {
    private static final int SECONDS = 30;
    /** One feeds the chassis (100 W) and one blade (95 W), two all three of them. */
    private static final int PSU_WATTS = 250;

    private TestUnit unit;

    @BeforeAll
    void bringUp(@TempDir Path temporary) throws IOException {
        unit = new TestUnit(TestUnit.plan(36, temporary, 2).withPsuWatts(PSU_WATTS), temporary, 2, SECONDS);
    }

    @AfterAll
    void end() throws IOException {
        unit.close();
    }

    private static Optional<JsonNode> slot(UnitWatch watch, int slot) {
        return watch.list("slots").stream().filter(s -> s.path("slot").asInt() == slot).findFirst();
    }

    private static boolean isOut(UnitWatch watch, int slot) {
        return slot(watch, slot).filter(s -> s.path("state").asText().equals("M1")
                && s.path("blue_led").asText().equals("on") && !s.path("powered").asBoolean()).isPresent();
    }

    private boolean event(String kind, int slot, String text) {
        return unit.demo.watch().list("events").stream().anyMatch(event -> event.path("kind").asText().equals(kind)
                && event.path("slot").asInt() == slot && event.path("text").asText().contains(text));
    }

    @Test
    @Order(1)
    void aBladeHandsItsStreamsOverBeforeItGoesAndTheLastOneStays() throws Exception {
        InetSocketAddress station = new InetSocketAddress(unit.plan.stationAddress(), UnitPlan.RTSP_PORT);
        UnitWatch watch = unit.demo.watch();
        try (CapturingConsole console = new CapturingConsole(station, unit.program, true)) {
            assertEquals(200, console.ask("PLAY", "Range: npt=0-").status());
            int director = watch.director();
            AtomicInteger sender = new AtomicInteger();
            watch.await("another blade than the director to send", TestUnit.LIMIT, w -> w.list("streams").stream()
                    .filter(s -> s.path("state").asText().equals("playing") && s.path("engine_slot").asInt() != director)
                    .peek(s -> sender.set(s.path("engine_slot").asInt()))
                    .findFirst().isPresent());
            int first = sender.get();
            unit.demo.unit().hardware().openHandle(first);
            watch.await("blade " + first + " to be drained and off", TestUnit.LIMIT, w -> isOut(w, first));
            assertTrue(event("blade.drained", first, "nothing left"), "no event of the drain's end");
            int sent = console.packets().size();
            watch.await("packets from another blade", TestUnit.LIMIT, w -> console.packets().size() > sent + 100);

            // The director goes the same way, by order; its conversations end with it, and the stream goes on.
            int second = director;
            watch.client().out(second, true, false);
            watch.await("blade " + second + " to be drained and off", TestUnit.LIMIT, w -> isOut(w, second));
            int last = 6 - first - second;
            assertEquals(last, watch.director());
            assertNotEquals(0, watch.copies(unit.program), "what the two had was copied to the last");
            int then = console.packets().size();
            watch.await("packets from the last blade", TestUnit.LIMIT, w -> console.packets().size() > then + 100);
            withoutGap(console.packets());

            ChassisException refused =
                    assertThrows(ChassisException.class, () -> watch.client().out(last, true, false));
            assertTrue(refused.getMessage().contains("only blade in service"), refused.getMessage());
            unit.demo.unit().hardware().openHandle(last);
            watch.await("a reason", TestUnit.LIMIT, w -> slot(w, last)
                    .filter(s -> s.path("reason").asText().contains("only blade in service")).isPresent());
            assertTrue(watch.blade(last).orElseThrow().path("in_service").asBoolean(), "it never stopped serving");
            unit.demo.unit().hardware().closeHandle(last);
        }
        unit.demo.unit().hardware().closeHandle(sentFirst());
    }

    @Test
    @Order(2)
    void aPsuThatFailsTakesTheLeastImportantBladesWithIt() throws Exception {
        UnitWatch watch = unit.demo.watch();
        for (int slot = 1; slot <= 3; slot++) {
            watch.client().power(slot, true);
        }
        watch.await("all blades", TestUnit.LIMIT, w -> w.ready(3));
        int director = watch.director();
        unit.demo.unit().hardware().psuFail(1);
        List<Integer> others = IntStream.of(3, 2, 1).filter(slot -> slot != director).boxed().toList();
        watch.await("blades " + others + " to be shed", TestUnit.LIMIT, w -> others.stream()
                .allMatch(slot -> slot(w, slot).filter(s -> s.path("state").asText().equals("M2")
                        && !s.path("powered").asBoolean()).isPresent()));
        assertEquals(director, watch.director());
        assertTrue(watch.blade(director).orElseThrow().path("in_service").asBoolean());
        assertEquals(others, watch.list("events").stream()
                .filter(event -> event.path("kind").asText().equals("power.shed"))
                .map(event -> event.path("slot").asInt()).distinct().toList(), "in this order");
        JsonNode power = watch.client().get("/v1/power");
        assertEquals(250, power.path("good_w").asInt());
        assertEquals(195, power.path("promised_w").asInt());
        assertTrue(power.path("measured_w").asInt() > 0);
    }

    private int sentFirst() {
        return unit.demo.unit().hardware().snapshot().slots().stream()
                .filter(s -> s.present() && !s.handleClosed()).findFirst().orElseThrow().number();
    }

    private static void withoutGap(List<Packet> packets) {
        for (int i = 1; i < packets.size(); i++) {
            assertEquals(packets.get(i - 1).sequence() + 1 & 0xffff, packets.get(i).sequence(), "packet " + i);
        }
    }
}
