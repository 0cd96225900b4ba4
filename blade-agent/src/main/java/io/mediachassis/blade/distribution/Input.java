package io.mediachassis.blade.distribution;

import java.io.IOException;

/** What receives a distribution's stream, on a thread of its own until it is closed or the input is over. */
interface Input extends Runnable, AutoCloseable {
    /** Takes what it needs, so that an order that can't be is refused. @throws IOException that says what can't be had */
    default void prepare() throws IOException {}

    /** Some times a second, on another thread. */
    default void tick(long nowNs) {}

    @Override
    void close();
}
