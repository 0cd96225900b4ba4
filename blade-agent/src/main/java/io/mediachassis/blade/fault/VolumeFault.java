package io.mediachassis.blade.fault;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wrong with one volume's disk; as text {@code well}, {@code slow 3000}, {@code failing} or {@code full}. */
public sealed interface VolumeFault {
    /** Nothing. */
    VolumeFault WELL = new Well();

    /** Nothing. */
    record Well() implements VolumeFault {
        @Override
        public String toString() {
            return "well";
        }
    }

    /**
     * Each request takes so much longer.
     *
     * @param by 1 ms to an hour
     */
    record Slow(Duration by) implements VolumeFault {
        public Slow {
            if (by.toMillis() < 1 || by.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("a disk is slow by 1 to 3600000 ms, not " + by.toMillis());
            }
        }

        @Override
        public String toString() {
            return "slow " + by.toMillis();
        }
    }

    /** Each request fails with an input/output error. */
    record Failing() implements VolumeFault {
        @Override
        public String toString() {
            return "failing";
        }
    }

    /** Nothing can be written, for want of room. */
    record Full() implements VolumeFault {
        @Override
        public String toString() {
            return "full";
        }
    }

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException saying what it may be
     */
    static VolumeFault parse(String text) {
        Matcher slow = Pattern.compile("slow (\\d{1,9})").matcher(text);
        if (slow.matches()) {
            return new Slow(Duration.ofMillis(Long.parseLong(slow.group(1))));
        }
        return switch (text) {
            case "well" -> WELL;
            case "failing" -> new Failing();
            case "full" -> new Full();
            default -> throw new IllegalArgumentException(
                    "a disk is \"well\", \"slow MILLISECONDS\", \"failing\" or \"full\", not \"" + text + "\"");
        };
    }
}
