package io.mediachassis.sim.scenario;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who is meant: a board by its number, or whoever has a role when the fault comes.
 *
 * @param number slot of a blade or number of a controller; 0 for a role
 */
record NodeName(Who who, int number) {
    /** Kinds of nodes. */
    enum Who {
        BLADE,
        CONTROLLER,
        DIRECTOR,
        ACTIVE_CONTROLLER,
        ALL
    }

    static final String FORMS = "blade-N, controller-1, controller-2, director or active-controller";
    private static final Pattern NUMBERED = Pattern.compile("(blade|controller)-([1-9]\\d?)");

    /** @throws IllegalArgumentException saying what it may be */
    static NodeName parse(String text) {
        Matcher numbered = NUMBERED.matcher(text);
        if (numbered.matches()) {
            boolean blade = numbered.group(1).equals("blade");
            int number = Integer.parseInt(numbered.group(2));
            if (blade || number <= 2) {
                return new NodeName(blade ? Who.BLADE : Who.CONTROLLER, number);
            }
        }
        return switch (text) {
            case "director" -> new NodeName(Who.DIRECTOR, 0);
            case "active-controller" -> new NodeName(Who.ACTIVE_CONTROLLER, 0);
            case "all" -> new NodeName(Who.ALL, 0);
            default -> throw new IllegalArgumentException("\"" + text + "\" is nobody: write " + FORMS);
        };
    }

    @Override
    public String toString() {
        return switch (who) {
            case BLADE -> "blade-" + number;
            case CONTROLLER -> "controller-" + number;
            case DIRECTOR -> "director";
            case ACTIVE_CONTROLLER -> "active-controller";
            case ALL -> "all";
        };
    }
}
