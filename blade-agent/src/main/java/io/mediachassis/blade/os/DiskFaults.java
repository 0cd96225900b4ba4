package io.mediachassis.blade.os;

import java.io.IOException;

/**
 * What is wrong with a volume's disk beyond what the disk itself does: nothing on hardware, in a simulator what it
 * injects. Each request of a volume passes here right before it goes to the disk. Any thread.
 */
public interface DiskFaults {
    /** The disk is as it is. */
    DiskFaults NONE = new DiskFaults() {
        @Override
        public void onRead() {}

        @Override
        public void onWrite() {}

        @Override
        public long free(long bytes) {
            return bytes;
        }
    };

    /**
     * A read is about to be made, by this thread, which is held up for as long as a slow disk takes longer.
     *
     * @throws DiskException in the disk's stead; the read is not made
     */
    void onRead() throws IOException;

    /**
     * A write, or writing out, is about to be done; as the other.
     *
     * @throws DiskException in the disk's stead; nothing is written
     */
    void onWrite() throws IOException;

    /** What the disk is to say of its room, where it has so many bytes. */
    long free(long bytes);
}
