package io.mediachassis.blade.storage;

import java.util.regex.Pattern;

/** The rule for program ids: they become folder names, so nothing that could leave the data folder is let through. */
public final class ProgramId {
    /** Longest title, in characters. */
    public static final int MAX_TITLE = 500;

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    private ProgramId() {}

    public static boolean valid(String id) {
        return FORM.matcher(id).matches();
    }

    /** The id itself. @throws IllegalArgumentException when it doesn't keep the rule */
    public static String checked(String id) {
        if (!valid(id)) {
            throw new IllegalArgumentException("program id \"" + id.substring(0, Math.min(80, id.length()))
                    + "\" is not allowed: 1 to 64 of a-z, 0-9 and -, not starting with -");
        }
        return id;
    }
}
