package io.mediachassis.sim.election;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.role.DirectorRole;
import io.mediachassis.blade.role.RoleAction;
import io.mediachassis.controller.election.ControllerRole;
import io.mediachassis.controller.election.ControllerRole.ArbiterReport;
import io.mediachassis.controller.election.DirectorElection;
import io.mediachassis.controller.election.ElectionAction;
import io.mediachassis.controller.election.ElectionGuards;
import io.mediachassis.controller.election.ElectionTimes;
import io.mediachassis.controller.election.Readiness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The two guards that luck alone does not miss in {@link GuardsTest}, each in the run that needs it: two blades, the
 * product's own state machines, and frames that this script delivers when it hurts. With the guard the invariant holds,
 * without it breaks.
 */
class GuardScenariosTest {
    private static final long MS = 1_000_000L;
    private static final long HEARTBEAT_MS = 100;
    private static final long TICK_MS = 20;

    private final Map<Integer, DirectorRole> blades = new TreeMap<>();
    private final List<Integer> poweredOff = new ArrayList<>();
    private long now;

    /** Carries out what a controller wants; disks and frames take no time. */
    private void perform(DirectorElection election, Set<Integer> linked, List<ElectionAction> actions) {
        for (ElectionAction action : actions) {
            if (action instanceof ElectionAction.Promote order) {
                answer(election, linked, order.slot(), blades.get(order.slot())
                        .onPromote(order.term(), order.adopt(), order.echoNs(), Set.of(1, 2), now));
            } else if (action instanceof ElectionAction.RenewLease order) {
                blades.get(order.slot()).onRenewLease(order.term(), order.echoNs(), Set.of(1, 2), now);
            } else if (action instanceof ElectionAction.Demote order) {
                answer(election, linked, order.slot(), blades.get(order.slot()).onDemote(order.term(), now));
            } else if (action instanceof ElectionAction.Announce order) {
                linked.forEach(slot -> answer(election, linked, slot,
                        blades.get(slot).onAnnouncement(order.term(), order.slot(), now)));
            } else if (action instanceof ElectionAction.PowerOff order) {
                poweredOff.add(order.slot());
            }
        }
    }

    private void answer(DirectorElection election, Set<Integer> linked, int slot, List<RoleAction> actions) {
        for (RoleAction action : actions) {
            if (action instanceof RoleAction.PersistTerm persist) {
                answer(election, linked, slot, blades.get(slot).onTermPersisted(persist.term(), now));
            } else if (action instanceof RoleAction.AnswerPromote reply) {
                perform(election, linked, election.onPromoteReply(
                        slot, reply.term(), reply.accepted(), reply.highest(), now));
            } else if (action instanceof RoleAction.AnswerDemote) {
                perform(election, linked, election.onDemoteReply(slot, now));
            }
        }
    }

    private List<ElectionAction> heartbeat(DirectorElection election, int slot) {
        DirectorRole role = blades.get(slot);
        return election.onHeartbeat(slot, role.state() == DirectorRole.State.DIRECTOR, false, role.highest(),
                Readiness.READY, now, now);
    }

    /** All is well until then: heartbeats come, the controller ticks. */
    private void pass(DirectorElection election, long untilMs) {
        for (; now <= untilMs * MS; now += TICK_MS * MS) {
            if (now / MS % HEARTBEAT_MS == 0) {
                blades.keySet().forEach(slot -> perform(election, blades.keySet(), heartbeat(election, slot)));
            }
            perform(election, blades.keySet(), election.onTick(now));
        }
        now = untilMs * MS;
    }

    /** Two blades of which the first is director in an epoch of 1, two seconds old. */
    private DirectorElection steady(Guards.Roles roles, ElectionGuards guards) {
        now = 0;
        poweredOff.clear();
        for (int slot : List.of(1, 2)) {
            blades.put(slot, roles.create(slot, Term.NONE));
        }
        DirectorElection election = new DirectorElection(1, List.of(1, 2), ElectionTimes.DEFAULT, now, guards);
        for (int slot : List.of(1, 2)) {
            perform(election, blades.keySet(), election.onLinkUp(slot, now));
            perform(election, blades.keySet(), election.onCbcReachable(slot, true, now));
        }
        pass(election, 2000);
        assertEquals(1, election.director());
        assertTrue(blades.get(1).acts(now) && !blades.get(2).acts(now));
        return election;
    }

    /** Whether a healthy director is fenced (I4) because the controller itself did nothing for 400 ms. */
    private boolean fencedForTheControllersDelay(ElectionGuards guards) {
        DirectorElection election = steady(DirectorRole::new, guards);
        // A long task held the control loop; of what is due then the tick comes first, heartbeats wait in the sockets.
        now += 400 * MS;
        assertTrue(blades.get(1).acts(now), "its lease is alive all the time");
        perform(election, blades.keySet(), election.onTick(now));
        blades.keySet().forEach(slot -> perform(election, blades.keySet(), heartbeat(election, slot)));
        return poweredOff.contains(1);
    }

    @Test
    void aControllersOwnDelayIsNoSilenceOfTheBlades() {
        assertFalse(fencedForTheControllersDelay(new ElectionGuards()));
        assertTrue(fencedForTheControllersDelay(new ElectionGuards() {
            @Override
            protected boolean forgives(long tickGapNs, long lateTickNs) {
                return false;
            }
        }));
    }

    /**
     * Whether two blades act at once (I1): the first controller has the role handed over from blade 1 to blade 2 and
     * loses the arbiter; the second one becomes active, reaches blade 1 alone, and of blade 1 an old heartbeat comes,
     * which was held up on its way and says DIRECTOR.
     */
    private boolean twoActAfterALateHeartbeat(Guards.Roles roles) {
        DirectorElection first = steady(roles, new ElectionGuards());
        ControllerRole one = new ControllerRole(1, 0);
        one.onArbiter(new ArbiterReport(0, 0, 0, true, true), 0);
        one.onClaim(true, 1, 0, 0);
        one.onRefresh(true, 2000 * MS, 2001 * MS);

        pass(first, 2600);
        long heldUpNs = now; // this heartbeat of blade 1 to the second controller
        Term heldUpTerm = blades.get(1).highest();
        now = 2650 * MS;
        assertTrue(one.mayAct(now));
        perform(first, blades.keySet(), first.handOver(2, now));
        assertEquals(2, first.director());
        assertFalse(blades.get(1).acts(now));

        now = 3000 * MS;
        assertFalse(one.mayAct(now), "its last refresh was a second ago");
        ControllerRole two = new ControllerRole(2, 0);
        two.onArbiter(new ArbiterReport(1, 1, 1000 * MS, true, false), now);
        two.onClaim(true, 2, now, now);
        assertTrue(two.mayAct(now));
        DirectorElection second = new DirectorElection(2, List.of(1, 2), ElectionTimes.DEFAULT, now);
        perform(second, Set.of(1), second.onLinkUp(1, now));
        List<ElectionAction> adoption =
                second.onHeartbeat(1, true, false, heldUpTerm, Readiness.READY, heldUpNs, now);
        assertTrue(adoption.stream().anyMatch(a -> a instanceof ElectionAction.Promote order && order.adopt()));
        now = 3010 * MS;
        perform(second, Set.of(1), adoption);
        return blades.get(1).acts(now) && blades.get(2).acts(now);
    }

    @Test
    void anOrderToGoOnMakesNobodyDirectorWhoGaveTheRoleUp() {
        assertFalse(twoActAfterALateHeartbeat(DirectorRole::new));
        assertTrue(blades.get(2).acts(now), "whom the first controller made director acts on");
        assertTrue(twoActAfterALateHeartbeat((slot, highest) -> new DirectorRole(slot, highest) {
            @Override
            protected boolean mayBeAdopted(long nowNs) {
                return true;
            }
        }));
    }
}
