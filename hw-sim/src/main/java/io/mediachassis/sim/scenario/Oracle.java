package io.mediachassis.sim.scenario;

import java.util.function.Supplier;

/**
 * Something that must hold, looked at after each event, at most each 2 ms.
 *
 * @param sentence what must hold, for people
 * @param look says what is wrong now; empty: nothing
 */
record Oracle(String name, String sentence, Supplier<String> look) {}
