package io.mediachassis.backplane.program;

import java.text.Normalizer;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Makes the id of a program, which people type in URLs, from its title. Pure. */
public final class ProgramNaming {
    /** As the store takes it: {@code [a-z0-9][a-z0-9-]{0,63}}; room is left for a number. */
    private static final int MAX_LENGTH = 56;

    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    private ProgramNaming() {}

    /** Whether a program may be called that. */
    public static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    /**
     * A free id: the title in lower-case ASCII letters, digits and hyphens, with -2, -3 and so on where it is taken.
     *
     * @param taken whether an id is in use
     */
    public static String of(String title, Predicate<String> taken) {
        String ascii = Normalizer.normalize(title, Normalizer.Form.NFKD).replaceAll("\\p{M}", "");
        String id = ascii.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        if (id.length() > MAX_LENGTH) {
            id = id.substring(0, MAX_LENGTH).replaceAll("-+$", "");
        }
        if (id.isEmpty()) {
            id = "program";
        }
        String candidate = id;
        for (int n = 2; taken.test(candidate); n++) {
            candidate = id + "-" + n;
        }
        return candidate;
    }
}
