package io.mediachassis.sim.console.fetch;

import java.io.IOException;

/** Gets a file by one protocol. Blocks; one thread. */
interface Fetcher {
    /**
     * Comes back when the server has ended in order.
     *
     * @throws RefusedException it has not got this file
     * @throws PartFile.OverrunException it sent more than that has
     * @throws IOException it broke off, or stood still
     */
    void fetch(Place place, long from, PartFile to) throws IOException, InterruptedException;
}
