package io.mediachassis.sim.hardware;

import java.util.Locale;
import java.util.OptionalDouble;

/** What is wrong with a temperature sensor. Immutable. */
public sealed interface SensorFault {
    /** It shows what is there. */
    record Well() implements SensorFault {}

    /** It shows the same for ever. */
    record Stuck(double celsius) implements SensorFault {}

    /** It shows nothing: the converter's NaN. */
    record Missing() implements SensorFault {}

    /** It shows so much more than there is, or less. */
    record Off(double kelvin) implements SensorFault {}

    /** It shows this at one reading of ten, and else what is there. */
    record Wild(double celsius) implements SensorFault {}

    /**
     * What it shows; empty: nothing.
     *
     * @param count of readings so far
     */
    default OptionalDouble shown(double celsius, long count) {
        if (this instanceof Stuck stuck) {
            return OptionalDouble.of(stuck.celsius());
        } else if (this instanceof Missing) {
            return OptionalDouble.empty();
        } else if (this instanceof Off off) {
            return OptionalDouble.of(celsius + off.kelvin());
        } else if (this instanceof Wild wild && count % 10 == 0) {
            return OptionalDouble.of(wild.celsius());
        }
        return OptionalDouble.of(celsius);
    }

    /**
     * From what people type: "well", "missing", "stuck 41.5", "off 20", "wild 500".
     *
     * @throws IllegalArgumentException when it is none of these
     */
    static SensorFault parse(String text) {
        String[] words = text.strip().toLowerCase(Locale.ROOT).split(" +", 2);
        double value = words.length > 1 ? Double.parseDouble(words[1]) : 0;
        return switch (words[0]) {
            case "well" -> new Well();
            case "missing" -> new Missing();
            case "stuck" -> new Stuck(value);
            case "off" -> new Off(value);
            case "wild" -> new Wild(value);
            default -> throw new IllegalArgumentException(
                    "a sensor is well, missing, stuck CELSIUS, off KELVIN or wild CELSIUS, not " + text);
        };
    }
}
