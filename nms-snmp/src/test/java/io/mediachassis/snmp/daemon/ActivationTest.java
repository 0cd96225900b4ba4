package io.mediachassis.snmp.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.mediachassis.snmp.daemon.Activation.Action;
import org.junit.jupiter.api.Test;

class ActivationTest {
    private static final long S = 1_000_000_000L;

    private long now = Long.MAX_VALUE - 2 * S; // The clock's origin is arbitrary: let it wrap.
    private final Activation activation = new Activation(3 * S);

    private void serving() {
        activation.snapshot(true, 5, now);
        assertEquals(new Action.Serve(5), activation.decide(now));
        activation.served(5);
        assertInstanceOf(Action.Stay.class, activation.decide(now));
    }

    @Test
    void servesOnlyAnActiveController() {
        assertInstanceOf(Action.Stay.class, activation.decide(now));
        activation.snapshot(false, 5, now);
        assertInstanceOf(Action.Stay.class, activation.decide(now));
        serving();
        activation.snapshot(false, 5, now);
        assertInstanceOf(Action.Release.class, activation.decide(now));
        assertInstanceOf(Action.Stay.class, activation.decide(now));
    }

    @Test
    void holdsOnForAWhileWithoutNews() {
        serving();
        now += 3 * S;
        assertInstanceOf(Action.Stay.class, activation.decide(now));
        now += 1;
        assertInstanceOf(Action.Release.class, activation.decide(now));
        assertInstanceOf(Action.Stay.class, activation.decide(now));
        serving();
    }

    @Test
    void aNewEpochIsANewStart() {
        serving();
        activation.snapshot(true, 7, now);
        assertEquals(new Action.Restart(7), activation.decide(now));
    }

    @Test
    void triesAgainEachSecondAfterAFailedBind() {
        activation.snapshot(true, 5, now);
        assertInstanceOf(Action.Serve.class, activation.decide(now));
        activation.bindFailed(now);
        now += S - 1;
        assertInstanceOf(Action.Stay.class, activation.decide(now));
        now += 1;
        assertInstanceOf(Action.Serve.class, activation.decide(now));
    }
}
