package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.daemon.LoopWatch;
import io.mediachassis.backplane.durable.TermFile;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.ControllersReport;
import io.mediachassis.backplane.proto.Demote;
import io.mediachassis.backplane.proto.DemoteReply;
import io.mediachassis.backplane.proto.DirectorAnnouncement;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Heartbeat;
import io.mediachassis.backplane.proto.Promote;
import io.mediachassis.backplane.proto.PromoteReply;
import io.mediachassis.backplane.proto.RenewLease;
import io.mediachassis.backplane.proto.Role;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.director.StationAddress;
import io.mediachassis.blade.role.DirectorRole;
import io.mediachassis.blade.role.RoleAction;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shell around {@link DirectorRole}: brings it orders, heartbeats and time, and does what it decides. All on the
 * control loop; other threads ask the {@link RoleStanding}.
 */
final class RoleKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(RoleKeeper.class);
    private static final long TICK_MS = 20;
    /** An engine has nothing to decide by time, and 50 wake-ups a second are a good part of an idle agent's cost. */
    private static final long ENGINE_TICK_MS = 100;
    /** Three heartbeats of a controller. */
    private static final long CONTROLLER_FRESH_NS = 300_000_000L;

    private final EventLoop control;
    private final Clock clock;
    private final Executor disk;
    private final TermFile terms;
    private final DirectorRole role;
    private final RoleStanding standing;
    private final StationAddress station;
    private final Supplier<Collection<Link>> peers;
    private final LoopWatch watch;
    private final Map<Integer, Long> activeHeardNs = new HashMap<>();
    private final Map<Term, PendingPromote> promotes = new HashMap<>();
    private @Nullable ScheduledFuture<?> nextTick;
    private long tickDueNs;
    private Runnable onDirector = () -> {};

    private record PendingPromote(Link link, Envelope request) {}

    RoleKeeper(
            int slot,
            EventLoop control,
            Clock clock,
            Executor disk,
            TermFile terms,
            RoleStanding standing,
            StationAddress station,
            Supplier<Collection<Link>> peers,
            LoopWatch watch) {
        this.watch = watch;
        this.control = control;
        this.clock = clock;
        this.disk = disk;
        this.terms = terms;
        this.role = new DirectorRole(slot, terms.highest());
        this.standing = standing;
        this.station = station;
        this.peers = peers;
    }

    /** Who looks after the station once this blade is director; before {@link #start}. */
    void tell(Runnable listener) {
        onDirector = listener;
    }

    void start() {
        tickLater();
    }

    Term highest() {
        return role.highest();
    }

    Role protoRole() {
        return switch (role.state()) {
            case ENGINE -> Role.ENGINE;
            case DIRECTOR -> Role.DIRECTOR;
            case CARETAKER -> Role.CARETAKER;
        };
    }

    // ---- from controllers --------------------------------------------------------------------------------------

    void onHeartbeat(int controller, Heartbeat heartbeat) {
        if (heartbeat.getActive()) {
            activeHeardNs.put(controller, clock.nanoTime());
        } else {
            activeHeardNs.remove(controller);
        }
    }

    void onControllerDown(int controller) {
        activeHeardNs.remove(controller);
    }

    void onPromote(Link link, Envelope request) {
        Promote order = request.getPromote();
        Term term = Term.of(order.getTerm());
        promotes.put(term, new PendingPromote(link, request));
        carryOut(role.onPromote(
                term, order.getAdopt(), order.getEchoNs(), slots(order.getPresentSlots()), clock.nanoTime()));
    }

    void onRenewLease(RenewLease order) {
        carryOut(role.onRenewLease(
                Term.of(order.getTerm()), order.getEchoNs(), slots(order.getPresentSlots()), clock.nanoTime()));
    }

    void onDemote(Link link, Envelope request) {
        Demote order = request.getDemote();
        for (RoleAction action : role.onDemote(Term.of(order.getTerm()), clock.nanoTime())) {
            if (action instanceof RoleAction.AnswerDemote answer) {
                link.reply(request, Envelope.newBuilder()
                        .setDemoteReply(DemoteReply.newBuilder()
                                .setHighestTerm(answer.highest().toProto())));
            } else {
                carryOut(List.of(action));
            }
        }
    }

    void onAnnouncement(DirectorAnnouncement announcement) {
        standing.announced(announcement.getSlot());
        carryOut(role.onAnnouncement(Term.of(announcement.getTerm()), announcement.getSlot(), clock.nanoTime()));
    }

    // ---- from peers --------------------------------------------------------------------------------------------

    void onControllersReport(Link link, ControllersReport report) {
        if (report.getAnswer()) {
            int peer = link.peer().getNumber();
            carryOut(role.onPeerAnswer(
                    peer, report.getConfirms(), Term.of(report.getTerm()), report.getAskedNs()));
        } else {
            noteReach();
            link.send(Envelope.newBuilder()
                    .setControllersReport(report.toBuilder()
                            .setAnswer(true)
                            .setConfirms(role.confirms(Term.of(report.getTerm())))));
        }
    }

    /** Gives the role up before the links close: a closed link then proves it. */
    void shutdown() {
        carryOut(role.onShutdown());
    }

    // ---- time and deeds ----------------------------------------------------------------------------------------

    private void tick() {
        watch.ticked(tickDueNs);
        noteReach();
        carryOut(role.onTick(clock.nanoTime()));
        tickLater();
    }

    private void tickLater() {
        ScheduledFuture<?> planned = nextTick;
        if (planned != null) {
            planned.cancel(false);
        }
        long millis = role.state() == DirectorRole.State.ENGINE ? ENGINE_TICK_MS : TICK_MS;
        tickDueNs = clock.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        nextTick = control.schedule(this::tick, millis, TimeUnit.MILLISECONDS);
    }

    private void noteReach() {
        long now = clock.nanoTime();
        boolean reaches = activeHeardNs.values().stream().anyMatch(heard -> now - heard < CONTROLLER_FRESH_NS);
        carryOut(role.onControllerReach(reaches, now));
    }

    private void carryOut(List<RoleAction> actions) {
        for (RoleAction action : actions) {
            carryOut(action);
        }
        standing.check(role);
    }

    private void carryOut(RoleAction action) {
        if (action instanceof RoleAction.PersistTerm persist) {
            disk.execute(() -> persist(persist.term()));
        } else if (action instanceof RoleAction.AnswerPromote answer) {
            PendingPromote pending = promotes.remove(answer.term());
            promotes.keySet().removeIf(term -> term.isOlderThan(answer.term()));
            if (pending != null) {
                pending.link().reply(pending.request(), Envelope.newBuilder()
                        .setPromoteReply(PromoteReply.newBuilder()
                                .setAccepted(answer.accepted())
                                .setHighestTerm(answer.highest().toProto())));
            }
        } else if (action instanceof RoleAction.BecomeDirector become) {
            watch.run("taking the station address", station::take);
            tickLater();
            LOG.info("This blade is director in term {}", become.term());
            control.execute(onDirector);
        } else if (action instanceof RoleAction.BecomeCaretaker) {
            LOG.warn("No controller is in reach of most blades: this blade goes on as caretaker");
        } else if (action instanceof RoleAction.StepDown down) {
            LOG.info("This blade is no longer director: {}", down.reason());
            standing.givenUp();
            station.release(down.reason());
        } else if (action instanceof RoleAction.AskPeers ask) {
            for (Link peer : peers.get()) {
                peer.send(Envelope.newBuilder()
                        .setControllersReport(ControllersReport.newBuilder()
                                .setTerm(ask.term().toProto())
                                .setAskedNs(ask.askedNs())));
            }
        }
    }

    private void persist(Term term) {
        try {
            terms.raise(term);
            control.execute(() -> carryOut(role.onTermPersisted(term, clock.nanoTime())));
        } catch (IOException e) {
            LOG.error("Term {} can't be put on disk, so its order is not obeyed: {}", term, e.getMessage());
        }
    }

    private static Set<Integer> slots(int bitmap) {
        Set<Integer> slots = new HashSet<>();
        for (int slot = 1; slot <= 32; slot++) {
            if ((bitmap & (1 << (slot - 1))) != 0) {
                slots.add(slot);
            }
        }
        return slots;
    }
}
