package io.mediachassis.controller.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How long, as people write it: 500ms, 30s, 10m, 12h, 7d; a number alone is of seconds. */
public final class Span implements ITypeConverter<Duration> {
    private static final Pattern SPAN = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)?");

    @Override
    public Duration convert(String text) {
        return of(text).filter(span -> !span.isZero()).orElseThrow(() ->
                new TypeConversionException("it takes a time such as 30s, 10m or 2h, not " + text));
    }

    /** A text as people write it; empty: it can't be read. */
    public static Optional<Duration> of(String text) {
        Matcher m = SPAN.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(m.group(1));
        return Optional.of(switch (m.group(2) == null ? "s" : m.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofSeconds(number);
        });
    }

    /** In seconds, as orders have it. */
    static double seconds(Duration span) {
        return span.toMillis() / 1000.0;
    }
}
