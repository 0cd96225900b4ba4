package io.mediachassis.controller.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import io.mediachassis.backplane.proto.HotSwapState;
import io.mediachassis.controller.hardware.SlotState.Seen;
import org.junit.jupiter.api.Test;

class SlotStateTest {
    @Test
    void everyStateSettlesWhateverIsSeen() {
        for (int bits = 0; bits < 2048; bits++) {
            Seen seen = new Seen(
                    (bits & 1) != 0,
                    (bits & 2) != 0,
                    (bits & 4) != 0,
                    (bits & 8) != 0,
                    (bits & 16) != 0,
                    (bits & 32) != 0,
                    (bits & 64) != 0,
                    (bits & 128) != 0,
                    (bits & 256) != 0,
                    (bits & 512) != 0,
                    (bits & 1024) != 0);
            for (HotSwapState start : HotSwapState.values()) {
                if (start != HotSwapState.UNRECOGNIZED) {
                    settle(start, seen);
                }
            }
        }
    }

    private static void settle(HotSwapState start, Seen seen) {
        HotSwapState state = start;
        for (int steps = 0; steps < 8; steps++) {
            HotSwapState next = SlotState.step(state, seen);
            if (next == state) {
                if (!seen.present()) {
                    assertEquals(HotSwapState.M0_NOT_INSTALLED, state);
                }
                return;
            }
            boolean fromServing = state == HotSwapState.M4_ACTIVE && next == HotSwapState.M6_DEACTIVATION_IN_PROGRESS;
            assertFalse(fromServing && seen.allowed(), "power taken without a drain: " + seen);
            state = next;
        }
        fail(start + " does not settle on " + seen);
    }
}
