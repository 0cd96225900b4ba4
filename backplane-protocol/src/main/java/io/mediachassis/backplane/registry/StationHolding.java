package io.mediachassis.backplane.registry;

import java.util.regex.Pattern;

/**
 * What one station holds of one program.
 *
 * @param program the program's id, 1 to 64 of {@code A-Z a-z 0-9 . _ -}
 * @param manifest SHA-256 of the program's manifest in hexadecimal: of another manifest, it is another program
 * @param total segments that the program has, 1 to {@link SegmentRanges#MAX_SEGMENT}
 * @param segments those held, all below the total
 */
public record StationHolding(String program, String manifest, int total, SegmentRanges segments) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern HASH = Pattern.compile("([0-9a-f]{2}){0,32}");

    public StationHolding {
        checkName(program);
        checkManifest(manifest);
        if (total < 1 || total > SegmentRanges.MAX_SEGMENT || segments.last() >= total) {
            throw new IllegalArgumentException(program + " can't have segments " + segments + " of " + total);
        }
    }

    /** Whether a program's id or a station's name has its form. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * The form of a program's id and of a station's name, which become parts of keys.
     *
     * @throws IllegalArgumentException when it has another
     */
    public static String checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a program or a station is named by 1 to 64 letters, digits, dots, "
                    + "underscores and hyphens, of which the first is a letter or a digit");
        }
        return name;
    }

    static void checkManifest(String manifest) {
        if (!HASH.matcher(manifest).matches()) {
            throw new IllegalArgumentException("a manifest's hash is at most 32 bytes in hexadecimal");
        }
    }
}
