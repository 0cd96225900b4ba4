package io.mediachassis.blade.trick;

/**
 * The scales and speeds that are played. RFC 2326 section 12.34: a server that can't play the scale that is asked for
 * plays one near it, and its answer says which.
 */
public final class Scales {
    public static final double NORMAL = 1;
    /** As the {@code Scales} of a Media-Properties header tells them (RFC 7826 section 18.29). */
    public static final String LIST = "-32:-1, 0.25:0.75, 1, 2:32";
    public static final double SLOWEST_SPEED = 0.25;
    public static final double FASTEST_SPEED = 4;

    private static final double FASTEST = 32;

    private Scales() {}

    /** The scale that is played where this one is asked for; 0 and what is no number give normal play. */
    public static double nearest(double asked) {
        if (!Double.isFinite(asked) || asked == 0) {
            return NORMAL;
        }
        if (asked < 0) {
            return Math.max(-FASTEST, Math.min(-1, asked));
        }
        // Nearer to normal than these, pictures alone would look worse than normal play.
        if (asked > 0.75 && asked < 1.5) {
            return NORMAL;
        }
        return asked < 1 ? Math.max(0.25, asked) : Math.max(2, Math.min(FASTEST, asked));
    }

    /** The delivery speed (RFC 2326 section 12.35) that is used where this one is asked for. */
    public static double nearestSpeed(double asked) {
        return Double.isFinite(asked) && asked > 0
                ? Math.max(SLOWEST_SPEED, Math.min(FASTEST_SPEED, asked))
                : NORMAL;
    }
}
