package io.mediachassis.blade.engine;

import java.util.Locale;
import java.util.Optional;

/**
 * What of its configured capacity an engine has given to streams: how many there are, and their bit rates, whether they
 * play or pause. A stream is admitted whole before anything else is done for it, so that no burst of requests gets past
 * the limit, and one that is refused costs those that run nothing. Any thread.
 *
 * <p>While the blade is too hot its capacity is less: what runs goes on, and what is new is refused beyond it.
 *
 * <p>Downloads have what streams leave, each the bit rate of its program: one beyond that is refused. A stream takes
 * back what it needs, since strangers that read slowly could keep out all streams else; the downloads that run go on at
 * what is left.
 */
final class Admission {
    /** However many streams there are, the downloads that run get so much of the capacity and end. */
    private static final int LEAST_PART = 32;

    private final int allStreams;
    private final long allBps;
    private int mostStreams;
    private volatile long mostBps;
    private int percent = 100;
    private int streams;
    private volatile long bps;
    private long downloadBps;

    /**
     * @param mostStreams at least 1
     * @param mostBps of all streams together, bit/s: what the network and the disks can both give
     */
    Admission(int mostStreams, long mostBps) {
        this.allStreams = mostStreams;
        this.allBps = mostBps;
        this.mostStreams = mostStreams;
        this.mostBps = mostBps;
    }

    /** From now on only so much of the capacity is given, percent, 1 to 100; of streams at least one. */
    synchronized void throttle(int toPercent) {
        percent = toPercent;
        mostStreams = (int) Math.max(1, (long) allStreams * toPercent / 100);
        mostBps = Math.max(1, (long) (allBps / 100.0 * toPercent));
    }

    /** Streams that it takes on now. */
    synchronized int capacity() {
        return mostStreams;
    }

    /** Bit rate of all streams that it takes on now, bit/s. */
    long capacityBps() {
        return mostBps;
    }

    /** Takes a stream on; or says why not, and then nothing has changed. */
    synchronized Optional<String> admit(long bitRate) {
        return admit(bitRate, 0);
    }

    /** @param beyond so many more streams may be taken on: others leave in exchange, and their bit rate with them */
    synchronized Optional<String> admit(long bitRate, int beyond) {
        if (streams >= mostStreams + beyond) {
            return Optional.of("it sends " + streams + " streams, which is its capacity" + hot());
        }
        if (beyond == 0 && bps + bitRate > mostBps) {
            return Optional.of(String.format(Locale.ROOT,
                    "of the %.1f Mbit/s that it may send %.1f are taken, and this program needs %.1f",
                    mostBps / 1e6, bps / 1e6, bitRate / 1e6) + hot());
        }
        streams++;
        bps += bitRate;
        return Optional.empty();
    }

    private String hot() {
        return percent == 100 ? "" : " while it is too hot (" + percent + " % of what it has)";
    }

    /** Takes a download on; or says why not. */
    synchronized Optional<String> admitDownload(long bitRate) {
        if (bps + downloadBps + bitRate > mostBps) {
            return Optional.of(String.format(Locale.ROOT,
                    "of the %.1f Mbit/s that it may send streams have %.1f and downloads %.1f, and this one needs %.1f",
                    mostBps / 1e6, bps / 1e6, downloadBps / 1e6, bitRate / 1e6) + hot());
        }
        downloadBps += bitRate;
        return Optional.empty();
    }

    /** An admitted download is over. */
    synchronized void releaseDownload(long bitRate) {
        downloadBps -= bitRate;
    }

    /**
     * What all downloads together may send now, bit/s; negative: as fast as it goes, since no stream is disturbed. Takes no
     * lock.
     */
    long downloadsMaySend() {
        long streamed = bps;
        // Of all that it has: those that run were taken on before it was too hot, and go on as the streams do.
        return streamed == 0 ? -1 : Math.max(allBps - streamed, Math.max(1, allBps / LEAST_PART));
    }

    /** An admitted stream is gone, or did not come about. */
    synchronized void release(long bitRate) {
        streams--;
        bps -= bitRate;
    }

    /** Whether there are as many as there may be. */
    synchronized boolean full() {
        return streams >= mostStreams;
    }

    /** Bit rate of all admitted streams. */
    long bps() {
        return bps;
    }
}
