package io.mediachassis.blade.obtain;

import java.util.List;

/**
 * An engine of this station is to copy a segment from another station.
 *
 * @param target slot of that engine
 * @param sources in the order in which they are to be asked; the first is the way that counts it
 * @param rateBps what may come by it, bit/s; 0: as fast as it goes
 * @param manifest hexadecimal hash of the program's manifest
 * @param planned no console asked for the program
 */
public record Order(
        String programId, int segment, int target, List<FarEngine> sources, long rateBps, String manifest, boolean planned) {
    /** The station that it comes from, if nothing breaks. */
    public String way() {
        return sources.get(0).station();
    }
}
