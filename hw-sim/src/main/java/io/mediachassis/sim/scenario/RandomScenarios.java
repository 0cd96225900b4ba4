package io.mediachassis.sim.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** Scenarios out of the same faults as files have, by a seed: some of them, at any time, some close together. */
final class RandomScenarios {
    private static final int FIRST_MS = 12_000;
    private static final int LAST_MS = 40_000;
    private static final int LONGEST_MS = 8_000;
    private static final Duration HEALS_WITHIN = Duration.ofSeconds(90);

    private final SplittableRandom random;
    private final UnitShape unit;

    private RandomScenarios(SplittableRandom random, UnitShape unit) {
        this.random = random;
        this.unit = unit;
    }

    /** The same for the same seed. */
    static Scenario of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        UnitShape unit = new UnitShape(3 + random.nextInt(3), 2, random.nextInt(3) == 0 ? 350 : 1200,
                2 + random.nextInt(2), 18 + random.nextInt(12), random.nextInt(10) / 10.0, random.nextInt(4) == 0 ? Duration.ZERO : UnitShape.DEFAULT.poll(),
                random.nextInt(3) == 0);
        return new RandomScenarios(random, unit).scenario(seed);
    }

    private Scenario scenario(long seed) {
        List<String> kinds = new ArrayList<>(FaultBook.kinds());
        kinds.removeIf(kind -> kind.startsWith("disk-") && !unit.storage());
        // Each run has its own few kinds of faults: that finds more than all kinds in every run.
        List<String> some = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            some.add(kinds.get(random.nextInt(kinds.size())));
        }
        List<TimedFault> faults = new ArrayList<>();
        Duration end = Duration.ofMillis(FIRST_MS);
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            long at = random.nextInt(3) == 0 && !faults.isEmpty()
                    ? faults.get(faults.size() - 1).at().toMillis() + random.nextInt(1500)
                    : FIRST_MS + random.nextInt(LAST_MS - FIRST_MS);
            TimedFault timed = new TimedFault(Duration.ofMillis(at), fault(some.get(random.nextInt(some.size()))));
            faults.add(timed);
            end = timed.end().compareTo(end) > 0 ? timed.end() : end;
        }
        return new Scenario("random-" + seed, "Random faults by seed " + seed + ".", OptionalLong.of(seed), unit,
                end.plusSeconds(1), HEALS_WITHIN, faults, List.of(), List.of());
    }

    private Fault fault(String kind) {
        int slot = 1 + random.nextInt(unit.blades());
        Duration lasts = Duration.ofMillis(100 + random.nextInt(LONGEST_MS));
        return switch (kind) {
            case "bytes-lost" -> new Fault.BytesLost(wire(), chance(30), lasts);
            case "bytes-flipped" -> new Fault.BytesFlipped(wire(), chance(30), lasts);
            case "bytes-doubled" -> new Fault.BytesDoubled(wire(), chance(500), lasts);
            case "bytes-delayed" ->
                new Fault.BytesDelayed(wire(), chance(300), Duration.ofMillis(1 + random.nextInt(60)), lasts);
            case "paused" -> new Fault.Paused(node(), lasts);
            case "killed" -> new Fault.Killed(node(), lasts);
            case "clock" -> new Fault.Clock(node(), 0.9 + random.nextInt(21) / 100.0, lasts);
            case "partition" -> new Fault.Partition(node(), new NodeName(NodeName.Who.ALL, 0), way(), lasts);
            case "bus-cut" -> new Fault.BusCut(node(), way(), lasts);
            case "arbiter-cut" ->
                new Fault.ArbiterCut(new NodeName(NodeName.Who.CONTROLLER, 1 + random.nextInt(2)), way(), lasts);
            case "cbc-hang" -> new Fault.CbcHang(slot, lasts);
            case "cbc-reboot" -> new Fault.CbcReboot(slot);
            case "sensor-stuck" -> new Fault.SensorStuck(slot, 1, 20 + random.nextInt(40), lasts);
            case "sensor-jumping" -> new Fault.SensorJumping(slot, 1, 90 + random.nextInt(400), lasts);
            case "sensor-off" -> new Fault.SensorOff(slot, 1, random.nextInt(60) - 30, lasts);
            case "sensor-nan" -> new Fault.SensorNan(slot, 1 + random.nextInt(2), lasts);
            case "fan-stall" -> new Fault.FanStall(1 + random.nextInt(unit.fanTrays()), random.nextInt(3), lasts);
            case "fan-tray-pulled" -> new Fault.FanTrayPulled(1 + random.nextInt(unit.fanTrays()), lasts);
            case "air" -> new Fault.Air(10 + random.nextInt(30), lasts);
            case "load" -> new Fault.Load(random.nextInt(unit.blades() + 1), random.nextInt(11) / 10.0, lasts);
            case "psu-loss" -> new Fault.PsuLoss(1 + random.nextInt(unit.psus()), lasts);
            case "brown-out" -> new Fault.BrownOut(lasts);
            case "handle-bounce" ->
                new Fault.HandleBounce(slot, 1 + random.nextInt(20), Duration.ofMillis(1 + random.nextInt(150)));
            case "handle-open" -> new Fault.HandleOpen(slot, lasts);
            case "blade-pulled" -> new Fault.BladePulled(slot, lasts);
            case "hand-over" -> new Fault.HandOver();
            case "switch-over" -> new Fault.SwitchOver();
            case "disk-slow" -> new Fault.DiskSlow(slot, Duration.ofMillis(1 + random.nextInt(400)), lasts);
            case "disk-full" -> new Fault.DiskFull(slot, lasts);
            case "disk-failing" -> new Fault.DiskFailing(slot, lasts);
            default -> throw new IllegalStateException("no random " + kind);
        };
    }

    /** In thousandths. */
    private double chance(int most) {
        return (1 + random.nextInt(most)) / 1000.0;
    }

    private Way way() {
        return List.of(Way.BOTH, Way.TO, Way.FROM).get(random.nextInt(3));
    }

    private Wire wire() {
        return switch (random.nextInt(3)) {
            case 0 -> new Wire(Wire.Kind.ARBITER, 1 + random.nextInt(2));
            case 1 -> new Wire(Wire.Kind.CBC, 1 + random.nextInt(unit.blades()));
            default -> new Wire(Wire.Kind.BUS, 0);
        };
    }

    private NodeName node() {
        return switch (random.nextInt(5)) {
            case 0 -> new NodeName(NodeName.Who.DIRECTOR, 0);
            case 1 -> new NodeName(NodeName.Who.ACTIVE_CONTROLLER, 0);
            case 2 -> new NodeName(NodeName.Who.CONTROLLER, 1 + random.nextInt(2));
            default -> new NodeName(NodeName.Who.BLADE, 1 + random.nextInt(unit.blades()));
        };
    }
}
