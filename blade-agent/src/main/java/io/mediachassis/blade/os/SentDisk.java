package io.mediachassis.blade.os;

import java.io.IOException;

/** The disk that files are sent from with sendfile, past the threads of their volume. Any thread. */
public interface SentDisk {
    /** Files that lie on no volume, on a disk as it is. */
    SentDisk WELL = new SentDisk() {
        @Override
        public void onSend() {}

        @Override
        public void failed(IOException why) {}
    };

    /**
     * Part of a file is about to be sent, by this thread, which is held up for as long as a slow disk takes longer.
     *
     * @throws DiskException in the disk's stead; nothing is sent
     * @throws VolumeGoneException when the volume was given up
     */
    void onSend() throws IOException;

    /** A file could not be sent for that; it may be the disk's fault or not. */
    void failed(IOException why);
}
