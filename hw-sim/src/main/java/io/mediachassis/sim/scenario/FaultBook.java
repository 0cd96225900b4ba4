package io.mediachassis.sim.scenario;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Which faults there are, and how files write them: all of it is read off the records of {@link Fault}. */
final class FaultBook {
    private static final String LASTS = "lasts";
    /** What {@code lasts} is called in files, where "for" may stand and in Java it may not. */
    private static final String FOR = "for";
    private static final Map<String, Class<?>> KINDS = new LinkedHashMap<>();

    static {
        for (Class<?> kind : Fault.class.getPermittedSubclasses()) {
            KINDS.put(words(kind.getSimpleName()), kind);
        }
    }

    private FaultBook() {}

    /** All kinds, in the order of {@link Fault}. */
    static List<String> kinds() {
        return List.copyOf(KINDS.keySet());
    }

    static String kind(Fault fault) {
        return words(fault.getClass().getSimpleName());
    }

    private static String words(String name) {
        return name.replaceAll("(?<!^)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String field(RecordComponent component) {
        return component.getName().equals(LASTS) ? FOR : component.getName();
    }

    // ---- reading -----------------------------------------------------------------------------------------------

    static Fault read(Fields fields, UnitShape unit) {
        String name = fields.text("kind", "");
        Class<?> kind = KINDS.get(name);
        if (kind == null) {
            throw fields.wrong("kind", "\"" + name + "\" is no fault; there are " + String.join(", ", KINDS.keySet()));
        }
        RecordComponent[] components = kind.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = value(fields, components[i], unit);
        }
        fields.nothingElse();
        return make(kind, values);
    }

    private static Object value(Fields fields, RecordComponent component, UnitShape unit) {
        String name = field(component);
        About about = about(component);
        Class<?> type = component.getType();
        if (type == Duration.class) {
            return fields.time(name, about.or(), Fields.time(about.min().isEmpty() ? "1ms" : about.min()),
                    Fields.time(about.max().isEmpty() ? "60m" : about.max()));
        } else if (type == double.class) {
            return fields.number(name, about.or(), Double.parseDouble(about.min()), Double.parseDouble(about.max()));
        } else if (type == int.class) {
            int least = about.or().equals("0") ? 0 : 1;
            return fields.integer(name, about.or(), least, about.max().isEmpty()
                    ? most(name, unit) : Integer.parseInt(about.max()));
        } else if (type == Way.class) {
            return fields.choice(name, about.or(), Way.class);
        }
        String text = fields.text(name, about.or());
        try {
            Object named = type == Wire.class ? Wire.parse(text) : NodeName.parse(text);
            boolean slotted = named instanceof Wire wire ? wire.kind() == Wire.Kind.CBC
                    : ((NodeName) named).who() == NodeName.Who.BLADE;
            int number = named instanceof Wire wire ? wire.number() : ((NodeName) named).number();
            if (slotted && number > unit.blades()) {
                throw fields.wrong(name, text + ": this unit has blades in slots 1 to " + unit.blades());
            }
            if (text.equals("all") && about.or().isEmpty()) {
                throw fields.wrong(name, "is one node: write " + NodeName.FORMS);
            }
            return named;
        } catch (IllegalArgumentException e) {
            throw fields.wrong(name, String.valueOf(e.getMessage()));
        }
    }

    private static int most(String field, UnitShape unit) {
        return switch (field) {
            case "slot" -> unit.blades();
            case "tray" -> unit.fanTrays();
            case "psu" -> unit.psus();
            default -> throw new IllegalStateException("no limit for " + field);
        };
    }

    private static Fault make(Class<?> kind, Object[] values) {
        try {
            Class<?>[] types = new Class<?>[values.length];
            for (int i = 0; i < values.length; i++) {
                types[i] = kind.getRecordComponents()[i].getType();
            }
            return (Fault) kind.getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException | NoSuchMethodException | InstantiationException | IllegalAccessException e) {
            throw new IllegalStateException(kind + " can't be made", e);
        }
    }

    // ---- writing and changing ----------------------------------------------------------------------------------

    /** As a file has it. */
    static String write(TimedFault timed) {
        StringBuilder text = new StringBuilder("{at: " + Fields.written(timed.at()) + ", kind: " + kind(timed.fault()));
        for (RecordComponent component : timed.fault().getClass().getRecordComponents()) {
            text.append(", ").append(field(component)).append(": ").append(written(get(component, timed.fault())));
        }
        return text.append('}').toString();
    }

    private static String written(Object value) {
        if (value instanceof Duration time) {
            return Fields.written(time);
        } else if (value instanceof Double number) {
            return Fields.plain(number);
        }
        return value.toString().toLowerCase(Locale.ROOT);
    }

    /** The same fault, over sooner or later; one that is over at once stays so. */
    static Fault withLasts(Fault fault, UnaryOperator<Duration> change) {
        RecordComponent[] components = fault.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            Object value = get(components[i], fault);
            values[i] = components[i].getName().equals(LASTS) ? change.apply((Duration) value) : value;
        }
        return make(fault.getClass(), values);
    }

    private static Object get(RecordComponent component, Fault fault) {
        try {
            return component.getAccessor().invoke(fault);
        } catch (InvocationTargetException | IllegalAccessException e) {
            throw new IllegalStateException(fault + " can't be read", e);
        }
    }

    private static About about(RecordComponent component) {
        About about = component.getAnnotation(About.class);
        if (about == null) {
            throw new IllegalStateException(component + " says nothing about itself");
        }
        return about;
    }

    // ---- for people --------------------------------------------------------------------------------------------

    /** The rows of the reference page. */
    static List<String> page() {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, Class<?>> kind : KINDS.entrySet()) {
            About about = kind.getValue().getAnnotation(About.class);
            lines.add("### `" + kind.getKey() + "`");
            lines.add("");
            String what = about == null ? "" : about.value();
            lines.add(what.substring(0, 1).toUpperCase(Locale.ROOT) + what.substring(1) + ".");
            lines.add("");
            for (RecordComponent component : kind.getValue().getRecordComponents()) {
                lines.add(row(component));
            }
            lines.add("");
        }
        return lines;
    }

    private static String row(RecordComponent component) {
        About about = about(component);
        String limits = about.min().isEmpty() ? "" : ", " + about.min() + " to " + about.max();
        String or = about.or().isEmpty() ? "" : ", by default " + about.or();
        return "- `" + field(component) + "`: " + about.value() + limits + or;
    }
}
