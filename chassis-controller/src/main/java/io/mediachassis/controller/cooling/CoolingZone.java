package io.mediachassis.controller.cooling;

import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which fans cool which slots.
 *
 * @param name for people, such as "chassis"
 * @param slots as numbers and ranges with commas: "1-4,7"
 * @param fanTrays likewise; a tray may cool several zones, and runs as fast as the one that wants most
 */
public record CoolingZone(String name, String slots, String fanTrays) {
    private static final int MOST = 16;
    private static final Pattern RANGE = Pattern.compile("\\d{1,2}(-\\d{1,2})?");

    /** All fans cool all slots. */
    public static final CoolingZone WHOLE = new CoolingZone("chassis", "1-16", "1-15");

    public CoolingZone {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a cooling zone has a name");
        }
        // Checks both, so that it is an error at start.
        if (numbers(slots).isEmpty() || numbers(fanTrays).isEmpty()) {
            throw new IllegalArgumentException("cooling zone " + name + " has slots and fan trays");
        }
    }

    /** The slots' numbers. */
    public SortedSet<Integer> slotNumbers() {
        return numbers(slots);
    }

    /** The trays' numbers. */
    public SortedSet<Integer> trayNumbers() {
        return numbers(fanTrays);
    }

    private static SortedSet<Integer> numbers(String text) {
        SortedSet<Integer> numbers = new TreeSet<>();
        for (String part : text.split(",", -1)) {
            if (!RANGE.matcher(part.strip()).matches()) {
                throw new IllegalArgumentException("numbers and ranges with commas, such as 1-4,7; not " + text);
            }
            String[] ends = part.strip().split("-", -1);
            int first = Integer.parseInt(ends[0]);
            int last = Integer.parseInt(ends[ends.length - 1]);
            if (first < 1 || last < first || last > MOST) {
                throw new IllegalArgumentException("numbers from 1 to " + MOST + ", not " + part.strip());
            }
            for (int number = first; number <= last; number++) {
                numbers.add(number);
            }
        }
        return numbers;
    }
}
