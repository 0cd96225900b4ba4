package io.mediachassis.backplane.host;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Numbers of interfaces that stay with their names, as ifIndex must (RFC 2863, 3.1.5): the kernel deals its own out anew
 * at each start. A new name gets the kernel's number where that is free, so that on most boards the two are the same.
 * Pure, one thread.
 */
final class InterfaceNumbers {
    /** What the field of an ifIndex holds. */
    static final int MAX = 999;

    private final SortedMap<String, Integer> byName = new TreeMap<>();

    /** Takes over what {@link #text} made; lines that it can't have made are left out. */
    static InterfaceNumbers parse(String text) {
        InterfaceNumbers numbers = new InterfaceNumbers();
        text.lines().forEach(line -> {
            int space = line.indexOf(' ');
            if (space > 0 && line.substring(0, space).matches("\\d{1,3}")) {
                int number = Integer.parseInt(line.substring(0, space));
                if (number > 0 && !numbers.byName.containsValue(number)) {
                    numbers.byName.putIfAbsent(line.substring(space + 1).strip(), number);
                }
            }
        });
        return numbers;
    }

    /** A line for each name: number, space, name. */
    String text() {
        StringBuilder text = new StringBuilder();
        byName.forEach((name, number) -> text.append(number).append(' ').append(name).append('\n'));
        return text.toString();
    }

    /**
     * Gives a number to each name that has none. When all are given away, those of names that are not there are free.
     *
     * @param kernel the kernel's number of each interface that is there
     * @return whether any is new
     */
    boolean assign(Map<String, Integer> kernel) {
        boolean changed = false;
        // Those whose kernel number fits come before the others, which take what is left.
        List<Map.Entry<String, Integer>> inOrder = kernel.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> entry.getValue() < 1 ? Integer.MAX_VALUE : entry.getValue()))
                .toList();
        for (Map.Entry<String, Integer> entry : inOrder) {
            if (!byName.containsKey(entry.getKey())) {
                Set<Integer> taken = new HashSet<>(byName.values());
                if (taken.size() == MAX) {
                    byName.keySet().retainAll(kernel.keySet());
                    taken.retainAll(byName.values());
                }
                int number = free(entry.getValue(), taken);
                if (number <= MAX) {
                    byName.put(entry.getKey(), number);
                    changed = true;
                }
            }
        }
        return changed;
    }

    private static int free(int wanted, Set<Integer> taken) {
        int number = wanted;
        if (wanted < 1 || wanted > MAX || taken.contains(wanted)) {
            number = 1;
            while (taken.contains(number)) {
                number++;
            }
        }
        return number;
    }

    /** 1 to {@link #MAX}; 0: more interfaces than that are there, and this one goes without. */
    int of(String name) {
        return byName.getOrDefault(name, 0);
    }
}
