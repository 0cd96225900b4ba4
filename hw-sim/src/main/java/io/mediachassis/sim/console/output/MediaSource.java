package io.mediachassis.sim.console.output;

import java.io.IOException;

/** Media to be written, in its order. One thread takes. */
public interface MediaSource {
    /**
     * Takes what comes next, waiting for it.
     *
     * @return bytes; 0 when none came within the time, -1 when none comes any more
     */
    int take(byte[] to, int most, long waitNs) throws IOException, InterruptedException;

    /** Waits for so many ns, or less if no more comes meanwhile: what the taker has to let pass. */
    void pause(long ns) throws InterruptedException;

    /** Bytes held now. */
    long held();
}
