package io.mediachassis.sim.hotswap;

import io.mediachassis.backplane.proto.BlueLed;
import io.mediachassis.backplane.proto.BoardType;
import io.mediachassis.backplane.proto.HotSwapState;
import io.mediachassis.sim.device.CbcFirmware;
import io.mediachassis.sim.hotswap.SwapWorld.Blade;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random hands at the chassis: handles that open and bounce, blades put in and pulled, boards that do not belong there,
 * CBCs that hang and restart, orders with and without force, controllers that take over. No blade with work on it loses
 * power unless somebody gave a reason, no stranger gets any, none more than there is; and in the end all stand as they
 * should. A failure prints its seed and its story.
 */
class HotSwapSimulationTest {
    private static final int RUNS = 12;
    private static final int BUSY_STEPS = 4_000;
    /** Time for drains that stand still to be refused, and for what was off to come back in its turn. */
    private static final int QUIET_STEPS = 6_000;
    /** So long all have to stand as they should. */
    private static final int CALM_STEPS = 500;

    @Test
    void nothingIsLostWhateverHandsDo() {
        for (long seed = 1; seed <= RUNS; seed++) {
            run(seed);
        }
    }

    private static void run(long seed) {
        Random random = new Random(seed);
        SwapWorld world = new SwapWorld(seed, 100 + 100 * (SwapWorld.SLOTS - random.nextInt(2)));
        for (int slot = 1; slot <= SwapWorld.SLOTS; slot++) {
            world.insert(slot, BoardType.MEDIA_BLADE);
        }
        for (int step = 0; step < BUSY_STEPS; step++) {
            if (random.nextInt(100) == 0) {
                act(world, 1 + random.nextInt(SwapWorld.SLOTS), random);
            }
            world.step();
        }
        heal(world);
        int calm = 0;
        for (int step = 0; step < QUIET_STEPS && calm < CALM_STEPS; step++) {
            world.step();
            calm = unsettled(world).isEmpty() ? calm + 1 : 0;
        }
        String fault = unsettled(world);
        world.require(fault.isEmpty(), fault);
    }

    private static void act(SwapWorld world, int slot, Random random) {
        Blade blade = world.blade(slot);
        CbcFirmware cbc = blade.cbc;
        switch (random.nextInt(12)) {
            case 0, 1 -> handle(world, slot, cbc, false);
            case 2, 3 -> handle(world, slot, cbc, true);
            case 4 -> {
                if (cbc != null) {
                    world.pull(slot);
                }
            }
            case 5, 6 -> world.insert(slot, random.nextInt(4) == 0 ? BoardType.CONTROLLER_BOARD : BoardType.MEDIA_BLADE);
            case 7 -> {
                blade.silent = !blade.silent;
                world.tell("CBC " + slot + (blade.silent ? " hangs" : " answers"));
            }
            case 8 -> world.restartCbc(slot);
            case 9 -> {
                boolean force = random.nextInt(3) == 0;
                blade.excused |= force;
                world.tell("order " + slot + " out" + (force ? " by force" : ""));
                world.carryOut(world.control.operatorOut(slot, random.nextBoolean(), force, world.nowNs).actions());
            }
            case 10 -> world.takeOver();
            default -> {
                blade.connections = blade.linked && !blade.draining ? random.nextInt(2) : blade.connections;
                world.carryOut(world.control.operatorPower(slot, true, world.nowNs).actions());
            }
        }
    }

    private static void handle(SwapWorld world, int slot, @Nullable CbcFirmware cbc, boolean closed) {
        if (cbc != null) {
            world.tell("handle " + slot + (closed ? " closed" : " opened"));
            cbc.handle(closed);
        }
    }

    /** Every slot has its blade, its handle closed, its CBC well, and nobody wants it off. */
    private static void heal(SwapWorld world) {
        world.tell("healed");
        for (int slot = 1; slot <= SwapWorld.SLOTS; slot++) {
            Blade blade = world.blade(slot);
            blade.silent = false;
            blade.connections = 0;
            if (blade.cbc != null && blade.type != BoardType.MEDIA_BLADE) {
                world.pull(slot);
                world.step();
            }
            world.insert(slot, BoardType.MEDIA_BLADE);
            handle(world, slot, blade.cbc, true);
            world.carryOut(world.control.operatorPower(slot, true, world.nowNs).actions());
        }
    }

    /** What is not as it should be in the end; empty: nothing. */
    private static String unsettled(SwapWorld world) {
        int fed = (world.psu.identity().getWatts() - 100) / 100;
        int active = 0;
        for (int slot = 1; slot <= SwapWorld.SLOTS; slot++) {
            HotSwapState state = world.view(slot).state();
            CbcFirmware cbc = world.blade(slot).cbc;
            active += state == HotSwapState.M4_ACTIVE ? 1 : 0;
            BlueLed wanted = state == HotSwapState.M4_ACTIVE ? BlueLed.BLUE_OFF : BlueLed.BLUE_LONG_BLINK;
            if (state != HotSwapState.M4_ACTIVE && state != HotSwapState.M2_ACTIVATION_REQUEST) {
                return "slot " + slot + " ends in " + state + ": " + world.view(slot).reason();
            }
            if (cbc == null || cbc.blueLed() != wanted) {
                return "the blue light of slot " + slot + " in " + state;
            }
        }
        return active == fed ? "" : active + " blades serve, and there is power for " + fed;
    }
}
