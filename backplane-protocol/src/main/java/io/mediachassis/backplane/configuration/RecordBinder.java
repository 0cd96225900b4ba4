package io.mediachassis.backplane.configuration;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Binds a section of a HOCON file to a record: {@code rtspPort} takes {@code rtsp-port}. Defaults come from the
 * module's {@code reference.conf}, which documents each key; {@link Limits} on a component are checked here, what two keys
 * must have together by the record's own constructor. A key that no component takes is an error, so that a typing mistake is found at start. Component types: int, long, boolean, double,
 * String, Duration, Path, enum, another record, and List of any of these. Called at start only, on the main thread.
 */
public final class RecordBinder {
    private RecordBinder() {}

    /**
     * Reads a file over the defaults of {@code reference.conf}.
     *
     * @param section path of the daemon's section, such as {@code mediachassis.blade}
     * @throws ConfigurationException where the file can't be read or a key is missing, unknown or out of its limits
     */
    public static <R extends Record> R read(Path file, String section, Class<R> type) {
        if (!Files.isReadable(file)) {
            throw new ConfigurationException("Configuration file " + file + " can't be read: is the path right?");
        }
        try {
            Config whole = ConfigFactory.parseFile(file.toFile())
                    .withFallback(ConfigFactory.defaultReference(type.getClassLoader()))
                    .resolve();
            if (!whole.hasPath(section)) {
                throw new ConfigurationException(file + " has no section " + section
                        + " { ... }; is it the configuration of another program?");
            }
            return bind(whole.getConfig(section), section, type);
        } catch (ConfigException e) {
            throw new ConfigurationException(file + ": " + e.getMessage(), e);
        }
    }

    /** Binds a section that is already at hand. */
    public static <R extends Record> R bind(Config section, String name, Class<R> type) {
        RecordComponent[] components = type.getRecordComponents();
        Set<String> unknown = new TreeSet<>(section.root().keySet());
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String key = key(components[i].getName());
            unknown.remove(key);
            types[i] = components[i].getType();
            if (!section.hasPath(key)) {
                throw new ConfigurationException(
                        "Missing key " + name + "." + key + "; give it a value, it has no default");
            }
            values[i] = value(section, key, name + "." + key, components[i].getGenericType());
            check(components[i], name + "." + key, values[i]);
        }
        if (!unknown.isEmpty()) {
            throw new ConfigurationException("Unknown key " + name + "." + unknown.iterator().next()
                    + origin(section.root().get(unknown.iterator().next())) + "; known are " + keys(components));
        }
        return create(type, types, values, name);
    }

    private static Object value(Config section, String key, String name, Type type) {
        try {
            if (type == int.class || type == Integer.class) {
                return section.getInt(key);
            } else if (type == long.class || type == Long.class) {
                return isSize(section, key) ? section.getBytes(key) : section.getLong(key);
            } else if (type == boolean.class || type == Boolean.class) {
                return section.getBoolean(key);
            } else if (type == double.class || type == Double.class) {
                return section.getDouble(key);
            } else if (type == String.class) {
                return section.getString(key);
            } else if (type == Duration.class) {
                return section.getDuration(key);
            } else if (type == Path.class) {
                return Path.of(section.getString(key));
            } else if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
                return list(section, key, name, list.getActualTypeArguments()[0]);
            } else if (type instanceof Class<?> c && c.isEnum()) {
                return enumValue(section.getString(key), name, c);
            } else if (type instanceof Class<?> c && c.isRecord()) {
                return bind(section.getConfig(key), name, c.asSubclass(Record.class));
            }
        } catch (ConfigException e) {
            throw new ConfigurationException(name + ": " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("no configuration of type " + type + " at " + name);
    }

    private static void check(RecordComponent component, String name, Object value) {
        Limits limits = component.getAnnotation(Limits.class);
        if (limits == null) {
            return;
        }
        boolean low = compare(value, limits.min(), component) < 0;
        boolean high = !limits.max().isEmpty() && compare(value, limits.max(), component) > 0;
        if (low || high) {
            String takes = limits.max().isEmpty() ? "at least " + limits.min() : limits.min() + " to " + limits.max();
            throw new ConfigurationException(name + " = " + shown(value) + ": takes "
                    + (takes + " " + limits.unit()).strip());
        }
    }

    private static int compare(Object value, String limit, RecordComponent component) {
        Object bound = value(ConfigFactory.parseString("limit = " + limit), "limit", component.getName(),
                component.getGenericType());
        if (value instanceof Duration duration) {
            return duration.compareTo((Duration) bound);
        } else if (value instanceof Double number) {
            return number.compareTo((Double) bound);
        }
        return Long.compare(((Number) value).longValue(), ((Number) bound).longValue());
    }

    private static String shown(Object value) {
        return value instanceof Duration duration ? duration.toMillis() + " ms" : String.valueOf(value);
    }

    private static boolean isSize(Config section, String key) {
        Object raw = section.getValue(key).unwrapped();
        return raw instanceof String text && !text.matches("-?\\d+");
    }

    private static List<Object> list(Config section, String key, String name, Type element) {
        List<Object> values = new ArrayList<>();
        int i = 0;
        for (ConfigValue item : section.getList(key)) {
            values.add(value(item.atKey("item"), "item", name + "[" + i++ + "]", element));
        }
        return List.copyOf(values);
    }

    private static Object enumValue(String text, String name, Class<?> type) {
        for (Object constant : type.getEnumConstants()) {
            if (key(constant.toString().toLowerCase(Locale.ROOT).replace('_', '-')).equals(text)) {
                return constant;
            }
        }
        throw new ConfigurationException(name + " = " + text + ": takes one of "
                + List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    private static <R extends Record> R create(Class<R> type, Class<?>[] types, Object[] values, String name) {
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ConfigurationException(name + ": " + cause.getMessage(), cause);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("record " + type + " can't be made", e);
        }
    }

    private static String keys(RecordComponent[] components) {
        Set<String> keys = new TreeSet<>();
        for (RecordComponent component : components) {
            keys.add(key(component.getName()));
        }
        return String.join(", ", keys);
    }

    private static String origin(@Nullable ConfigValue value) {
        return value == null ? "" : " (" + value.origin().description() + ")";
    }

    /** The key that a component takes. */
    public static String key(String component) {
        return component.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
