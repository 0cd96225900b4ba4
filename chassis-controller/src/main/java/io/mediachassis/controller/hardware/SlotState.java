package io.mediachassis.controller.hardware;

import static io.mediachassis.backplane.proto.HotSwapState.M0_NOT_INSTALLED;
import static io.mediachassis.backplane.proto.HotSwapState.M1_INACTIVE;
import static io.mediachassis.backplane.proto.HotSwapState.M2_ACTIVATION_REQUEST;
import static io.mediachassis.backplane.proto.HotSwapState.M3_ACTIVATION_IN_PROGRESS;
import static io.mediachassis.backplane.proto.HotSwapState.M4_ACTIVE;
import static io.mediachassis.backplane.proto.HotSwapState.M5_DEACTIVATION_REQUEST;
import static io.mediachassis.backplane.proto.HotSwapState.M6_DEACTIVATION_IN_PROGRESS;
import static io.mediachassis.backplane.proto.HotSwapState.M7_COMMUNICATION_LOST;

import io.mediachassis.backplane.proto.BlueLed;
import io.mediachassis.backplane.proto.HotSwapState;

/**
 * The hot-swap state machine of one slot, after ATCA (PICMG 3.0), as one step from a state and what is seen to the next
 * state:
 *
 * <pre>
 *             pin                 may run               power good            agent in service
 *   M0 --------------> M1 ------------------> M2 ------------------> M3 ----------------------> M4
 *  not installed    inactive  &lt;-----------  request  &lt;---------- in progress  &lt;------------  active
 *  LED -            LED on    no longer     long     power lost   LED off    agent or link    LED off
 *                      ^                    blink                  |  ^      gone             |  ^
 *                      |                                     leaves|  |agent gone       leaves|  |stays: handle closed,
 *                      |                                           |  |                       v  |order withdrawn, refused
 *                      |                 power good gone           v  +--------------------- M5 request, short blink
 *                      +---------------------------------------- M6 &lt;------------------------+
 *                                                  in progress, short blink   drained, forced, power lost
 *
 *   M1, power is on: M3 (it runs already: what is found is taken over)         M4, power ordered off: M6
 *   any but M0, CBC and agent both silent -> M7;  M7, either of them back -> M3 with power, M1 without
 *   any, pin open -> M0 (from M1 as expected, from any other state a surprise)
 * </pre>
 *
 * <p>A blade leaves when its handle is open or its operator wants it out, unless that was refused; it may run when it does
 * not leave, nothing forbids it power, and it is a board for this slot. M7 needs both silent: a blade whose CBC alone is
 * dead plays on and stays M4 (it can't be fenced, which is an event, not a state). A controller that has just become
 * active finds its blades by the same steps, and lets a blade that leaves hand over first: for a while it waits for the
 * agent's link before it takes power from a board that runs. So is one whose agent is gone from M4 waited for: its streams
 * may run on, and it may be back in seconds. Pure; any thread.
 */
final class SlotState {
    private SlotState() {}

    /**
     * What is seen of a slot.
     *
     * @param present the presence pin is closed
     * @param cbcReachable the CBC answers, or has not been asked yet
     * @param powerGood as the CBC last said
     * @param allowed neither the election, a forced order nor a shortage keeps it without power
     * @param accepted it is a board for this slot, or nothing is known of it yet
     * @param leaves its handle is open, or it is ordered out
     * @param refused it leaves, but was told to stay
     * @param linkUp the agent's link is up
     * @param inService the agent's link is up and it says that it is in service
     * @param drained nothing runs on the blade any more, or it goes all the same
     * @param idle nothing can run on it: this controller has heard every agent by now, and this one has not served since
     *     its board got power, or has been without link or service for a while
     */
    record Seen(
            boolean present,
            boolean cbcReachable,
            boolean powerGood,
            boolean allowed,
            boolean accepted,
            boolean leaves,
            boolean refused,
            boolean linkUp,
            boolean inService,
            boolean drained,
            boolean idle) {
        /** It is to be drained and switched off. */
        boolean leaving() {
            return leaves && !refused;
        }

        /** It may be given power. */
        boolean mayRun() {
            return allowed && accepted && !leaves;
        }

        /** With the CBC silent nobody says whether power is good, but an agent that speaks has it. */
        boolean power() {
            return cbcReachable ? powerGood : linkUp;
        }

        boolean silent() {
            return !cbcReachable && !linkUp;
        }

        boolean serves() {
            return linkUp && inService;
        }
    }

    /** One step; the same state when nothing is to change. */
    static HotSwapState step(HotSwapState state, Seen seen) {
        if (!seen.present()) {
            return M0_NOT_INSTALLED;
        }
        if (seen.silent() && state != M0_NOT_INSTALLED) {
            return M7_COMMUNICATION_LOST;
        }
        boolean power = seen.power();
        return switch (state) {
            case M0_NOT_INSTALLED -> M1_INACTIVE;
            case M1_INACTIVE -> {
                if (seen.mayRun()) {
                    yield M2_ACTIVATION_REQUEST;
                }
                yield !power ? state : seen.allowed() ? M3_ACTIVATION_IN_PROGRESS : M6_DEACTIVATION_IN_PROGRESS;
            }
            case M2_ACTIVATION_REQUEST -> power ? M3_ACTIVATION_IN_PROGRESS : seen.mayRun() ? state : M1_INACTIVE;
            case M3_ACTIVATION_IN_PROGRESS -> {
                if (!power) {
                    yield seen.mayRun() ? M2_ACTIVATION_REQUEST : M1_INACTIVE;
                }
                if (!seen.allowed()) {
                    yield M6_DEACTIVATION_IN_PROGRESS;
                }
                if (!seen.leaving()) {
                    yield seen.serves() ? M4_ACTIVE : state;
                }
                yield seen.serves() ? M5_DEACTIVATION_REQUEST
                        : seen.idle() || seen.drained() ? M6_DEACTIVATION_IN_PROGRESS : state;
            }
            case M4_ACTIVE -> {
                if (!power) {
                    yield M3_ACTIVATION_IN_PROGRESS;
                }
                if (!seen.allowed()) {
                    yield M6_DEACTIVATION_IN_PROGRESS;
                }
                yield !seen.serves() ? M3_ACTIVATION_IN_PROGRESS : seen.leaving() ? M5_DEACTIVATION_REQUEST : state;
            }
            case M5_DEACTIVATION_REQUEST -> {
                if (!power || !seen.allowed() || (seen.drained() && seen.leaving())) {
                    yield M6_DEACTIVATION_IN_PROGRESS;
                }
                yield seen.leaving() ? state : seen.serves() ? M4_ACTIVE : M3_ACTIVATION_IN_PROGRESS;
            }
            case M6_DEACTIVATION_IN_PROGRESS -> power && !seen.mayRun() ? state : M1_INACTIVE;
            case M7_COMMUNICATION_LOST -> power && seen.allowed() ? M3_ACTIVATION_IN_PROGRESS : M1_INACTIVE;
            case UNRECOGNIZED -> M1_INACTIVE;
        };
    }

    /** What the blue LED of a slot in this state shows; unspecified: it is left as it is, or there is none. */
    static BlueLed led(HotSwapState state) {
        return switch (state) {
            case M1_INACTIVE -> BlueLed.BLUE_ON;
            case M2_ACTIVATION_REQUEST -> BlueLed.BLUE_LONG_BLINK;
            case M3_ACTIVATION_IN_PROGRESS, M4_ACTIVE -> BlueLed.BLUE_OFF;
            case M5_DEACTIVATION_REQUEST, M6_DEACTIVATION_IN_PROGRESS -> BlueLed.BLUE_SHORT_BLINK;
            case M0_NOT_INSTALLED, M7_COMMUNICATION_LOST, UNRECOGNIZED -> BlueLed.BLUE_LED_UNSPECIFIED;
        };
    }
}
