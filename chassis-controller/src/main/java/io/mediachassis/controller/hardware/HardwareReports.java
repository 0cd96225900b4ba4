package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.DeviceKind;
import io.mediachassis.backplane.proto.HotSwapState;
import io.mediachassis.controller.eventlog.NewEvent;
import java.util.ArrayList;
import java.util.List;

/** What the hardware's control tells people: kinds of events and their sentences. Pure; any thread. */
final class HardwareReports {
    private HardwareReports() {}

    static HardwareAction.Log inserted(int slot) {
        return log(NewEvent.info("blade.inserted", slot, "Blade inserted"));
    }

    /** A slot's change for the log, and for those parts of the controller that act on it. */
    static List<HardwareAction> of(SlotTable.Change change) {
        List<HardwareAction> all = new ArrayList<>();
        int slot = change.slot();
        if (change instanceof SlotTable.Moved m) {
            all.add(new HardwareAction.BladeState(slot, m.from(), m.to()));
            all.add(moved(slot, m.from(), m.to()));
            if (m.to() == HotSwapState.M0_NOT_INSTALLED && m.from() == HotSwapState.M1_INACTIVE) {
                all.add(log(NewEvent.info("blade.removed", slot, "Blade removed")));
            }
        } else if (change instanceof SlotTable.SurpriseRemoval r) {
            all.add(log(NewEvent.critical(
                    "blade.removed", slot, "Blade pulled without warning in state " + r.from().name())));
        } else if (change instanceof SlotTable.DrainWanted) {
            all.add(new HardwareAction.Drain(slot));
        }
        return all;
    }

    private static HardwareAction.Log moved(int slot, HotSwapState from, HotSwapState to) {
        String text = "Hot-swap state " + from.name() + " to " + to.name();
        return log(to == HotSwapState.M7_COMMUNICATION_LOST
                ? NewEvent.critical("blade.state", slot, text)
                : NewEvent.info("blade.state", slot, text));
    }

    static HardwareAction.Log fenceOrdered(int slot) {
        return log(NewEvent.warning("fence.ordered", slot, "Blade is powered off by order of the election"));
    }

    static HardwareAction.Log switched(int slot, boolean on) {
        return log(NewEvent.info(
                "blade.power", slot, on ? "Operator switched the blade on" : "Operator switched the blade off"));
    }

    /** @param why the device's or the bus' own word */
    static HardwareAction.Log notPoweredOn(int slot, String why) {
        return log(NewEvent.warning(
                "blade.power", slot, "Blade could not be powered on: " + why + "; it is tried again"));
    }

    static HardwareAction.Log overBudget(int slot, int needWatts, int freeWatts) {
        return log(NewEvent.warning(
                "power.budget",
                slot,
                "Blade stays off: it may draw " + needWatts + " W, the PSUs have " + freeWatts
                        + " W left; add a PSU or switch another blade off"));
    }

    /** @param forNs how long it has been silent, at least */
    static HardwareAction.Log silent(int slot, long forNs) {
        return log(NewEvent.warning(
                "blade.silent",
                slot,
                "Blade has had power and no link to this controller for " + forNs / 1_000_000_000L
                        + " s: its agent does not start or can't reach it; its log says why"));
    }

    static HardwareAction.Log lost(int address) {
        return log(NewEvent.critical(
                word(address) + ".lost",
                slot(address),
                "No answer from the " + BusAddress.name(address)
                        + " on the management bus; reseat it if it does not come back"));
    }

    static HardwareAction.Log found(int address) {
        return log(NewEvent.info(
                word(address) + ".found", slot(address), "The " + BusAddress.name(address) + " answers again"));
    }

    private static String word(int address) {
        return switch (BusAddress.kind(address)) {
            case CBC -> "cbc";
            case PSU -> "psu";
            default -> "fan_tray";
        };
    }

    private static int slot(int address) {
        return BusAddress.kind(address) == DeviceKind.CBC ? BusAddress.number(address) : 0;
    }

    private static HardwareAction.Log log(NewEvent event) {
        return new HardwareAction.Log(event);
    }
}
