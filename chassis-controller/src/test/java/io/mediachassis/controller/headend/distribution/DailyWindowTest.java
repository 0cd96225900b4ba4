package io.mediachassis.controller.headend.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DailyWindowTest {
    /** In Berlin it is an hour later than in the first two columns; the night to 28 March 2027 has an hour less. */
    @ParameterizedTest
    @CsvSource({
        "2027-01-31T20:30:00Z, 2027-01-31T21:00:00Z, 2027-02-01T05:00:00Z",
        "2027-01-31T21:00:00Z, 2027-01-31T21:00:00Z, 2027-02-01T05:00:00Z",
        "2027-02-01T04:59:59Z, 2027-01-31T21:00:00Z, 2027-02-01T05:00:00Z",
        "2027-02-01T05:00:00Z, 2027-02-01T21:00:00Z, 2027-02-02T05:00:00Z",
        "2027-03-27T22:00:00Z, 2027-03-27T21:00:00Z, 2027-03-28T04:00:00Z"})
    void nightsBelongToTwoDays(Instant now, Instant from, Instant to) {
        assertEquals(new DailyWindow.Span(from, to), DailyWindow.of("22:00-06:00 Europe/Berlin").at(now));
    }

    @ParameterizedTest
    @CsvSource({
        "2027-01-31T07:00:00Z, 2027-01-31T08:00:00Z, 2027-01-31T17:00:00Z",
        "2027-01-31T12:00:00Z, 2027-01-31T08:00:00Z, 2027-01-31T17:00:00Z",
        "2027-01-31T17:00:00Z, 2027-02-01T08:00:00Z, 2027-02-01T17:00:00Z"})
    void daysToOne(Instant now, Instant from, Instant to) {
        assertEquals(new DailyWindow.Span(from, to), DailyWindow.of("08:00-17:00 UTC").at(now));
    }

    @Test
    void fromATimeToItselfIsAlways() {
        Instant now = Instant.parse("2027-01-31T07:00:00Z");
        DailyWindow.Span span = DailyWindow.of("00:00-00:00 UTC").at(now);
        assertTrue(!now.isBefore(span.from()) && now.isBefore(span.to()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "at night", "22:00-06:00", "25:00-06:00 UTC", "22:00-06:00 Mars/Base", "22-06 UTC"})
    void whatIsNoneSaysWhatWouldBeOne(String text) {
        String said = assertThrows(IllegalArgumentException.class, () -> DailyWindow.of(text)).getMessage();
        assertTrue(said.contains("22:00-06:00 Europe/Berlin"), said);
    }
}
