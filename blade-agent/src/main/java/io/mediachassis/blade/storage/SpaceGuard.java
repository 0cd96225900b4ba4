package io.mediachassis.blade.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Refuses writing that would eat into the reserve, and makes "no space" of the system the same clear error. */
final class SpaceGuard {
    /** The disk is asked again after this much; several writers together can overrun the reserve by this much each. */
    private static final long GRANT = 8L << 20;

    private final StoreDisk disk;
    private final Path folder;
    private final long reserve;

    SpaceGuard(StoreDisk disk, Path folder, long reserve) {
        this.disk = disk;
        this.folder = folder;
        this.reserve = reserve;
    }

    /**
     * Asks for room.
     *
     * @return how much may be written before asking again, at least {@code bytes}
     */
    long grant(long bytes) throws IOException {
        long room = disk.free(folder) - reserve;
        if (room < bytes) {
            throw new DiskFull(String.format(Locale.ROOT, "the disk of %s is full: %d MB more can be stored beside the "
                    + "reserve of %d MB; remove programs or add a disk", folder, Math.max(0, room) >> 20,
                    reserve >> 20));
        }
        return Math.max(bytes, Math.min(room, GRANT));
    }

    /** The same exception, or a DiskFull where that is what the system says. */
    IOException explain(IOException e) {
        String text = String.valueOf(e.getMessage());
        if (e instanceof DiskFull || !(text.contains("No space left") || text.contains("quota exceeded"))) {
            return e;
        }
        return new DiskFull("the disk of " + folder + " is full; remove programs or add a disk", e);
    }
}
