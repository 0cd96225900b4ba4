package io.mediachassis.blade.agent;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StationKnowledgeTest {
    private final StationKnowledge knowledge = new StationKnowledge(2);

    @Test
    void readyOnceEveryNamedBladeWasHeard() {
        knowledge.onRehearsed();
        knowledge.onNamed(0b1011);
        knowledge.onHoldings(1);
        assertFalse(knowledge.ready(0), "not in service");
        knowledge.onInService(0);
        assertFalse(knowledge.ready(0), "blade 4 is named and has not told");
        knowledge.onHoldings(4);
        assertTrue(knowledge.ready(0));
        knowledge.onGone(4);
        assertFalse(knowledge.ready(0), "its link ended, and the controller hears it");
        knowledge.onNamed(0b0011);
        assertTrue(knowledge.ready(0));
    }

    @Test
    void notBeforeTheRehearsal() {
        knowledge.onInService(0);
        assertFalse(knowledge.ready(0));
        knowledge.onRehearsed();
        assertTrue(knowledge.ready(0));
    }

    @Test
    void aBladeOutOfReachDoesNotKeepItFromBeingReadyForEver() {
        knowledge.onRehearsed();
        knowledge.onNamed(0b0111);
        knowledge.onInService(7);
        assertFalse(knowledge.ready(6 + StationKnowledge.PATIENCE_NS));
        assertTrue(knowledge.ready(7 + StationKnowledge.PATIENCE_NS));
    }
}
