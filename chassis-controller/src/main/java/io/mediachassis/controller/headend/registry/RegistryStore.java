package io.mediachassis.controller.headend.registry;

import java.time.Duration;
import java.util.function.Function;

/** Where the registry keeps its rows. Any thread; its methods block, for as long as the store's own limit says. */
public interface RegistryStore extends AutoCloseable {
    /**
     * Asks something of rows that are as some step left them.
     *
     * @param question puts and removes nothing
     * @throws StoreException when the store can't be reached
     */
    <T> T read(Function<RegistryRows, T> question);

    /**
     * Asks one thing, which is all that is asked: how it fits to another makes no difference.
     *
     * @param question puts and removes nothing, and calls one method of the rows
     * @throws StoreException when the store can't be reached
     */
    default <T> T readOne(Function<RegistryRows, T> question) {
        return read(question);
    }

    /**
     * Takes a step. On return it is on the disks that the store promises.
     *
     * @param step may be run several times, since another one came between, or since it was not to be learnt whether it
     *     took effect: run again after it did, it changes nothing and says the same
     * @throws StoreException when the store can't be reached, or can't write now; whether the step took effect is open
     */
    <T> T write(Function<RegistryRows, T> step);

    /**
     * The station is there, for this long from now on, counted by the store's own clock.
     *
     * @param lifetime at least 1 s
     * @throws StoreException when the store can't be reached, or can't write now
     */
    void renew(String station, Duration lifetime);

    /** Whether every controller that may serve the registry has these rows; else each has its own, and they differ. */
    boolean isShared();

    /** For people: which store this is, without its password. */
    String describe();

    @Override
    void close();
}
