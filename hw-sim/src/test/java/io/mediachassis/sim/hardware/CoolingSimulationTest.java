package io.mediachassis.sim.hardware;

import static io.mediachassis.sim.hardware.CoolingWorld.CAUTION;
import static io.mediachassis.sim.hardware.CoolingWorld.CRITICAL;

import io.mediachassis.controller.cooling.CoolingCounter;
import io.mediachassis.controller.cooling.CoolingMemory;
import io.mediachassis.controller.cooling.CoolingSettings;
import io.mediachassis.controller.cooling.CoolingView;
import io.mediachassis.controller.cooling.CoolingZone;
import io.mediachassis.controller.cooling.ZoneState;
import io.mediachassis.controller.hardware.ControlSettings;
import io.mediachassis.sim.plant.PlantSettings;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Controller, firmware and physics together, over hours of virtual time; what must hold is looked at in each step. */
class CoolingSimulationTest {
    private static CoolingWorld world(long seed) {
        CoolingWorld world = new CoolingWorld(seed, PlantSettings.typical(8, 2, 2), ControlSettings.DEFAULT);
        world.load(0.3);
        // All blades on, one after the other.
        world.run(60);
        world.hottestEver = 0;
        return world;
    }

    @Test
    void temperatureSettlesBelowCautionWhateverTheLoad() {
        for (long seed = 1; seed <= 2; seed++) {
            CoolingWorld world = world(seed);
            Random random = new Random(seed);
            for (int period = 0; period < 4; period++) {
                for (int slot = 1; slot <= world.slots; slot++) {
                    world.wanted[slot] = random.nextDouble();
                }
                world.run(900, () -> world.require(world.hottest() < CAUTION, "a board at " + world.hottest()));
                double[] swing = {100, 0};
                world.run(300, () -> {
                    swing[0] = Math.min(swing[0], world.zone(0).ordered());
                    swing[1] = Math.max(swing[1], world.zone(0).ordered());
                });
                world.require(swing[1] - swing[0] <= 3, "fans swing from " + swing[0] + " to " + swing[1]);
                world.require(world.hottest() < 66.5, "settled at " + world.hottest());
            }
            world.require(world.switchedOff.isEmpty() && !world.told("blade.throttled"), "a blade was throttled");
        }
    }

    @Test
    void theMinimumIsLearnedAndSavesPowerAndIsUnlearned() {
        CoolingWorld world = world(4);
        world.load(0.1);
        world.run(120);
        double early = world.fanPower();
        world.require(world.zone(0).minimum() == 40, "starts at 40, not " + world.zone(0).minimum());
        world.run(2 * 3600);
        world.require(world.zone(0).minimum() <= 24, "learned " + world.zone(0).minimum());
        world.require(world.fanPower() < early / 3, "fans draw " + world.fanPower() + ", drew " + early);
        world.require(world.hottestEver < CAUTION - 5, "never above " + world.hottestEver);
        world.load(0.9);
        world.run(600, () -> world.require(world.hottest() < CAUTION, "a board at " + world.hottest()));
        world.require(world.zone(0).minimum() >= 38, "unlearned by another load: " + world.zone(0).minimum());
        world.require(world.counts.get(CoolingCounter.MINIMA_LOWERED) >= 8, "counted");
    }

    @Test
    void fansThatFailAtFullLoadNeverLeadToCritical() {
        for (double ambient : new double[] {24, 40}) {
            for (int fault = 0; fault < 4; fault++) {
                CoolingWorld world = world(5 + fault);
                world.load(1);
                world.plant.ambient(ambient);
                world.run(480);
                int before = world.zone(0).ordered();
                switch (fault) {
                    case 0 -> world.fans.get(0).stall(true);
                    case 1 -> world.fans.get(1).fan(1, 0);
                    case 2 -> world.fans.get(0).fan(2, 0.5);
                    default -> world.pulled[2] = true;
                }
                String what = "fault " + fault + " at " + ambient + ": ";
                world.run(900, () -> world.require(world.hottest() < CRITICAL, what + world.hottest()));
                CoolingView.Zone zone = world.zone(0);
                world.require(world.told(fault == 3 ? "fan_tray.removed" : "fan.failed"), what + "no alarm");
                world.require(zone.sight().working() < zone.sight().fans(), what + "not counted");
                world.require(zone.ordered() > before || before == 100, what + "the others turn no faster");
                world.require(world.switchedOff.isEmpty() && !world.told("blade.throttled"), what + "throttled");
                world.fans.get(0).stall(false);
                world.fans.get(1).stall(false);
                world.pulled[2] = false;
                world.run(480);
                world.require(world.zone(0).sight().working() == 4, what + "repaired, and still missed");
                world.require(Math.abs(world.zone(0).ordered() - before) <= 4, what + "back to " + before + ", not "
                        + world.zone(0).ordered());
            }
        }
    }

    @Test
    void stepsOfTheAirThatComesInAreMet() {
        CoolingWorld world = world(9);
        world.load(1);
        for (double ambient : new double[] {40, 10, 32, 40, 24}) {
            world.plant.ambient(ambient);
            world.run(1500, () -> world.require(world.hottest() < CAUTION, "at " + ambient + ": " + world.hottest()));
        }
        world.require(world.zone(0).state() == ZoneState.CONTROLLED, world.zone(0).reason());
    }

    @Test
    void sensorsThatLieCostNoBladeItsPowerAndNoneGetsTooHot() {
        for (long seed = 20; seed < 22; seed++) {
            CoolingWorld world = world(seed);
            Random random = new Random(seed);
            world.load(0.5);
            world.run(300);
            for (int round = 0; round < 3; round++) {
                int slot = 1 + random.nextInt(world.slots);
                SensorFault fault = switch (random.nextInt(6)) {
                    case 0 -> new SensorFault.Missing();
                    case 1 -> new SensorFault.Wild(500);
                    case 2 -> new SensorFault.Wild(90);
                    case 3 -> new SensorFault.Off(random.nextBoolean() ? 40 : -30);
                    case 4 -> new SensorFault.Stuck(Math.round(world.plant.celsius(slot) * 10) / 10.0);
                    default -> new SensorFault.Stuck(200);
                };
                world.tell("sensor of " + slot + ": " + fault);
                world.sensors.fault(slot, 1, fault);
                boolean mute = random.nextInt(4) == 0;
                world.mute[slot] = mute;
                world.load(random.nextDouble());
                int from = world.story.size();
                world.run(900, () -> world.require(world.hottest() < CRITICAL, "a board at " + world.hottest()));
                boolean careful = world.story.subList(from, world.story.size()).stream()
                        .anyMatch(line -> line.contains("fans.failsafe"));
                // One that stands still is found out only by a change of its board's power, which is random here.
                world.require(careful || fault instanceof SensorFault.Stuck, "nobody minds " + fault);
                world.sensors.fault(slot, 1, new SensorFault.Well());
                world.mute[slot] = false;
                world.run(900);
                world.require(world.zone(0).state() == ZoneState.CONTROLLED, world.zone(0).reason());
            }
            world.require(world.switchedOff.isEmpty(), "switched off " + world.switchedOff);
            world.require(!world.told("blade.throttled"), "throttled by a lie");
        }
    }

    @Test
    void aSensorThatStandsStillIsFoundOutWhenItsBoardGetsBusy() {
        CoolingWorld world = world(30);
        world.load(0.1);
        world.run(300);
        world.sensors.fault(3, 1, new SensorFault.Stuck(Math.round(world.plant.celsius(3) * 10) / 10.0));
        world.wanted[3] = 1;
        world.run(600, () -> world.require(world.hottest() < CAUTION + 3, "a board at " + world.hottest()));
        world.require(world.told("sensor.lost"), "believed for ever");
        world.require(world.zone(0).state() == ZoneState.FAILSAFE && world.zone(0).ordered() >= 75, "not careful");
    }

    @Test
    void aHotBladeIsThrottledAndMayDoAllAgainWhenItHasCooled() {
        CoolingWorld world = world(40);
        world.load(0.1);
        world.wanted[2] = 1;
        world.pulled[1] = true;
        world.plant.ambient(50);
        world.run(600, () -> world.require(world.hottest() < 92, "a board at " + world.hottest()));
        world.require(world.admitted[2] == 50, "throttled to " + world.admitted[2]);
        world.require(world.admitted[3] == 100, "the cool one too");
        world.require(world.switchedOff.isEmpty(), "switched off");
        world.pulled[1] = false;
        world.plant.ambient(24);
        world.run(300);
        world.require(world.admitted[2] == 100, "still throttled to " + world.admitted[2]);
        world.require(world.told("blade.throttled") && world.told("blade.throttle_eased"), "not told");
    }

    @Test
    void anOverheatedBladeHandsOverAndGoesOffAndComesBackWhenItIsCool() {
        CoolingWorld world = world(41);
        world.load(0);
        world.director = 1;
        world.control.onDirector(1, world.nowNs);
        world.wanted[1] = 1;
        world.endless = true;
        world.run(120);
        world.pulled[1] = true;
        // Slowly, or its CBC's comparator is first.
        for (int tenths = 400; tenths <= 532 && world.switchedOff.isEmpty(); tenths++) {
            world.plant.ambient(tenths / 10.0);
            world.run(10);
        }
        world.run(120);
        world.require(world.told("blade.overheated"), "not told");
        world.require(world.switchedOff.equals(List.of(1)), "switched off: " + world.switchedOff);
        world.require(world.directorsKilled.isEmpty(), "a director was switched off while another could have been");
        world.require(!world.told("blade.over_temperature"), "the comparator was first");
        world.pulled[1] = false;
        world.plant.ambient(24);
        world.run(300);
        world.require(world.told("blade.cooled"), "not told that it is cool");
        world.require(world.story.stream().filter(line -> line.endsWith("board 1 on")).count() == 2, "it stays off");
    }

    @Test
    void aSwitchOverDoesNotJoltTheFans() {
        for (boolean remembers : new boolean[] {true, false}) {
            CoolingWorld world = world(50);
            world.load(0.8);
            world.run(1200);
            int before = world.fans.get(0).duty();
            int minimum = world.zone(0).minimum();
            world.takeOver(remembers ? world.memory : CoolingMemory.NONE);
            world.run(180, () -> world.require(Math.abs(world.fans.get(0).duty() - before) <= 3,
                    "fans at " + world.fans.get(0).duty() + ", were at " + before));
            world.require(!remembers || world.zone(0).minimum() == minimum, "forgot what was learned");
            world.require(world.hottest() < CAUTION, "a board at " + world.hottest());
        }
    }

    @Test
    void fansGoToFullWithoutAControllerAndComeBackWithoutSwinging() {
        CoolingWorld world = world(60);
        world.load(0.8);
        world.run(1200);
        int before = world.fans.get(0).duty();
        world.run(60, () -> world.require(world.fans.get(0).duty() < 100, "full speed though a controller is there"));
        world.controllerSilent = true;
        world.run(15);
        world.require(world.fans.get(0).duty() == 100, "at " + world.fans.get(0).duty() + " without a controller");
        world.controllerSilent = false;
        world.takeOver(world.memory);
        // Times that it turned by more than 4 percent, where it turned last, and whether it falls since.
        int[] turns = {0, 100, 1};
        world.run(600, () -> {
            int now = world.fans.get(0).duty();
            boolean onward = turns[2] == 1 ? now <= turns[1] : now >= turns[1];
            if (onward) {
                turns[1] = now;
            } else if (Math.abs(now - turns[1]) > 4) {
                turns[0]++;
                turns[1] = now;
                turns[2] = 1 - turns[2];
            }
            world.require(world.hottest() < CAUTION, "a board at " + world.hottest());
        });
        world.require(turns[0] <= 2, "fans swing: they turned " + turns[0] + " times");
        world.require(Math.abs(world.fans.get(0).duty() - before) <= 4, "back to " + before + ", not "
                + world.fans.get(0).duty());
    }

    @Test
    void eachZoneHasTheFansThatItNeeds() {
        CoolingSettings settings = CoolingSettings.DEFAULT.withZones(List.of(
                new CoolingZone("left", "1-4", "1,2"), new CoolingZone("right", "5-8", "3,4")));
        CoolingWorld world = new CoolingWorld(70, PlantSettings.typical(8, 2, 4).withZones(2),
                ControlSettings.DEFAULT.withCooling(settings));
        world.load(0.1);
        world.run(60);
        for (int slot = 1; slot <= 4; slot++) {
            world.wanted[slot] = 1;
        }
        world.run(1800, () -> world.require(world.hottest() < CAUTION, "a board at " + world.hottest()));
        world.require(world.zone(0).ordered() > world.zone(1).ordered() + 5, "left " + world.zone(0).ordered() + ", right "
                + world.zone(1).ordered());
        world.fans.get(0).stall(true);
        world.sensors.fault(6, 1, new SensorFault.Missing());
        world.run(600, () -> world.require(world.hottest() < CRITICAL, "a board at " + world.hottest()));
        world.require(world.zone(0).ordered() >= 80 && world.zone(0).state() == ZoneState.CONTROLLED, "left "
                + world.zone(0));
        world.require(world.zone(1).state() == ZoneState.FAILSAFE && world.zone(1).ordered() == 75, "right "
                + world.zone(1));
    }
}
