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
    private final VolumeUse use;

    SpaceGuard(StoreDisk disk, Path folder, long reserve, VolumeUse use) {
        this.disk = disk;
        this.folder = folder;
        this.reserve = reserve;
        this.use = use;
    }

    /**
     * Asks for room.
     *
     * @return how much may be written before asking again, at least {@code bytes}
     */
    long grant(long bytes) throws IOException {
        long diskRoom = disk.free(folder) - reserve;
        long room = use.room(diskRoom);
        if (room < bytes && room < diskRoom) {
            throw new DiskFull(String.format(Locale.ROOT, "the volume %s has its capacity of %d MB: %d MB more can be "
                    + "stored; remove programs, or raise volume-capacity", folder, use.capacity() >> 20,
                    Math.max(0, room) >> 20));
        }
        if (room < bytes) {
            throw new DiskFull(String.format(Locale.ROOT, "the disk of %s is full: %d MB more can be stored beside the "
                    + "reserve of %d MB; remove programs or add a disk", folder, Math.max(0, room) >> 20,
                    reserve >> 20));
        }
        return Math.max(bytes, Math.min(room, GRANT));
    }

    VolumeUse use() {
        return use;
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
