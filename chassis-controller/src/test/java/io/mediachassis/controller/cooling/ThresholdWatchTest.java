package io.mediachassis.controller.cooling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThresholdWatchTest {
    private static final long S = 1_000_000_000L;

    private final ThresholdWatch watch = new ThresholdWatch(CoolingSettings.DEFAULT.limits().board());
    private long now;

    private Standing read(double value, int seconds) {
        Standing standing = watch.standing();
        for (int i = 0; i < seconds; i++) {
            now += S;
            standing = watch.read(value, now);
        }
        return standing;
    }

    @Test
    void eachThresholdTakesItsDwellTime() {
        assertEquals(Standing.NORMAL, read(80, 10));
        assertEquals(Standing.UPPER_CAUTION, read(80, 1), "10 s after the first");
        assertEquals(Standing.UPPER_CAUTION, read(86, 5));
        assertEquals(Standing.UPPER_CRITICAL, read(86, 1));
        assertEquals(Standing.UPPER_CRITICAL, read(93, 3));
        assertEquals(Standing.UPPER_FATAL, read(93, 1));
        assertEquals(Standing.UPPER_FATAL, read(90, 60), "within the hysteresis of 4");
        assertEquals(Standing.UPPER_FATAL, read(87, 5));
        assertEquals(Standing.UPPER_CRITICAL, read(87, 1), "5 s after the first");
        assertEquals(Standing.NORMAL, read(50, 6));
    }

    @Test
    void oneWildReadingIsNothing() {
        read(40, 30);
        assertEquals(Standing.NORMAL, read(500, 1));
        assertEquals(Standing.NORMAL, read(40, 1));
        for (int i = 0; i < 30; i++) {
            assertEquals(Standing.NORMAL, read(500, 2), "each time it begins anew");
            assertEquals(Standing.NORMAL, read(40, 1));
        }
    }

    @Test
    void twoReadingsWithALongTimeBetweenSayNothingOfIt() {
        read(95, 1);
        now += 60 * S;
        assertEquals(Standing.NORMAL, read(95, 3));
        assertEquals(Standing.UPPER_FATAL, read(95, 1));
    }

    @Test
    void thresholdsBelowCountAsWell() {
        assertEquals(Standing.LOWER_CAUTION, read(4, 11));
        assertEquals(Standing.LOWER_FATAL, read(-10, 11));
        assertEquals(Standing.LOWER_CAUTION, read(5, 20), "caution at 5, within its hysteresis");
        assertEquals(Standing.NORMAL, read(9.5, 6));
        watch.forget();
        assertEquals(Standing.NORMAL, watch.standing());
    }

    @Test
    void thresholdsThatMakeNoSenseAreRefused() {
        List<Duration> dwell = List.of(Duration.ZERO, Duration.ZERO, Duration.ZERO);
        assertThrows(IllegalArgumentException.class,
                () -> new Thresholds(List.of(80.0, 75.0, 90.0), List.of(), dwell, 1, Duration.ZERO));
        assertThrows(IllegalArgumentException.class,
                () -> new Thresholds(List.of(80.0), List.of(), dwell, 1, Duration.ZERO));
        assertThrows(IllegalArgumentException.class,
                () -> new Thresholds(List.of(5.0, 6.0, 7.0), List.of(5.0, 4.0, 3.0), dwell, 1, Duration.ZERO));
        assertThrows(IllegalArgumentException.class,
                () -> new Thresholds(List.of(), List.of(), List.of(), 1, Duration.ZERO));
    }
}
