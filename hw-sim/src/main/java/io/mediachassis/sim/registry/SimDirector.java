package io.mediachassis.sim.registry;

import io.mediachassis.backplane.registry.HoldingChange;
import io.mediachassis.backplane.registry.StationHolding;
import io.mediachassis.backplane.registry.StationReport;
import io.mediachassis.backplane.registry.StationReport.Leave;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.registry.OutboxAction;
import io.mediachassis.blade.registry.OutboxAction.Forget;
import io.mediachassis.blade.registry.OutboxAction.Keep;
import io.mediachassis.blade.registry.OutboxAction.LeaveAnswered;
import io.mediachassis.blade.registry.OutboxAction.LeaveStands;
import io.mediachassis.blade.registry.OutboxAction.Refused;
import io.mediachassis.blade.registry.OutboxAction.Send;
import io.mediachassis.blade.registry.OutboxAction.Superseded;
import io.mediachassis.blade.registry.ReportOutbox;
import io.mediachassis.controller.headend.registry.Registry.Welcome;
import io.mediachassis.sim.registry.RegistryWorld.Broken;
import java.util.List;

/** One life of a station's director: the product's outbox, and what carries it out. */
final class SimDirector {
    static final String MANIFEST = "ab";
    private static final long TICK_NS = RegistryWorld.SECOND / 4;

    private final SimStation station;
    private final RegistryWorld world;
    private final Term term;
    private final ReportOutbox outbox;
    private int ticks;
    private boolean linked;

    SimDirector(SimStation station, Term term, List<StationReport> left) {
        this.station = station;
        this.world = station.world;
        this.term = term;
        this.outbox = new ReportOutbox(station.name, 4, 2, left);
        outbox.begin(term);
        tick();
    }

    private void tick() {
        if (!station.acts(this) && ticks > 0) {
            return;
        }
        if (!linked && !world.mishap(0.5)) {
            linked = true;
            perform(outbox.connected(world.nowNs()));
        } else if (linked && world.mishap(0.02)) {
            linked = false;
            outbox.disconnected();
        }
        perform(outbox.tick(world.nowNs()));
        // It knows only after a while what all engines hold.
        if (outbox.pictureDue() && ticks > 3 && !world.mishap(0.3)) {
            perform(outbox.picture(station.picture(), world.nowNs()));
        }
        if (linked && ticks % 4 == 0) {
            world.alive(station.name, term, this::welcome);
        }
        ticks++;
        world.after(TICK_NS, this::tick);
    }

    private void welcome(Welcome welcome) {
        if (station.acts(this) && welcome == Welcome.RECONCILE) {
            perform(outbox.reconcile());
        }
    }

    void changed(HoldingChange change) {
        perform(outbox.changed(List.of(change), world.nowNs()));
    }

    void askLeave(Leave leave) {
        perform(outbox.askLeave(leave, world.nowNs()));
    }

    void giveBack(StationHolding stays) {
        perform(outbox.giveBack(stays, world.nowNs()));
    }

    int waiting() {
        return outbox.waiting() + (outbox.pictureDue() ? 1 : 0);
    }

    private void perform(List<OutboxAction> actions) {
        for (OutboxAction action : actions) {
            if (action instanceof Keep keep) {
                world.after(world.random.nextInt(30) * 1_000_000L, () -> kept(keep.report()));
            } else if (action instanceof Forget forget) {
                station.outboxFile.remove(forget.report());
            } else if (action instanceof Send send) {
                world.report(send.report(), reply -> {
                    if (station.acts(this)) {
                        perform(outbox.replied(reply, world.nowNs()));
                    }
                });
            } else if (action instanceof LeaveAnswered answered && !answered.granted().isEmpty()) {
                station.orderDrop(answered.leave().program(), answered.granted());
            } else if (action instanceof LeaveStands stands) {
                stands.leaving().forEach(holding -> station.keep(holding.program(), holding.segments()));
            } else if (action instanceof Superseded || action instanceof Refused) {
                throw new Broken("R3: " + station.name + " of term " + term + ": " + action);
            }
        }
    }

    private void kept(StationReport report) {
        if (station.acts(this)) {
            station.outboxFile.add(report);
            perform(outbox.kept(report, world.nowNs()));
        }
    }
}
