package io.mediachassis.blade.http;

import java.util.Optional;

/** What of this blade's capacity downloads may have beside the streams that it paces. Any thread; must not block. */
public interface DownloadGate {
    /** No limit. */
    long UNLIMITED = Long.MAX_VALUE;

    /**
     * Takes a download on; {@link #release} when it is over.
     *
     * @param bitRate at which its program plays, bit/s
     * @return why not, and then nothing has changed
     */
    Optional<String> admit(long bitRate);

    /** A download that was admitted is over. */
    void release(long bitRate);

    /** What all downloads together may send now, bit/s, or {@link #UNLIMITED} where nothing is paced beside them. */
    long bps();

    /** Takes on everything. */
    static DownloadGate open() {
        return new DownloadGate() {
            @Override
            public Optional<String> admit(long bitRate) {
                return Optional.empty();
            }

            @Override
            public void release(long bitRate) {}

            @Override
            public long bps() {
                return UNLIMITED;
            }
        };
    }
}
