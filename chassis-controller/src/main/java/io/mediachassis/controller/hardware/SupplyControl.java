package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.HotSwapState;
import java.util.ArrayList;
import java.util.List;

/**
 * What the PSUs' coming and going leads to: which blades are shed and when that is over, and whether power is redundant.
 * Pure; one thread.
 */
final class SupplyControl {
    /** For how long a PSU that has said nothing to this controller yet may give enough. */
    private static final long DOUBT_NS = 20_000_000_000L;

    private final SlotTable slots;
    private final PowerSequence power;
    private final DeviceTable devices;
    private final long startNs;
    private final ShedBlades shed = new ShedBlades();
    private boolean redundant = true;

    SupplyControl(SlotTable slots, PowerSequence power, DeviceTable devices, long nowNs) {
        this.slots = slots;
        this.power = power;
        this.devices = devices;
        this.startNs = nowNs;
    }

    /** Whom to shed now who is not on his way yet, or not as hard. Reports go to {@code out}. */
    List<LoadShed.Shed> tick(long nowNs, List<HardwareAction> out) {
        // A PSU may have given enough before this controller became active: at first nobody is switched off on a suspicion.
        boolean doubt = nowNs - startNs < DOUBT_NS && !devices.suppliesCertain();
        if (!power.supplyKnown() || doubt) {
            return List.of();
        }
        PowerBudget budget = power.budget();
        boolean now = budget.redundant(power.promisedWatts());
        if (now != redundant) {
            redundant = now;
            if (budget.redundancy() != PowerBudget.Redundancy.N) {
                out.add(HardwareReports.redundancy(now, budget));
            }
        }
        List<LoadShed.Shed> fresh = new ArrayList<>();
        for (LoadShed.Shed each : LoadShed.plan(boards(), budget.goodWatts(), power.baseWatts())) {
            if (shed.shed(each.slot(), each.now(), nowNs)) {
                fresh.add(each);
            }
        }
        for (int slot = 1; slot <= slots.slotCount(); slot++) {
            if (shed.overdue(slot, nowNs) && shed.shed(slot, true, nowNs)) {
                fresh.add(new LoadShed.Shed(slot, true));
            }
        }
        fresh.forEach(each -> out.add(HardwareReports.shed(each.slot(), each.now(), budget.goodWatts())));
        return fresh;
    }

    /** Those that were to hand over first and need not go any more, since the PSUs give enough again. */
    List<Integer> spared() {
        List<Integer> spared = new ArrayList<>();
        if (power.promisedWatts() <= power.budget().goodWatts()) {
            for (int slot = 1; slot <= slots.slotCount(); slot++) {
                if (slots.state(slot) == HotSwapState.M5_DEACTIVATION_REQUEST && shed.over(slot)) {
                    spared.add(slot);
                }
            }
        }
        return spared;
    }

    /** The blade in a slot is off, or gone; true: it was shed, and may come back once there is power for it. */
    boolean off(int slot, long nowNs) {
        boolean was = shed.over(slot);
        if (was) {
            power.shed(slot, nowNs);
        }
        return was;
    }

    boolean isShed(int slot) {
        return shed.isShed(slot);
    }

    private List<LoadShed.Board> boards() {
        List<LoadShed.Board> boards = new ArrayList<>();
        for (int slot = 1; slot <= slots.slotCount(); slot++) {
            int need = power.promisedWatts(slot);
            HotSwapState state = slots.state(slot);
            if (need > 0) {
                boards.add(new LoadShed.Board(
                        slot, need, devices.facts(BusAddress.cbc(slot)).drawnWatts(),
                        state == HotSwapState.M4_ACTIVE || state == HotSwapState.M5_DEACTIVATION_REQUEST,
                        slots.isDirector(slot),
                        state == HotSwapState.M5_DEACTIVATION_REQUEST,
                        shed.isShed(slot) || state == HotSwapState.M6_DEACTIVATION_IN_PROGRESS));
            }
        }
        return boards;
    }
}
