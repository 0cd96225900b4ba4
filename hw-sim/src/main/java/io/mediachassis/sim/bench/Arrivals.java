package io.mediachassis.sim.bench;

import java.io.IOException;

/** Where senders under measurement send to: nobody reads it, and what arrives is counted. */
interface Arrivals {
    /** Datagrams that arrived so far. */
    long arrived() throws IOException;
}
