package io.mediachassis.sim.console.sealed;

/**
 * Where the chunks of a sealed file lie: each is so many bytes of media and a tag behind them, the last one shorter. Pure.
 *
 * @param chunk bytes of media in a chunk
 * @param bytes of the media, from 1
 */
record ChunkLayout(int chunk, long bytes) {
    static final int TAG_BYTES = 16;
    private static final int MOST_CHUNK = 1 << 20;

    ChunkLayout {
        if (chunk < 1024 || chunk > MOST_CHUNK || bytes < 1) {
            throw new IllegalArgumentException("a chunk has 1024 to " + MOST_CHUNK + " bytes, the media 1 or more");
        }
    }

    long chunks() {
        return (bytes + chunk - 1) / chunk;
    }

    /** Bytes of the sealed file. */
    long sealedBytes() {
        return bytes + chunks() * TAG_BYTES;
    }

    long chunkOf(long mediaByte) {
        return mediaByte / chunk;
    }

    /** Where it begins in the sealed file. */
    long sealedStart(long number) {
        return number * (chunk + TAG_BYTES);
    }

    int mediaLength(long number) {
        return (int) Math.min(chunk, bytes - number * chunk);
    }

    int sealedLength(long number) {
        return mediaLength(number) + TAG_BYTES;
    }
}
