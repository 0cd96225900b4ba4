package io.mediachassis.sim.network;

import java.util.List;

/** The backplane's Ethernet as the boards of a simulated unit have it. Methods from any thread. */
public interface UnitNetwork extends AutoCloseable {
    /** What a board's command begins with, so that it runs where its addresses are. */
    List<String> within(String board);

    /**
     * Cuts an address off: both sides see silence, and no closed connection.
     *
     * @return false where that can't be had
     */
    boolean cut(String address);

    /** Joins it again. */
    void join(String address);

    @Override
    void close();
}
