package io.mediachassis.blade.supervisor;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a service says to its supervisor: assignments, one a line (sd_notify(3)). Pure.
 *
 * @param fields by name
 */
public record NotifyMessage(Map<String, String> fields) {
    /** Keep the descriptors that come along. */
    public static final String STORE = "FDSTORE";
    /** Let those of a name go. */
    public static final String REMOVE = "FDSTOREREMOVE";
    /** Of the descriptors, in both. */
    public static final String NAME = "FDNAME";
    /**
     * Not of systemd: give back what is stored, over the descriptor that comes along. A supervisor that can't let a child
     * inherit descriptors is asked so.
     */
    public static final String GIVE = "FDSTOREGIVE";

    private static final int MAX_NAME = 255;

    public NotifyMessage {
        fields = Map.copyOf(fields);
    }

    /** Reads a message; what is no assignment is passed over. */
    public static NotifyMessage parse(String text) {
        Map<String, String> fields = new TreeMap<>();
        for (String line : text.split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                fields.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return new NotifyMessage(fields);
    }

    static String store(String name) {
        return STORE + "=1\n" + NAME + "=" + name;
    }

    static String remove(String name) {
        return REMOVE + "=1\n" + NAME + "=" + name;
    }

    static String give() {
        return GIVE + "=1";
    }

    /** A descriptor that is given back. */
    public static String given(String name) {
        return NAME + "=" + name;
    }

    public boolean says(String field) {
        return "1".equals(fields.get(field));
    }

    /** Empty where there is none, or none that systemd takes. */
    public String name() {
        String name = fields.getOrDefault(NAME, "");
        boolean plain = name.length() <= MAX_NAME
                && name.chars().allMatch(c -> c > ' ' && c < 127 && c != ':');
        return plain ? name : "";
    }
}
