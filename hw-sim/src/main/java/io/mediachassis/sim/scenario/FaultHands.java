package io.mediachassis.sim.scenario;

import io.mediachassis.sim.election.AgentNode;
import io.mediachassis.sim.election.ControllerNode;
import io.mediachassis.sim.election.SimNode;
import io.mediachassis.sim.hardware.Hands;
import io.mediachassis.sim.wire.LineFaults;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one place where faults are done to a unit, and undone: lines, nodes and paths here, the rest in its parts. */
final class FaultHands {
    private final UnitWorld world;
    private final Hands hands;
    private final @Nullable StoragePart storage;
    /** What is wrong with each line now: several faults of one add up. */
    private final Map<Wire, List<LineFaults>> damage = new HashMap<>();
    private final List<Fault> active = new ArrayList<>();
    private final HardwareFaults hardware;

    FaultHands(UnitWorld world, @Nullable StoragePart storage) {
        this.world = world;
        this.hands = world.hardware().hands();
        this.storage = storage;
        this.hardware = new HardwareFaults(world);
    }

    /** Plans all of it. */
    void plan(List<TimedFault> faults) {
        for (TimedFault timed : faults) {
            world.at(timed.at().toNanos(), () -> begin(timed.fault()));
        }
    }

    private void begin(Fault fault) {
        if (storage != null) {
            storage.disturbed(fault.lasts().toNanos());
        }
        Runnable mend = apply(fault);
        active.add(fault);
        world.at(world.now() + fault.lasts().toNanos(), () -> {
            active.remove(fault);
            mend.run();
        });
    }

    // ---- what is wrong now -------------------------------------------------------------------------------------

    /** Whether anything is wrong with a line, at either of its ends. */
    boolean touches(Wire wire) {
        return !damage.getOrDefault(wire, List.of()).isEmpty()
                || (wire.kind() == Wire.Kind.ARBITER && active.stream().anyMatch(Fault.ArbiterCut.class::isInstance));
    }

    /** Whether the controllers can't know how hot a blade is: its sensor lies, or nobody hears its CBC. */
    boolean blinds(int slot) {
        return hangs(slot) || active.stream().anyMatch(fault -> fault instanceof Fault.BusCut
                || fault instanceof Fault.BytesLost || fault instanceof Fault.BytesFlipped
                || (fault instanceof Fault.SensorStuck f && f.slot() == slot)
                || (fault instanceof Fault.SensorOff f && f.slot() == slot)
                || (fault instanceof Fault.SensorNan f && f.slot() == slot)
                || (fault instanceof Fault.SensorJumping f && f.slot() == slot));
    }

    /** Whether a CBC does nothing. */
    boolean hangs(int slot) {
        return active.stream().anyMatch(fault -> fault instanceof Fault.CbcHang f && f.slot() == slot);
    }

    /** Whether a fan tray is not in its place. */
    boolean pulled(int tray) {
        return active.stream().anyMatch(fault -> fault instanceof Fault.FanTrayPulled f && f.tray() == tray);
    }

    /** Does it; what it gives undoes it. */
    private Runnable apply(Fault fault) {
        if (fault instanceof Fault.BytesLost f) {
            return damage(f.line(), new LineFaults(f.chance(), 0, 0, 0, 0));
        } else if (fault instanceof Fault.BytesFlipped f) {
            return damage(f.line(), new LineFaults(0, f.chance(), 0, 0, 0));
        } else if (fault instanceof Fault.BytesDoubled f) {
            return damage(f.line(), new LineFaults(0, 0, f.chance(), 0, 0));
        } else if (fault instanceof Fault.BytesDelayed f) {
            return damage(f.line(), new LineFaults(0, 0, 0, f.chance(), f.most().toNanos()));
        } else if (fault instanceof Fault.Paused f) {
            return pause(node(f.node()));
        } else if (fault instanceof Fault.Killed f) {
            return kill(node(f.node()));
        } else if (fault instanceof Fault.Clock f) {
            SimNode node = node(f.node());
            node.clockRate(Math.round(f.rate() * 1000));
            return () -> node.clockRate(1000);
        } else if (fault instanceof Fault.Partition f) {
            return partition(node(f.node()), f.peer(), f.way());
        } else if (fault instanceof Fault.BusCut f) {
            return busCut(node(f.node()), f.way());
        } else if (fault instanceof Fault.ArbiterCut f) {
            return arbiterCut(node(f.node()), f.way());
        } else if (fault instanceof Fault.DiskSlow || fault instanceof Fault.DiskFull
                || fault instanceof Fault.DiskFailing) {
            return storage == null ? () -> { } : storage.apply(fault);
        }
        return hardware.apply(fault);
    }

    // ---- who ---------------------------------------------------------------------------------------------------

    private SimNode node(NodeName name) {
        AgentNode acting = world.acting();
        ControllerNode active = world.activeController();
        return switch (name.who()) {
            case BLADE -> world.agent(name.number());
            case CONTROLLER -> world.controller(name.number());
            case DIRECTOR -> acting == null ? world.agent(1) : acting;
            case ACTIVE_CONTROLLER -> active == null ? world.controller(1) : active;
            case ALL -> throw new IllegalStateException("all is no single node");
        };
    }

    // ---- processes ---------------------------------------------------------------------------------------------

    private Runnable pause(SimNode node) {
        if (!node.runs()) {
            return () -> { };
        }
        node.stop();
        stopped(node, true);
        int life = node.life();
        return () -> {
            if (node.life() == life) {
                node.goOn();
                stopped(node, false);
            }
        };
    }

    private void stopped(SimNode node, boolean now) {
        if (storage != null && node instanceof AgentNode agent) {
            storage.station().stopped(agent.slot(), now);
        }
    }

    private Runnable kill(SimNode node) {
        node.end(false);
        if (node instanceof AgentNode agent) {
            return () -> world.board(agent.slot()).restart();
        }
        return node::start;
    }

    // ---- paths -------------------------------------------------------------------------------------------------

    private Runnable partition(SimNode node, NodeName peer, Way way) {
        List<SimNode> others = new ArrayList<>();
        if (peer.who() == NodeName.Who.ALL) {
            others.addAll(world.nodes());
        } else {
            others.add(node(peer));
        }
        others.remove(node);
        for (SimNode other : others) {
            if (way != Way.TO) {
                world.network().cut(node.index(), other.index());
            }
            if (way != Way.FROM) {
                world.network().cut(other.index(), node.index());
            }
        }
        Runnable stored = storage == null ? () -> { } : storage.partition(node, others);
        return () -> {
            stored.run();
            others.forEach(other -> {
                world.network().heal(node.index(), other.index());
                world.network().heal(other.index(), node.index());
            });
        };
    }

    private Runnable busCut(SimNode node, Way way) {
        boolean hears = way != Way.FROM;
        boolean says = way != Way.TO;
        if (node instanceof AgentNode agent) {
            hands.cutCbc(agent.slot(), hears, says);
            return () -> hands.cutCbc(agent.slot(), false, false);
        }
        UnitLine line = world.busLine(node.index() + 1);
        line.cut(hears, says);
        return () -> line.cut(false, false);
    }

    private Runnable arbiterCut(SimNode node, Way way) {
        UnitLine line = world.arbiterLine(node instanceof ControllerNode controller ? controller.number() : 1);
        line.cut(way != Way.FROM, way != Way.TO);
        return () -> line.cut(false, false);
    }

    private Runnable damage(Wire wire, LineFaults worse) {
        List<LineFaults> all = damage.computeIfAbsent(wire, key -> new ArrayList<>());
        all.add(worse);
        show(wire, all);
        return () -> {
            all.remove(worse);
            show(wire, all);
        };
    }

    private void show(Wire wire, List<LineFaults> all) {
        double drop = 0;
        double flip = 0;
        double twice = 0;
        double late = 0;
        long most = 0;
        for (LineFaults each : all) {
            drop = Math.max(drop, each.dropByte());
            flip = Math.max(flip, each.flipByte());
            twice = Math.max(twice, each.duplicateBurst());
            late = Math.max(late, each.delayBurst());
            most = Math.max(most, each.maxDelayNs());
        }
        LineFaults sum = new LineFaults(drop, flip, twice, late, most);
        switch (wire.kind()) {
            case BUS -> hands.busFaults(sum);
            case ARBITER -> hands.arbiterFaults(wire.number(), sum);
            case CBC -> hands.privateFaults(wire.number(), sum);
        }
    }
}
