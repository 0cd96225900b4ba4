package io.mediachassis.controller.cooling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SensorTrustTest {
    private static final long S = 1_000_000_000L;

    private final SensorTrust trust = new SensorTrust(Duration.ofSeconds(5), true, 0);
    private long now;

    private void shows(double celsius, int seconds) {
        shows(celsius, 50, 40, seconds);
    }

    private void shows(double celsius, double watts, double air, int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += S;
            // The last digit of what lives is never quite still.
            trust.reading(celsius + 0.1 * (i % 2), watts, air, now);
        }
    }

    private void gives(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += S;
            trust.missing(now);
        }
    }

    @Test
    void theLastReadingCountsForAWhile() {
        shows(40, 3);
        gives(4);
        assertTrue(trust.value().isPresent());
        gives(2);
        assertEquals("it gives no reading", trust.fault());
        assertEquals(OptionalDouble.empty(), trust.value());
        shows(48, 3);
        assertFalse(trust.value().isPresent(), "not yet");
        shows(48, 4);
        assertTrue(trust.value().isPresent());
    }

    @Test
    void whatWasNeverReadIsLostAfterTheSameTime() {
        gives(5);
        assertEquals("", trust.fault());
        gives(1);
        assertEquals("it gives no reading", trust.fault());
    }

    @Test
    void oneAbsurdReadingIsPassedOverAndManyAreNot() {
        shows(40, 3);
        assertFalse(trust.questionable(now));
        now += S;
        trust.reading(500, 50, 40, now);
        assertTrue(trust.questionable(now), "it is to be looked at more often");
        assertEquals(40, trust.value().orElseThrow(), 0.2);
        shows(40, 3);
        for (int i = 0; i < 2; i++) {
            now += S;
            trust.reading(Double.NaN, 50, 40, now);
        }
        assertFalse(trust.value().isPresent());
        assertTrue(trust.fault().contains("can't be"), trust.fault());
        assertFalse(trust.questionable(now), "it is known to lie");
        shows(40, 8);
        assertTrue(trust.value().isPresent(), "well again: " + trust.fault());
    }

    @Test
    void aJumpIsALieUntilItJumpsBack() {
        shows(40, 3);
        shows(90, 2);
        assertEquals(40, trust.value().orElseThrow(), 0.2);
        shows(90, 60);
        assertFalse(trust.value().isPresent());
        assertTrue(trust.fault().startsWith("it jumped from 40."), trust.fault());
        for (double celsius = 90; celsius > 42; celsius -= 0.5) {
            shows(celsius, 1);
        }
        shows(42, 60);
        assertFalse(trust.value().isPresent(), "it has not jumped back");
        shows(90, 1);
        shows(44, 8);
        assertTrue(trust.value().isPresent(), "it has");
        shows(90, 3600);
        assertFalse(trust.value().isPresent(), "a lie does not become true by being repeated");
        for (double celsius = 90; celsius > 70; celsius -= 0.5) {
            shows(celsius, 1);
        }
        shows(24, 8);
        assertTrue(trust.value().isPresent(), "as far back as it had jumped, from where it was by then");
    }

    @Test
    void oneThatFailsAgainAndAgainIsBelievedLater() {
        shows(40, 3);
        shows(90, 3);
        shows(40, 10);
        assertTrue(trust.value().isPresent());
        shows(90, 3);
        shows(40, 10);
        assertFalse(trust.value().isPresent());
        shows(40, 60);
        assertTrue(trust.value().isPresent());
    }

    @Test
    void airMayJump() {
        SensorTrust inlet = new SensorTrust(Duration.ofSeconds(5), false, 0);
        inlet.reading(50, Double.NaN, Double.NaN, S);
        inlet.reading(20, Double.NaN, Double.NaN, 2 * S);
        assertEquals(20, inlet.value().orElseThrow());
    }

    @Test
    void firstReadingsAreBelievedWhenTheyAgree() {
        shows(0, 1);
        assertEquals(OptionalDouble.empty(), trust.value());
        assertEquals(0, trust.first().orElseThrow());
        shows(45, 2);
        assertFalse(trust.value().isPresent(), "two");
        shows(45, 1);
        assertEquals(45, trust.value().orElseThrow(), 0.2);
        assertEquals(OptionalDouble.empty(), trust.first());
        shows(45, 60);
        assertEquals("", trust.fault());
    }

    @Test
    void firstReadingsThatContradictOneAnotherAreNotBelievedUntilTheyAgree() {
        for (int i = 0; i < 3; i++) {
            shows(20, 1);
            shows(80, 1);
        }
        assertEquals("its first readings contradict one another", trust.fault());
        shows(45, 8);
        assertEquals(45, trust.value().orElseThrow(), 0.2);
    }

    @Test
    void theNextControllerDoubtsWhatThisOneDoubts() {
        shows(40, 3);
        shows(127, 10);
        SensorTrust next = new SensorTrust(Duration.ofSeconds(5), true, now);
        next.restore(trust.doubt());
        for (int i = 0; i < 60; i++) {
            now += S;
            next.reading(127 + 0.1 * (i % 2), 50, 40, now);
            assertFalse(next.value().isPresent());
        }
        assertTrue(next.fault().startsWith("it jumped from 40."), next.fault());
        for (int i = 0; i < 8; i++) {
            now += S;
            next.reading(44, 50, 40, now);
        }
        assertTrue(next.value().isPresent(), "it has jumped back: " + next.fault());
        next = new SensorTrust(Duration.ofSeconds(5), true, now);
        next.restore(new SensorTrust.Doubt("it jumped", 40, 45, 87, true));
        for (int i = 0; i < 8; i++) {
            now += S;
            next.reading(44, 50, 40, now);
        }
        assertTrue(next.value().isPresent(), "it is where it was last believed");
    }

    @Test
    void aBoardThatHeatsUpAsFastAsItCanIsBelieved() {
        shows(30, 3);
        for (double celsius = 30; celsius < 110; celsius += 4.5) {
            shows(celsius, 1);
            assertEquals(celsius, trust.value().orElseThrow(), 0.2);
        }
    }

    @Test
    void whatStandsStillWhileItsBoardGetsBusyIsNotBelieved() {
        for (int i = 0; i < 600; i++) {
            now += S;
            trust.reading(41.5, 40, 40, now);
        }
        assertTrue(trust.value().isPresent(), "nothing has changed");
        for (int i = 0; i < 125; i++) {
            now += S;
            trust.reading(41.5, 90, 40, now);
        }
        assertFalse(trust.value().isPresent());
        assertTrue(trust.fault().startsWith("it stands still"), trust.fault());
        for (int i = 0; i < 1000; i++) {
            now += S;
            trust.reading(41.5, 90, 40, now);
        }
        assertFalse(trust.value().isPresent(), "still");
        shows(70, 90, 40, 10);
        assertTrue(trust.value().isPresent(), "it lives again");
    }

    @Test
    void moreAirIsEvidenceToo() {
        shows(41, 3);
        for (int i = 0; i < 200; i++) {
            now += S;
            trust.reading(41.5, 40, i < 10 ? 40 : 80, now);
        }
        assertFalse(trust.value().isPresent());
    }
}
