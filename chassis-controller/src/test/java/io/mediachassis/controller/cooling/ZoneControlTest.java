package io.mediachassis.controller.cooling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ZoneControlTest {
    private static final long S = 1_000_000_000L;

    private long now;
    private ZoneControl zone = new ZoneControl(CoolingZone.WHOLE, CoolingSettings.DEFAULT, null, 0);
    private double hottest = 50;
    private Standing standing = Standing.NORMAL;
    private double watts = 50;
    private int lost;
    private boolean blind;
    private int working = 4;
    private int trayLevel = 50;
    private boolean heard = true;

    private void run(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += S;
            zone.step(new ZoneSight(hottest, standing, watts, 4 * watts, 24, lost, blind, lost > 0 ? "a sensor lies" : "",
                    4, working, trayLevel, heard), now);
        }
    }

    @Test
    void ordersNothingBeforeItKnowsWhatThereIs() {
        heard = false;
        run(2);
        assertEquals(ZoneState.STARTING, zone.state());
        assertEquals(-1, zone.ordered());
        run(1);
        assertEquals(ZoneState.CONTROLLED, zone.state(), "3 s are enough");
        trayLevel = -1;
        zone = new ZoneControl(CoolingZone.WHOLE, CoolingSettings.DEFAULT, null, now);
        run(3);
        assertTrue(zone.ordered() >= 96, "nobody knows what the trays do: " + zone.ordered());
    }

    @Test
    void feedsForwardWhatTheBoardsDraw() {
        hottest = 64.9;
        run(30);
        int idle = zone.ordered();
        watts = 95;
        run(6);
        assertTrue(zone.ordered() >= idle + 15, "before it is any hotter: " + zone.ordered() + " after " + idle);
    }

    @Test
    void risesBelowTenAndFallsByTwoPercentASecond() {
        run(60);
        assertEquals(40, zone.ordered());
        hottest = 84;
        run(1);
        assertEquals(50, zone.ordered(), 1);
        run(60);
        assertEquals(100, zone.ordered());
        hottest = 40;
        run(10);
        assertEquals(80, zone.ordered(), 3);
    }

    @Test
    void aLongTimeAtTheMinimumDoesNotHoldItThere() {
        hottest = 30;
        run(3600);
        hottest = 75;
        run(20);
        assertTrue(zone.ordered() > 50, "wound up: " + zone.ordered());
    }

    @Test
    void aLongTimeAtFullDoesNotHoldItThere() {
        hottest = 84;
        run(3600);
        assertEquals(100, zone.ordered());
        hottest = 60;
        run(60);
        assertEquals(50, zone.ordered(), "its minimum, which was raised");
    }

    @Test
    void aSensorThatIsLostMeansTheFailsafeLevelAndAllOfThemFullSpeed() {
        run(60);
        lost = 1;
        run(1);
        assertEquals(75, zone.ordered());
        assertEquals(ZoneState.FAILSAFE, zone.state());
        assertEquals("a sensor lies", zone.reason());
        blind = true;
        run(1);
        assertEquals(100, zone.ordered());
        assertEquals(ZoneState.FULL, zone.state());
        blind = false;
        lost = 0;
        run(9);
        assertEquals(ZoneState.FAILSAFE, zone.state(), "for a while");
        run(2);
        assertEquals(ZoneState.CONTROLLED, zone.state());
        run(60);
        assertEquals(40, zone.ordered());
    }

    @Test
    void fansTurnNoSlowerThanWhenASensorWasLostUntilItIsBelievedAgain() {
        hottest = 84;
        run(60);
        assertEquals(100, zone.ordered());
        lost = 1;
        hottest = 50;
        run(300);
        assertEquals(ZoneState.FAILSAFE, zone.state());
        assertEquals(100, zone.ordered(), "it may have been the hottest board's");
        ZoneControl next = new ZoneControl(CoolingZone.WHOLE, CoolingSettings.DEFAULT, zone.memory(), now);
        zone = next;
        trayLevel = 100;
        run(300);
        assertEquals(100, zone.ordered(), "the next controller knows it too");
        zone = new ZoneControl(CoolingZone.WHOLE, CoolingSettings.DEFAULT, null, now);
        run(60);
        assertEquals(75, zone.ordered(), "trays that went to full speed by themselves are no sign of heat");
        zone = next;
        lost = 0;
        run(100);
        assertEquals(ZoneState.CONTROLLED, zone.state());
        assertTrue(zone.ordered() <= 75, "as before: " + zone.ordered());
        lost = 1;
        run(60);
        assertEquals(75, zone.ordered(), "that it was lost once is forgotten");
    }

    @Test
    void aBoardAtCriticalMeansFullSpeed() {
        run(60);
        standing = Standing.UPPER_CRITICAL;
        run(1);
        assertEquals(100, zone.ordered());
        standing = Standing.UPPER_CAUTION;
        run(1);
        assertEquals(ZoneState.CONTROLLED, zone.state());
    }

    @Test
    void fansThatAreMissingAreMadeUpForByTheOthers() {
        run(60);
        working = 3;
        run(1);
        assertEquals(53, zone.ordered());
        working = 2;
        run(1);
        assertEquals(80, zone.ordered());
        assertEquals(40, zone.level(), 0.5);
        working = 0;
        run(1);
        assertEquals(100, zone.ordered(), "perhaps they do turn");
    }

    @Test
    void anotherControllerGoesOnWhereThisOneWas() {
        hottest = 65;
        watts = 80;
        working = 3;
        run(120);
        int before = zone.ordered();
        double level = zone.level();
        trayLevel = before;
        zone = new ZoneControl(CoolingZone.WHOLE, CoolingSettings.DEFAULT, zone.memory(), now);
        for (int i = 0; i < 60; i++) {
            run(1);
            assertEquals(before, zone.ordered(), 2);
            assertEquals(level, zone.level(), 2);
        }
        trayLevel = 100;
        zone = new ZoneControl(CoolingZone.WHOLE, CoolingSettings.DEFAULT, zone.memory(), now);
        run(1);
        assertTrue(zone.level() >= 97, "trays that went to full speed by themselves come down slowly: " + zone.level());
    }

    @Test
    void zonesAreReadFromNumbersAndRanges() {
        assertEquals(Set.of(1, 2, 3, 7), new CoolingZone("a", "1-3, 7", "1").slotNumbers());
        for (String wrong : List.of("", "0", "3-1", "x", "1-17", "1,,2")) {
            assertThrows(IllegalArgumentException.class, () -> new CoolingZone("a", wrong, "1"), wrong);
        }
        CoolingSettings settings = CoolingSettings.DEFAULT;
        assertThrows(IllegalArgumentException.class, () -> settings.withZones(List.of(
                new CoolingZone("a", "1-4", "1"), new CoolingZone("b", "4-8", "2"))), "a slot twice");
        assertFalse(settings.withZones(List.of(
                new CoolingZone("a", "1-4", "1"), new CoolingZone("b", "5-8", "1"))).effectiveZones().isEmpty());
    }
}
