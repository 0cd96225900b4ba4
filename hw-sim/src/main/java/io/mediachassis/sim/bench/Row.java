package io.mediachassis.sim.bench;

import java.io.IOException;

/** One thing that is measured against a peer. Blocking; one thread. */
public interface Row {
    /** As typed on the command line and written in the report. */
    String name();

    /**
     * Measures ours and the peer.
     *
     * @throws IOException when either did not run through: there is no result then, not even half of one
     */
    Result run(Bench bench) throws IOException;
}
