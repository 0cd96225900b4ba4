package io.mediachassis.controller.hardware;

import static io.mediachassis.backplane.proto.HotSwapState.M0_NOT_INSTALLED;
import static io.mediachassis.backplane.proto.HotSwapState.M1_INACTIVE;
import static io.mediachassis.backplane.proto.HotSwapState.M2_ACTIVATION_REQUEST;
import static io.mediachassis.backplane.proto.HotSwapState.M3_ACTIVATION_IN_PROGRESS;
import static io.mediachassis.backplane.proto.HotSwapState.M4_ACTIVE;
import static io.mediachassis.backplane.proto.HotSwapState.M5_DEACTIVATION_REQUEST;
import static io.mediachassis.backplane.proto.HotSwapState.M6_DEACTIVATION_IN_PROGRESS;
import static io.mediachassis.backplane.proto.HotSwapState.M7_COMMUNICATION_LOST;

import io.mediachassis.backplane.proto.HotSwapState;

/**
 * The hot-swap state machine of one slot, after ATCA (PICMG 3.0), as one step from a state and what is seen to the next
 * state:
 *
 * <pre>
 *              pin                wanted, handle            power good            agent in service
 *   M0 ----------------> M1 ------------------> M2 -------------------> M3 -------------------> M4
 *  not installed      inactive  &lt;------------ request  &lt;----------- in progress  &lt;----------- active
 *                        ^      no longer wanted       power lost    |   agent or its link gone  |
 *                        |                                           | handle, not wanted        | handle
 *                        |                power good gone            v                           v
 *                        +------------------------------------- M6 power off &lt;----------------- M5 drain
 *                                                                      drained, or its time is up
 *   any but M0, CBC and agent both silent -> M7;  M7, either of them back -> M1, and on from there
 *   any, pin open -> M0 (from M2 to M7: a surprise removal)
 * </pre>
 *
 * <p>M7 needs both silent: a blade whose CBC alone is dead plays on and stays M4 (it can't be fenced, which is an event,
 * not a state). A controller that has just become active finds its blades by the same steps. Pure; any thread.
 */
final class SlotState {
    private SlotState() {}

    /**
     * What is seen of a slot.
     *
     * @param present the presence pin is closed
     * @param handleClosed the ejector handle; true while the CBC has not said
     * @param cbcReachable the CBC answers, or has not been asked yet
     * @param powerGood as the CBC last said
     * @param wanted the operator, the election and the handle let the blade run
     * @param inService the agent's link is up and it says that it is in service
     * @param linkUp the agent's link is up
     * @param drained in M5: nothing runs on the blade any more, or the time for that is up
     */
    record Seen(
            boolean present,
            boolean handleClosed,
            boolean cbcReachable,
            boolean powerGood,
            boolean wanted,
            boolean inService,
            boolean linkUp,
            boolean drained) {}

    /** One step; the same state when nothing is to change. */
    static HotSwapState step(HotSwapState state, Seen seen) {
        if (!seen.present()) {
            return M0_NOT_INSTALLED;
        }
        boolean silent = !seen.cbcReachable() && !seen.linkUp();
        if (silent && state != M0_NOT_INSTALLED) {
            return M7_COMMUNICATION_LOST;
        }
        boolean run = seen.wanted() && seen.handleClosed();
        // With the CBC silent nobody says whether power is good, but an agent that speaks has it.
        boolean power = seen.cbcReachable() ? seen.powerGood() : seen.linkUp();
        return switch (state) {
            case M0_NOT_INSTALLED -> M1_INACTIVE;
            case M7_COMMUNICATION_LOST -> silent ? state : M1_INACTIVE;
            case M1_INACTIVE -> run ? M2_ACTIVATION_REQUEST : power ? M6_DEACTIVATION_IN_PROGRESS : M1_INACTIVE;
            case M2_ACTIVATION_REQUEST -> !run ? M1_INACTIVE : power ? M3_ACTIVATION_IN_PROGRESS : state;
            case M3_ACTIVATION_IN_PROGRESS -> {
                if (!power) {
                    yield run ? M2_ACTIVATION_REQUEST : M1_INACTIVE;
                }
                yield !run ? M6_DEACTIVATION_IN_PROGRESS : seen.linkUp() && seen.inService() ? M4_ACTIVE : state;
            }
            case M4_ACTIVE -> {
                if (!power || !seen.linkUp()) {
                    yield M3_ACTIVATION_IN_PROGRESS;
                }
                if (!seen.wanted()) {
                    yield M6_DEACTIVATION_IN_PROGRESS;
                }
                if (!seen.handleClosed()) {
                    yield M5_DEACTIVATION_REQUEST;
                }
                yield seen.inService() ? state : M3_ACTIVATION_IN_PROGRESS;
            }
            case M5_DEACTIVATION_REQUEST -> {
                if (!power || !seen.wanted() || seen.drained()) {
                    yield M6_DEACTIVATION_IN_PROGRESS;
                }
                yield seen.handleClosed() ? M3_ACTIVATION_IN_PROGRESS : state;
            }
            case M6_DEACTIVATION_IN_PROGRESS -> power && !run ? state : M1_INACTIVE;
            case UNRECOGNIZED -> M1_INACTIVE;
        };
    }
}
