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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A controller: the shell around {@link ControllerRole} and, while it is active, {@link DirectorElection}. */
public final class ControllerNode extends SimNode {
    private static final long MS = 1_000_000L;
    private static final long TICK_NS = 20 * MS;
    private static final int TICKS_PER_HEARTBEAT = 5;

    final int number;
    private ControllerRole role;
    private @Nullable DirectorElection election;
    private final ControllerLinks links;
    private int ticks;
    private final ActiveDuties duties;
    private final ArbiterPath arbiter;
    private int director;
    private int presentMask;

    ControllerNode(ChassisWorld world, int number) {
        super(world, number - 1, "controller " + number);
        this.number = number;
        this.links = new ControllerLinks(world, this);
        this.role = world.guards.controllers().create(number, now());
        this.duties = world.duties(this);
        this.arbiter = world.arbiterPath(this);
    }

    /** Controller 1 or 2. */
    public int number() {
        return number;
    }

    /** Whether it is active at this instant. */
    public boolean mayAct() {
        return runs() && role.mayAct(now());
    }

    /** Whether an order may leave at this instant. */
    public boolean mayOrder() {
        return role.mayAct(now());
    }

    /** Of its claim of the arbiter. */
    public long epoch() {
        return role.epoch();
    }

    /** The election that it holds; null while it is not active. */
    public @Nullable DirectorElection election() {
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
        endReign();
    }

    private void endReign() {
        if (election != null) {
            election = null;
            duties.end();
        }
    }

    /** It gives no order any more: somebody else is active, says a device. */
    public void supersede(String reason) {
        note(reason);
        endReign();
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
            duties.tick();
        }
        if (++ticks % TICKS_PER_HEARTBEAT == 0) {
            links.heartbeat(role.mayAct(now()));
            if (current != null) {
                duties.beat();
            }
        }
    }

    // ---- the arbiter -----------------------------------------------------------------------------------------------

    private void act(List<ControllerRole.Action> actions) {
        for (int i = 0; i < actions.size(); i++) {
            ControllerRole.Action action = actions.get(i);
            long sentNs = now();
            if (action instanceof ControllerRole.Action.AskArbiter) {
                arbiter.status(report -> act(role.onArbiter(report, now())));
            } else if (action instanceof ControllerRole.Action.Claim claim) {
                arbiter.claim(claim.expectedEpoch(), won -> act(role.onClaim(won != 0, won, sentNs, now())),
                        () -> act(role.onClaimUnanswered(now())));
            } else if (action instanceof ControllerRole.Action.Refresh refresh) {
                arbiter.refresh(refresh.epoch(), confirmed -> act(role.onRefresh(confirmed, sentNs, now())));
            } else if (action instanceof ControllerRole.Action.BecomeActive become) {
                becomeActive(become.epoch());
            } else if (action instanceof ControllerRole.Action.StepDown stepDown) {
                note(stepDown.reason());
                endReign();
            } else if (action instanceof ControllerRole.Action.Release release) {
                arbiter.release(release.epoch());
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
        director = 0;
        duties.begin();
        for (int slot = 1; slot <= world.blades; slot++) {
            if (links.isUp(slot)) {
                duties.linkUp(slot);
                perform(fresh.onLinkUp(slot, now()));
                ControllerLinks.Report last = links.report(slot);
                if (last != null && now() - last.heardNs() < ElectionTimes.DEFAULT.suspectNs()) {
                    perform(fresh.onHeartbeat(slot, last.director(), last.caretaker(), last.highest(), Readiness.READY,
                            last.sentNs(), now()));
                }
            }
        }
    }

    /** The presence pins, as the arbiter has them: bit n for slot n. */
    public void presence(int mask) {
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
                duties.linkUp(agent.slot);
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
                if (election != null) {
                    duties.linkDown(agent.slot);
                }
            }
        } else if (links.peerDown(link)) {
            act(role.onPeerLink(false, now()));
        }
    }

    void onHeartbeat(int slot, boolean director, boolean caretaker, Term highest, long sentNs) {
        links.heard(slot, new ControllerLinks.Report(director, caretaker, highest, sentNs, now()));
        if (election != null) {
            perform(election.onHeartbeat(slot, director, caretaker, highest, Readiness.READY, sentNs, now()));
            duties.heard(slot);
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

    /** Whether a blade's link is up. */
    public boolean linked(int slot) {
        return links.isUp(slot);
    }

    /** Says it to a blade, if it has a link to it. */
    public void tellAgent(int slot, Consumer<AgentNode> message) {
        links.toAgent(slot, (agent, link) -> message.accept(agent));
    }

    /** Says it to the other controller, if it has a link to it. */
    public void tellPeer(Consumer<ControllerNode> message) {
        links.toPeer(message);
    }

    /** The operator's wish. */
    public void handOver(int slot) {
        if (election != null) {
            perform(election.handOver(slot, now()));
        }
    }

    /** The operator's wish that the other controller be active; where that is not linked up it is refused. */
    public void switchOver() {
        if (links.peerIsUp()) {
            act(role.onSwitchOver(now()));
        }
    }

    // ---- what the election wants -------------------------------------------------------------------------------------

    /** Carries it out, as long as it may. */
    public void perform(List<ElectionAction> actions) {
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
                duties.fence(off.slot());
            } else if (action instanceof ElectionAction.PowerOn on) {
                duties.release(on.slot());
            } else if (action instanceof ElectionAction.Probe probe) {
                duties.suspect(probe.slot());
            } else if (action instanceof ElectionAction.Report report) {
                duties.report(report);
            }
        }
        DirectorElection current = election;
        if (current != null && current.director() != director) {
            director = current.director();
            duties.onDirector(director);
        }
    }

    private void note(String text) {
        if (world.tracing) {
            world.trace(name() + ": " + text);
        }
    }
}
