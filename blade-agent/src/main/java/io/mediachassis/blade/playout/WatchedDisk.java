package io.mediachassis.blade.playout;

import java.util.Optional;

/** The disk of a volume, as whoever looks after it sees it: {@link IoChannel}, or a test's. */
public interface WatchedDisk {
    /** Names the volume in messages. */
    String volume();

    /** Looks whether the disk still answers; to be called some times a second. What is wrong, empty while it is well. */
    Optional<DiskVerdict> check();

    /** Gives the volume up: what waits and what comes fails. */
    void fail(String reason);
}
