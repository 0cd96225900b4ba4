package io.mediachassis.blade.rtsp;

import io.mediachassis.blade.trick.Scales;
import java.util.OptionalLong;

/**
 * A console's PLAY.
 *
 * @param fromMs absent: go on from where it is
 * @param toMs absent: to the end of the program, or to its start for a negative scale
 * @param scale as asked (RFC 2326 section 12.34), 1 when it wasn't; what is played is the nearest of {@link Scales}
 * @param speed of delivery as asked (RFC 2326 section 12.35), 1 when it wasn't
 */
public record PlayRequest(OptionalLong fromMs, OptionalLong toMs, double scale, double speed) {
    /** The scale that is played for it. */
    public double playedScale() {
        return Scales.nearest(scale);
    }

    /** The speed that is used for it. */
    public double usedSpeed() {
        return Scales.nearestSpeed(speed);
    }
}
