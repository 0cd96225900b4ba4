package io.mediachassis.controller.controller;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.link.LinkDown;
import io.mediachassis.backplane.proto.Demote;
import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.DirectorAnnouncement;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Heartbeat;
import io.mediachassis.backplane.proto.HotSwapState;
import io.mediachassis.backplane.proto.Promote;
import io.mediachassis.backplane.proto.RenewLease;
import io.mediachassis.backplane.proto.Role;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.controller.Boards.Blade;
import io.mediachassis.controller.election.DirectorElection;
import io.mediachassis.controller.election.DirectorElection.LinkEnd;
import io.mediachassis.controller.election.ElectionAction;
import io.mediachassis.controller.election.ElectionTimes;
import io.mediachassis.controller.election.Readiness;
import io.mediachassis.controller.hardware.HardwareAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The shell around {@link DirectorElection}, for one epoch: brings it links, heartbeats and hardware, and carries out
 * what it decides. Orders leave before anything is logged. Control loop.
 */
final class ElectionKeeper {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** What the election wants done outside the links. */
    interface Hands {
        /** Asked right before each order: this controller still holds the arbiter. */
        boolean mayAct();

        void fence(int slot);

        void release(int slot);

        void suspect(int slot);

        void report(ElectionAction.Report report);
    }

    private final Boards boards;
    private final Clock clock;
    private final Hands hands;
    private final Consumer<ElectionKeeper> onChange;
    private final DirectorElection election;
    private final Set<Integer> present = new TreeSet<>();
    private int director;

    /**
     * Takes the office over in a new epoch, with all that the links have told so far.
     *
     * @param presentSlots slots whose presence pin is closed
     */
    ElectionKeeper(
            long epoch,
            Set<Integer> presentSlots,
            Boards boards,
            Clock clock,
            Hands hands,
            Consumer<ElectionKeeper> onChange) {
        this.boards = boards;
        this.clock = clock;
        this.hands = hands;
        this.onChange = onChange;
        this.present.addAll(presentSlots);
        this.election = new DirectorElection(epoch, presentSlots, ElectionTimes.DEFAULT, clock.nanoTime());
    }

    /** Replays the links that are up. */
    void begin() {
        for (Map.Entry<Integer, Blade> entry : Map.copyOf(boards.blades()).entrySet()) {
            onBladeUp(entry.getKey(), entry.getValue().link);
            // What was heard longer ago says nothing of now.
            boolean fresh = clock.nanoTime() - entry.getValue().heardNs < ElectionTimes.DEFAULT.suspectNs();
            if (fresh && entry.getValue().heartbeat.getSequence() != 0) {
                onHeartbeat(entry.getKey(), entry.getValue().heartbeat);
            }
        }
    }

    Term term() {
        return election.term();
    }

    int director() {
        return election.director();
    }

    void tick() {
        carryOut(election.onTick(clock.nanoTime()));
    }

    void onBladeUp(int slot, Link link) {
        carryOut(election.onLinkUp(slot, clock.nanoTime()));
        link.send(announcement(election.director(), election.term()));
    }

    void onBladeDown(int slot, LinkDown why) {
        LinkEnd end = why == LinkDown.CLOSED_BY_PEER ? LinkEnd.CLOSED_BY_PEER : LinkEnd.LOST;
        carryOut(election.onLinkDown(slot, end, clock.nanoTime()));
    }

    void onHeartbeat(int slot, Heartbeat heartbeat) {
        carryOut(election.onHeartbeat(
                slot,
                heartbeat.getRole() == Role.DIRECTOR,
                heartbeat.getRole() == Role.CARETAKER,
                Term.of(heartbeat.getTerm()),
                Readiness.of(heartbeat.getInService(), heartbeat.getReady()),
                heartbeat.getSentNs(),
                clock.nanoTime()));
    }

    void onHardware(HardwareAction action) {
        long now = clock.nanoTime();
        if (action instanceof HardwareAction.BladePresence presence) {
            if (presence.present()) {
                present.add(presence.slot());
            } else {
                present.remove(presence.slot());
            }
            carryOut(election.onPresence(presence.slot(), presence.present(), now));
        } else if (action instanceof HardwareAction.BladeCbc cbc) {
            carryOut(election.onCbcReachable(cbc.slot(), cbc.reachable(), now));
        } else if (action instanceof HardwareAction.BladePower power && !power.powerGood()) {
            carryOut(election.onPowerLow(power.slot(), now));
        } else if (action instanceof HardwareAction.BladeAlarm alarm) {
            if (alarm.kind() == DeviceEvent.Kind.WATCHDOG_EXPIRED) {
                carryOut(election.onWatchdogExpired(alarm.slot(), now));
            }
        } else if (action instanceof HardwareAction.BladeState moved) {
            boolean leaves = moved.to() == HotSwapState.M5_DEACTIVATION_REQUEST
                    || moved.to() == HotSwapState.M6_DEACTIVATION_IN_PROGRESS;
            carryOut(election.onLeaving(moved.slot(), leaves, now));
        }
    }

    void handOver(int toSlot) {
        carryOut(election.handOver(toSlot, clock.nanoTime()));
    }

    private void carryOut(List<ElectionAction> actions) {
        List<ElectionAction.Report> reports = new ArrayList<>();
        for (ElectionAction action : actions) {
            if (!hands.mayAct()) {
                return;
            }
            if (action instanceof ElectionAction.Report report) {
                reports.add(report);
            } else {
                carryOut(action);
            }
        }
        if (election.director() != director) {
            director = election.director();
            onChange.accept(this);
        }
        reports.forEach(hands::report);
    }

    private void carryOut(ElectionAction action) {
        if (action instanceof ElectionAction.Promote order) {
            promote(order);
        } else if (action instanceof ElectionAction.RenewLease order) {
            boards.blade(order.slot()).ifPresent(blade -> blade.link.send(Envelope.newBuilder()
                    .setRenewLease(RenewLease.newBuilder()
                            .setTerm(order.term().toProto())
                            .setEchoNs(order.echoNs())
                            .setPresentSlots(presentBitmap()))));
        } else if (action instanceof ElectionAction.Demote order) {
            demote(order);
        } else if (action instanceof ElectionAction.PowerOff fence) {
            hands.fence(fence.slot());
        } else if (action instanceof ElectionAction.PowerOn release) {
            hands.release(release.slot());
        } else if (action instanceof ElectionAction.Probe probe) {
            hands.suspect(probe.slot());
        } else if (action instanceof ElectionAction.Announce announce) {
            boards.blades().values().forEach(
                    blade -> blade.link.send(announcement(announce.slot(), announce.term())));
        }
    }

    private void promote(ElectionAction.Promote order) {
        Blade blade = boards.blade(order.slot()).orElse(null);
        if (blade == null) {
            return;
        }
        Envelope.Builder message = Envelope.newBuilder()
                .setPromote(Promote.newBuilder()
                        .setTerm(order.term().toProto())
                        .setAdopt(order.adopt())
                        .setEchoNs(order.echoNs())
                        .setPresentSlots(presentBitmap()));
        // Completes on the link's loop, which is this one; what is not answered is sent again by the election.
        blade.link.request(message, PATIENCE).whenComplete((@Nullable Envelope reply, @Nullable Throwable error) -> {
            if (reply != null) {
                carryOut(election.onPromoteReply(
                        order.slot(),
                        order.term(),
                        reply.getPromoteReply().getAccepted(),
                        Term.of(reply.getPromoteReply().getHighestTerm()),
                        clock.nanoTime()));
            }
        });
    }

    private void demote(ElectionAction.Demote order) {
        boards.blade(order.slot()).ifPresent(blade -> blade.link
                .request(Envelope.newBuilder().setDemote(Demote.newBuilder().setTerm(order.term().toProto())), PATIENCE)
                .whenComplete((@Nullable Envelope reply, @Nullable Throwable error) -> {
                    if (reply != null) {
                        carryOut(election.onDemoteReply(order.slot(), clock.nanoTime()));
                    }
                }));
    }

    private int presentBitmap() {
        int bitmap = 0;
        for (int slot : present) {
            bitmap |= 1 << (slot - 1);
        }
        return bitmap;
    }

    private static Envelope.Builder announcement(int slot, Term term) {
        return Envelope.newBuilder()
                .setDirectorAnnouncement(DirectorAnnouncement.newBuilder().setTerm(term.toProto()).setSlot(slot));
    }
}
