package io.mediachassis.sim.election;

import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.role.DirectorRole;
import io.mediachassis.blade.role.RoleAction;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A blade's agent: the shell around {@link DirectorRole}, with its disk. */
public final class AgentNode extends SimNode {
    private static final long MS = 1_000_000L;
    private static final long HEARTBEAT_NS = 100 * MS;
    private static final long TICK_NS = 20 * MS;
    private static final long ACTIVE_NS = 300 * MS;

    final int slot;
    Term disk = Term.NONE;
    DirectorRole role;

    private final @Nullable SimLink[] links = new SimLink[2];
    private final boolean[] dialing = new boolean[2];
    private final long[] activeHeardNs = new long[2];
    private final boolean[] active = new boolean[2];
    private boolean ticking;
    private long diskFreeAt;

    AgentNode(ChassisWorld world, int slot) {
        super(world, slot + 1, "blade " + slot);
        this.slot = slot;
        this.role = world.guards.roles().create(slot, Term.NONE);
    }

    @Override
    protected void boot() {
        role = world.guards.roles().create(slot, world.guards.persist() ? disk : Term.NONE);
        links[0] = null;
        links[1] = null;
        dialing[0] = false;
        dialing[1] = false;
        active[0] = false;
        active[1] = false;
        ticking = false;
        after(world.random.nextInt(100) * MS, this::heartbeat);
        world.agentStarted(this);
    }

    @Override
    void roleEnded() {
        // Of a life that is over nothing is left.
    }

    @Override
    protected void ended(boolean silent) {
        super.ended(silent);
        world.agentEnded(this, silent);
    }

    @Override
    void beforeBacklog() {
        for (SimLink link : links) {
            if (link != null) {
                // Nobody is silent to one who could not listen.
                link.heardNs[0] = now();
            }
        }
    }

    @Override
    void tick() {
        apply(role.onControllerReach(reaches(), now()), null);
        apply(role.onTick(now()), null);
    }

    /** True while it answers as director; a stopped process answers nobody. */
    public boolean acts() {
        return alive() && role.state() != DirectorRole.State.ENGINE && role.acts(now());
    }

    /** Slot of its blade, from 1. */
    public int slot() {
        return slot;
    }

    /** The term in which it acts, or acted last. */
    public Term term() {
        return role.term();
    }

    /** Whether it hears an active controller. */
    public boolean reachesController() {
        return reaches();
    }

    /** Says it to each controller that it has a link to. */
    public void tellControllers(Consumer<ControllerNode> message) {
        for (SimLink link : links) {
            if (link != null) {
                ControllerNode controller = (ControllerNode) link.peerOf(this);
                link.send(this, () -> message.accept(controller));
            }
        }
    }

    private boolean reaches() {
        for (int i = 0; i < 2; i++) {
            if (links[i] != null && active[i] && now() - activeHeardNs[i] < ACTIVE_NS) {
                return true;
            }
        }
        return false;
    }

    private void tickLoop() {
        if (role.state() == DirectorRole.State.ENGINE) {
            ticking = false; // an engine's tick does nothing
            return;
        }
        tick();
        after(world.lateness() + TICK_NS, this::tickLoop);
    }

    private void heartbeat() {
        // The state, not whether it acts at this instant: a director past its lease may go on as caretaker.
        boolean director = role.state() == DirectorRole.State.DIRECTOR;
        boolean caretaker = role.state() == DirectorRole.State.CARETAKER;
        Term highest = role.highest();
        long sentNs = now();
        for (int i = 0; i < 2; i++) {
            ControllerNode controller = world.controllers[i];
            SimLink link = links[i];
            if (link != null) {
                link.send(this, () -> controller.onHeartbeat(slot, director, caretaker, highest, sentNs));
                link.dropIfSilent(this);
            } else if (!dialing[i] && controller.alive()) {
                int number = i;
                dialing[i] = true;
                world.network.dial(this, controller, () -> dialing[number] = false);
            }
        }
        after(world.lateness() + HEARTBEAT_NS, this::heartbeat);
    }

    @Override
    void linkUp(SimLink link) {
        int number = link.peerOf(this).index;
        links[number] = link;
        active[number] = false;
    }

    @Override
    void linkDown(SimLink link, boolean closedByPeer) {
        int number = link.peerOf(this).index;
        if (links[number] == link) {
            links[number] = null;
            active[number] = false;
        }
    }

    // ---- what controllers send -----------------------------------------------------------------------------------

    void onControllerHeartbeat(int number, boolean isActive) {
        active[number] = isActive;
        activeHeardNs[number] = now();
    }

    void onPromote(SimLink link, Term term, boolean adopt, long echoNs, Set<Integer> present) {
        apply(role.onPromote(term, adopt, echoNs, present, now()), link);
    }

    void onRenew(Term term, long echoNs, Set<Integer> present) {
        apply(role.onRenewLease(term, echoNs, present, now()), null);
    }

    void onDemote(SimLink link, Term term) {
        apply(role.onDemote(term, now()), link);
    }

    void onAnnounce(Term term, int director) {
        apply(role.onAnnouncement(term, director, now()), null);
    }

    // ---- what the role wants ----------------------------------------------------------------------------------------

    private void apply(List<RoleAction> actions, @Nullable SimLink from) {
        for (int i = 0; i < actions.size(); i++) {
            RoleAction action = actions.get(i);
            if (world.tracing && !(action instanceof RoleAction.AskPeers)) {
                world.trace(name() + ": " + action);
            }
            if (action instanceof RoleAction.PersistTerm persist) {
                persist(persist.term(), from);
            } else if (action instanceof RoleAction.AnswerPromote answer) {
                answerPromote(answer, from);
            } else if (action instanceof RoleAction.AnswerDemote && from != null) {
                ControllerNode controller = (ControllerNode) from.peerOf(this);
                from.send(this, () -> controller.onDemoteReply(slot));
            } else if (action instanceof RoleAction.BecomeDirector become) {
                world.invariants.obeyed(this, become.term());
                startTicking();
            } else if (action instanceof RoleAction.StepDown stepDown) {
                world.invariants.lost(this, stepDown.reason());
            } else if (action instanceof RoleAction.AskPeers ask) {
                askPeers(ask.term(), ask.askedNs());
            }
        }
    }

    private void startTicking() {
        if (!ticking) {
            ticking = true;
            after(TICK_NS, this::tickLoop);
        }
    }

    private void answerPromote(RoleAction.AnswerPromote answer, @Nullable SimLink from) {
        if (from != null) {
            ControllerNode controller = (ControllerNode) from.peerOf(this);
            from.send(this, () -> controller.onPromoteReply(slot, answer.term(), answer.accepted(), answer.highest()));
        }
    }

    /** The disk takes its time; what it was given just before the process ends may be there or not. */
    private void persist(Term term, @Nullable SimLink from) {
        int inLife = life();
        diskFreeAt = Math.max(diskFreeAt, world.now) + world.diskDelay();
        world.at(diskFreeAt, () -> {
            boolean same = lives(inLife);
            if ((same || world.random.nextBoolean()) && term.compareTo(disk) > 0) {
                disk = term;
            }
            run(inLife, () -> apply(role.onTermPersisted(term, now()), from));
        });
    }

    private void askPeers(Term term, long askedNs) {
        int inLife = life();
        for (AgentNode peer : world.agents) {
            if (peer != this) {
                world.network.betweenAgents(this, peer, () -> {
                    peer.role.onControllerReach(peer.reaches(), peer.now());
                    boolean confirms = peer.role.confirms(term);
                    world.network.betweenAgents(peer, this, () -> {
                        if (life() == inLife) {
                            role.onPeerAnswer(peer.slot, confirms, term, askedNs);
                        }
                    });
                });
            }
        }
    }
}
