package io.mediachassis.sim.console.description;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The lines of a session or of one medium in a session description. One thread. */
final class SdpSection {
    private final Map<Character, String> values = new HashMap<>();
    private final Map<String, List<String>> attributes = new HashMap<>();

    /** Takes a line; what is none is left out. */
    void line(String line) {
        if (line.length() < 2 || line.charAt(1) != '=') {
            return;
        }
        String value = line.substring(2).strip();
        if (line.charAt(0) != 'a') {
            values.putIfAbsent(line.charAt(0), value);
            return;
        }
        int colon = value.indexOf(':');
        String name = colon < 0 ? value : value.substring(0, colon);
        attributes.computeIfAbsent(name, n -> new ArrayList<>(1)).add(colon < 0 ? "" : value.substring(colon + 1));
    }

    /** The first line of a kind. */
    Optional<String> value(char kind) {
        return Optional.ofNullable(values.get(kind));
    }

    List<String> attributes(String name) {
        return attributes.getOrDefault(name, List.of());
    }

    /** The first one's value. */
    Optional<String> attribute(String name) {
        return attributes(name).stream().findFirst();
    }

    /** What an attribute says of one format: {@code a=name:FORMAT value}. */
    Optional<String> attribute(String name, String format) {
        return attributes(name).stream()
                .filter(value -> value.startsWith(format + " "))
                .map(value -> value.substring(format.length() + 1))
                .findFirst();
    }

    /** {@code a=1;b=2} as a map. */
    static Map<String, String> parameters(String text) {
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : text.split(";", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                parameters.put(parameter.substring(0, equals).strip(), parameter.substring(equals + 1).strip());
            }
        }
        return parameters;
    }

    static int number(String text, int least, int most, String what) throws DescriptionException {
        return (int) longNumber(text, least, most, what);
    }

    static long longNumber(String text, long least, long most, String what) throws DescriptionException {
        try {
            long number = Long.parseLong(text.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new DescriptionException(what + " is a number, not '" + text + "'", e);
        }
        throw new DescriptionException(what + " is from " + least + " to " + most + ", not " + text);
    }
}
