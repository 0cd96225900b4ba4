package io.mediachassis.sim.election;

import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.election.ControllerRole;
import io.mediachassis.controller.election.DirectorElection;
import io.mediachassis.controller.election.DirectorElection.LinkEnd;
import io.mediachassis.controller.election.ElectionAction;
import io.mediachassis.controller.election.ElectionTimes;
import io.mediachassis.controller.election.Readiness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A controller: the shell around {@link ControllerRole} and, while it is active, {@link DirectorElection}. */
final class ControllerNode extends SimNode {
    private static final long MS = 1_000_000L;
    private static final long TICK_NS = 20 * MS;
    private static final int TICKS_PER_HEARTBEAT = 5;

    final int number;
    private ControllerRole role;
    private @Nullable DirectorElection election;
    private final ControllerLinks links;
    private int ticks;
    private final ManagementBus bus;
    private int presentMask;

    ControllerNode(ElectionWorld world, int number) {
        super(world, number - 1, "controller " + number);
        this.number = number;
        this.links = new ControllerLinks(world, this);
        this.role = world.guards.controllers().create(number, now());
        this.bus = new ManagementBus(world, this);
    }

    boolean mayAct() {
        return runs() && role.mayAct(now());
    }

    /** Whether an order may leave at this instant. */
    boolean mayOrder() {
        return role.mayAct(now());
    }

    long epoch() {
        return role.epoch();
    }

    @Nullable DirectorElection election() {
        return election;
    }

    @Override
    protected void boot() {
        role = world.guards.controllers().create(number, now());
        election = null;
        links.boot();
        presentMask = 0;
        after(world.random.nextInt(20) * MS, this::tickLoop);
    }

    @Override
    void roleEnded() {
        election = null;
    }

    @Override
    void beforeBacklog() {
        links.continued(now());
    }

    private void tickLoop() {
        tick();
        after(world.lateness() + TICK_NS, this::tickLoop);
    }

    @Override
    void tick() {
        act(role.onTick(now()));
        DirectorElection current = election;
        if (current != null) {
            perform(current.onTick(now()));
        }
        if (++ticks % TICKS_PER_HEARTBEAT == 0) {
            links.heartbeat(role.mayAct(now()));
            if (current != null) {
                bus.poll();
            }
        }
    }

    // ---- the arbiter -----------------------------------------------------------------------------------------------

    private void act(List<ControllerRole.Action> actions) {
        for (int i = 0; i < actions.size(); i++) {
            ControllerRole.Action action = actions.get(i);
            long sentNs = now();
            if (action instanceof ControllerRole.Action.AskArbiter) {
                world.arbiterLines.ask(this, () -> {
                    ControllerRole.ArbiterReport report = world.arbiter.status(number);
                    int present = world.presentMask();
                    return () -> {
                        presence(present);
                        act(role.onArbiter(report, now()));
                    };
                }, () -> { });
            } else if (action instanceof ControllerRole.Action.Claim claim) {
                world.arbiterLines.ask(this, () -> {
                    long won = world.arbiter.claim(number, claim.expectedEpoch());
                    return () -> act(role.onClaim(won != 0, won, sentNs, now()));
                }, () -> act(role.onClaimUnanswered(now())));
            } else if (action instanceof ControllerRole.Action.Refresh refresh) {
                world.arbiterLines.ask(this, () -> {
                    boolean confirmed = world.arbiter.refresh(number, refresh.epoch());
                    int present = world.presentMask();
                    return () -> {
                        presence(present);
                        act(role.onRefresh(confirmed, sentNs, now()));
                    };
                }, () -> { });
            } else if (action instanceof ControllerRole.Action.BecomeActive become) {
                becomeActive(become.epoch());
            } else if (action instanceof ControllerRole.Action.StepDown stepDown) {
                note(stepDown.reason());
                election = null;
            } else if (action instanceof ControllerRole.Action.RestartSelf restart) {
                note(restart.reason());
                end(false);
                world.at(world.now + (300 + world.random.nextInt(700)) * MS, this::start);
            }
        }
    }

    private void becomeActive(long epoch) {
        note("is active");
        List<Integer> slots = new ArrayList<>();
        for (int slot = 1; slot <= world.blades; slot++) {
            if ((presentMask & 1 << slot) != 0) {
                slots.add(slot);
            }
        }
        DirectorElection fresh = new DirectorElection(
                epoch, slots, ElectionTimes.DEFAULT, now(), world.guards.elections());
        election = fresh;
        bus.begin();
        for (int slot = 1; slot <= world.blades; slot++) {
            if (links.isUp(slot)) {
                perform(fresh.onLinkUp(slot, now()));
                ControllerLinks.Report last = links.report(slot);
                if (last != null && now() - last.heardNs() < ElectionTimes.DEFAULT.suspectNs()) {
                    perform(fresh.onHeartbeat(slot, last.director(), last.caretaker(), last.highest(), Readiness.READY,
                            last.sentNs(), now()));
                }
            }
        }
    }

    private void presence(int mask) {
        int changed = presentMask ^ mask;
        presentMask = mask;
        DirectorElection current = election;
        for (int slot = 1; current != null && slot <= world.blades; slot++) {
            if ((changed & 1 << slot) != 0) {
                perform(current.onPresence(slot, (mask & 1 << slot) != 0, now()));
            }
        }
    }

    // ---- links -----------------------------------------------------------------------------------------------------

    @Override
    void linkUp(SimLink link) {
        if (link.peerOf(this) instanceof AgentNode agent) {
            links.up(agent.slot, link);
            if (election != null) {
                perform(election.onLinkUp(agent.slot, now()));
            }
        } else {
            links.peerUp(link);
            act(role.onPeerLink(true, now()));
        }
    }

    @Override
    void linkDown(SimLink link, boolean closedByPeer) {
        if (link.peerOf(this) instanceof AgentNode agent) {
            if (links.down(agent.slot, link) && election != null) {
                LinkEnd end = closedByPeer ? LinkEnd.CLOSED_BY_PEER : LinkEnd.LOST;
                perform(election.onLinkDown(agent.slot, end, now()));
            }
        } else if (links.peerDown(link)) {
            act(role.onPeerLink(false, now()));
        }
    }

    void onHeartbeat(int slot, boolean director, boolean caretaker, Term highest, long sentNs) {
        links.heard(slot, new ControllerLinks.Report(director, caretaker, highest, sentNs, now()));
        if (election != null) {
            perform(election.onHeartbeat(slot, director, caretaker, highest, Readiness.READY, sentNs, now()));
        }
    }

    void onPromoteReply(int slot, Term term, boolean accepted, Term highest) {
        if (election != null) {
            perform(election.onPromoteReply(slot, term, accepted, highest, now()));
        }
    }

    void onDemoteReply(int slot) {
        if (election != null) {
            perform(election.onDemoteReply(slot, now()));
        }
    }

    /** The operator's wish. */
    void handOver(int slot) {
        if (election != null) {
            perform(election.handOver(slot, now()));
        }
    }

    // ---- what the election wants -------------------------------------------------------------------------------------

    void perform(List<ElectionAction> actions) {
        for (int i = 0; i < actions.size(); i++) {
            if (!role.mayAct(now())) {
                return;
            }
            ElectionAction action = actions.get(i);
            if (world.tracing && !(action instanceof ElectionAction.RenewLease)) {
                note(action.toString());
            }
            Set<Integer> present = world.slots(presentMask);
            if (action instanceof ElectionAction.Promote promote) {
                links.toAgent(promote.slot(), (agent, link) ->
                        agent.onPromote(link, promote.term(), promote.adopt(), promote.echoNs(), present));
            } else if (action instanceof ElectionAction.RenewLease renew) {
                links.toAgent(renew.slot(), (agent, link) -> agent.onRenew(renew.term(), renew.echoNs(), present));
            } else if (action instanceof ElectionAction.Demote demote) {
                links.toAgent(demote.slot(), (agent, link) -> agent.onDemote(link, demote.term()));
            } else if (action instanceof ElectionAction.Announce announce) {
                links.toAgents((agent, link) -> agent.onAnnounce(announce.term(), announce.slot()));
            } else if (action instanceof ElectionAction.PowerOff off) {
                bus.power(off.slot(), false);
            } else if (action instanceof ElectionAction.PowerOn on) {
                bus.power(on.slot(), true);
            } else if (action instanceof ElectionAction.Probe probe) {
                bus.pollNow(probe.slot());
            }
        }
    }

    private void note(String text) {
        if (world.tracing) {
            world.trace(name() + ": " + text);
        }
    }
}
