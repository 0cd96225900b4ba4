package io.mediachassis.sim.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes the fields out of one mapping of a scenario's file; what is wrong with one is said with its line. */
final class Fields {
    private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m)");

    private final String file;
    private final YamlTree.Mapping mapping;
    private final List<String> taken = new ArrayList<>();

    Fields(String file, YamlTree tree, String what) {
        this.file = file;
        if (!(tree instanceof YamlTree.Mapping fields)) {
            throw new ScenarioException(file, tree.line(), what + " has fields: write \"name: value\"");
        }
        this.mapping = fields;
    }

    int line() {
        return mapping.line();
    }

    /** What it says; null: nothing. */
    @Nullable YamlTree tree(String name) {
        taken.add(name);
        return mapping.fields().get(name);
    }

    boolean has(String name) {
        return mapping.fields().containsKey(name);
    }

    ScenarioException wrong(String name, String what) {
        YamlTree tree = mapping.fields().get(name);
        return new ScenarioException(file, tree == null ? mapping.line() : tree.line(), name + ": " + what);
    }

    /** @param or where it is missing; empty: it must not be */
    String text(String name, String or) {
        YamlTree tree = tree(name);
        if (tree == null) {
            if (or.isEmpty()) {
                throw wrong(name, "is missing");
            }
            return or;
        }
        if (!(tree instanceof YamlTree.Scalar scalar) || scalar.text().isBlank()) {
            throw wrong(name, "is one word or text, not a list or nothing");
        }
        return scalar.text();
    }

    List<String> texts(String name) {
        YamlTree tree = tree(name);
        if (tree == null) {
            return List.of();
        }
        if (!(tree instanceof YamlTree.Sequence list)) {
            throw wrong(name, "is a list: write [one, two]");
        }
        List<String> texts = new ArrayList<>();
        for (YamlTree item : list.items()) {
            if (!(item instanceof YamlTree.Scalar scalar)) {
                throw new ScenarioException(file, item.line(), name + ": is a list of words");
            }
            texts.add(scalar.text());
        }
        return List.copyOf(texts);
    }

    Duration time(String name, String or, Duration least, Duration most) {
        String text = text(name, or);
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw wrong(name, "\"" + text + "\" is no time: write 15s, 250ms or 2m");
        }
        Duration time = time(matcher);
        if (time.compareTo(least) < 0 || time.compareTo(most) > 0) {
            throw wrong(name, text + " is not within " + written(least) + " to " + written(most));
        }
        return time;
    }

    /** @throws IllegalArgumentException when it is none */
    static Duration time(String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        return time(matcher);
    }

    private static Duration time(Matcher matcher) {
        double number = Double.parseDouble(matcher.group(1));
        double seconds = switch (matcher.group(2)) {
            case "ms" -> number / 1000;
            case "m" -> number * 60;
            default -> number;
        };
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    /** As files have it. */
    static String written(Duration time) {
        long ms = time.toMillis();
        return ms % 1000 == 0 ? ms / 1000 + "s" : ms + "ms";
    }

    double number(String name, String or, double least, double most) {
        String text = text(name, or);
        double number;
        try {
            number = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw wrong(name, "\"" + text + "\" is no number");
        }
        if (!(number >= least && number <= most)) {
            throw wrong(name, text + " is not within " + plain(least) + " to " + plain(most));
        }
        return number;
    }

    int integer(String name, String or, int least, int most) {
        double number = number(name, or, least, most);
        if (number != Math.rint(number)) {
            throw wrong(name, "is a whole number");
        }
        return (int) number;
    }

    boolean flag(String name, boolean or) {
        String text = text(name, Boolean.toString(or));
        if (!text.equals("true") && !text.equals("false")) {
            throw wrong(name, "is true or false, not \"" + text + "\"");
        }
        return text.equals("true");
    }

    <E extends Enum<E>> E choice(String name, String or, Class<E> type) {
        String text = text(name, or);
        for (E each : type.getEnumConstants()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
                return each;
            }
        }
        throw wrong(name, "\"" + text + "\" is none of " + Arrays.stream(type.getEnumConstants())
                .map(each -> each.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", ")));
    }

    /** No field is left that nobody asked for. */
    void nothingElse() {
        nothingElse(taken);
    }

    private void nothingElse(Collection<String> known) {
        for (String name : mapping.fields().keySet()) {
            if (!known.contains(name)) {
                throw wrong(name, "is no field here; there are " + String.join(", ", known));
            }
        }
    }

    static String plain(double number) {
        boolean whole = number == Math.rint(number) && Math.abs(number) < 1e9;
        return whole ? Long.toString((long) number) : Double.toString(number);
    }
}
