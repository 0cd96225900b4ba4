package io.mediachassis.backplane.registry;

import java.time.Duration;

/**
 * How long leave to drop is good for. An engine acts on it only for {@link #ACTED_ON} after it asked, by its own clock, and
 * it asked before anybody gave leave; so {@link #OVER} after leave was given nobody acts on it any more, whatever became of
 * those who asked and gave, by any clock that is a fifth off. Neither a registry that does not know what the one before it
 * allowed nor a director that does not know what the one before it ordered has to find out: they wait.
 */
public final class LeaveTime {
    /** An engine carries an order by leave out while its own question is younger than this. */
    public static final Duration ACTED_ON = Duration.ofSeconds(20);

    /** After this nobody acts on leave that was given before: a fifth for clocks, the rest for a file that goes slowly. */
    public static final Duration OVER = Duration.ofSeconds(30);

    private LeaveTime() {}
}
