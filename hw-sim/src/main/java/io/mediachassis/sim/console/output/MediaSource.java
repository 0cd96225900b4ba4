package io.mediachassis.sim.console.output;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Media to be written, in its order. One thread takes. */
public interface MediaSource {
    /** To wait at a time. */
    long WAIT_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /**
     * Takes what comes next, waiting for it.
     *
     * @return bytes; 0 when none came within the time, -1 when none comes any more
     */
    int take(byte[] to, int most, long waitNs) throws IOException, InterruptedException;

    /** Number of the last break before what was taken last: what comes behind one goes on elsewhere, or later. */
    long taken();

    /** Whether what was taken when {@link #taken} was that is not wanted any more. */
    boolean dropped(long takenAt);

    /** Waits for so many ns, or less if no more comes or it is dropped meanwhile: what the taker has to let pass. */
    void pause(long ns) throws InterruptedException;

    /** Bytes held now. */
    long held();
}
