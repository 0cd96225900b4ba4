package io.mediachassis.controller.headend.distribution;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hours of each day, of a zone's clocks: "22:00-06:00 Europe/Berlin". From a time to itself is the whole day.
 *
 * @param from the first instant
 * @param to the first one behind
 */
public record DailyWindow(LocalTime from, LocalTime to, ZoneId zone) {
    private static final Pattern FORM = Pattern.compile("(\\d\\d:\\d\\d)-(\\d\\d:\\d\\d) (\\S{1,64})");

    /** One that is open now or the next to open. */
    public record Span(Instant from, Instant to) {}

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException says what is wrong with it, and what would be right
     */
    public static DailyWindow of(String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (parts.matches()) {
            try {
                return new DailyWindow(LocalTime.parse(parts.group(1)), LocalTime.parse(parts.group(2)),
                        ZoneId.of(parts.group(3)));
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(
                        "'" + text + "' is no window of hours (" + e.getMessage() + "): 22:00-06:00 Europe/Berlin would be", e);
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no window of hours: 22:00-06:00 Europe/Berlin would be");
    }

    /** The one that is open, or else the next. Where clocks are put forward over its beginning it begins then. */
    public Span at(Instant now) {
        ZonedDateTime there = now.atZone(zone);
        Span yesterdays = span(there.minusDays(1));
        if (now.isBefore(yesterdays.to())) {
            return yesterdays;
        }
        Span todays = span(there);
        return now.isBefore(todays.to()) ? todays : span(there.plusDays(1));
    }

    private Span span(ZonedDateTime day) {
        ZonedDateTime begin = day.toLocalDate().atTime(from).atZone(zone);
        ZonedDateTime end = (to.isAfter(from) ? day.toLocalDate() : day.toLocalDate().plusDays(1)).atTime(to).atZone(zone);
        return new Span(begin.toInstant(), end.toInstant());
    }
}
