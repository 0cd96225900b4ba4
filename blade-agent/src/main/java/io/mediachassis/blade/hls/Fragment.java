package io.mediachassis.blade.hls;

/**
 * A byte range of a segment file that a player fetches by itself.
 *
 * @param file number of the segment file
 * @param offset first byte
 * @param length bytes
 * @param ticks how long it plays, 27 MHz
 */
record Fragment(int file, long offset, long length, long ticks) {
    double seconds() {
        return ticks / 27e6;
    }

    /** bit/s. */
    double rate() {
        return ticks == 0 ? 0 : 8 * length / seconds();
    }
}
