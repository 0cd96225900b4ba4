package io.mediachassis.sim.scenario;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A serial line.
 *
 * @param number of the controller (arbiter) or of the slot (cbc); 0 for the bus
 */
record Wire(Kind kind, int number) {
    /** Which lines there are. */
    enum Kind {
        BUS,
        ARBITER,
        CBC
    }

    static final String FORMS = "bus, arbiter-1, arbiter-2 or cbc-N (a board's line to its CBC)";
    private static final Pattern NUMBERED = Pattern.compile("(arbiter|cbc)-([1-9]\\d?)");

    /** @throws IllegalArgumentException saying what it may be */
    static Wire parse(String text) {
        Matcher numbered = NUMBERED.matcher(text);
        if (text.equals("bus")) {
            return new Wire(Kind.BUS, 0);
        } else if (numbered.matches()) {
            int number = Integer.parseInt(numbered.group(2));
            if (numbered.group(1).equals("cbc") || number <= 2) {
                return new Wire(Kind.valueOf(numbered.group(1).toUpperCase(Locale.ROOT)), number);
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" is no line: write " + FORMS);
    }

    @Override
    public String toString() {
        return kind == Kind.BUS ? "bus" : kind.name().toLowerCase(Locale.ROOT) + "-" + number;
    }
}
