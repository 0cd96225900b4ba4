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
        } else if (change instanceof SlotTable.Removed r) {
            all.add(log(removed(r)));
        } else if (change instanceof SlotTable.HandleMoved h) {
            all.add(log(h.closed()
                    ? NewEvent.info("blade.handle_closed", slot, "Handle closed")
                    : NewEvent.info("blade.handle_opened", slot, "Handle opened")));
        } else if (change instanceof SlotTable.DrainBegun) {
            all.add(log(NewEvent.info("blade.drain", slot, "Blade hands its work over to the others before it goes")));
        } else if (change instanceof SlotTable.DrainEnded d) {
            all.add(log(drainEnded(d)));
        }
        return all;
    }

    private static NewEvent removed(SlotTable.Removed r) {
        return switch (r.from()) {
            case M1_INACTIVE -> NewEvent.info("blade.removed", r.slot(), "Blade removed, as expected");
            case M5_DEACTIVATION_REQUEST, M6_DEACTIVATION_IN_PROGRESS -> NewEvent.warning(
                    "blade.removed", r.slot(), "Blade pulled before its blue LED was on, in state " + r.from().name());
            default -> NewEvent.critical(
                    "blade.removed", r.slot(), "Blade pulled without warning in state " + r.from().name());
        };
    }

    private static NewEvent drainEnded(SlotTable.DrainEnded d) {
        String took = " within " + (d.tookNs() / 1_000_000_000L + 1) + " s";
        return d.why().isEmpty()
                ? NewEvent.info("blade.drained", d.slot(), "Blade handed its work over" + took + ": " + d.left())
                : NewEvent.warning("blade.drain_refused", d.slot(),
                        "Blade stays in service: " + d.why() + "; chassisctl blade extract " + d.slot()
                                + " --force takes it out all the same");
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

    static HardwareAction.Log orderedOut(int slot, boolean extract, boolean force) {
        return log(NewEvent.info("blade.power", slot, "Operator orders the blade "
                + (extract ? "out of its slot" : "down") + (force ? ", whatever still runs on it" : "")));
    }

    /** @param why as {@link BoardKeying} says it */
    static HardwareAction.Log refusedPower(int slot, String why) {
        return log(NewEvent.warning("blade.refused", slot, "Blade gets no power: " + why));
    }

    static HardwareAction.Log powerLost(int slot, boolean expected) {
        return log(expected
                ? NewEvent.info("blade.power_lost", slot, "Power off, as ordered")
                : NewEvent.critical("blade.power_lost", slot, "Power lost without an order, says the CBC"));
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
                "Blade stays off: it may draw " + needWatts + " W, and " + Math.max(0, freeWatts)
                        + " W may still be promised; add a PSU or switch another blade off"));
    }

    static HardwareAction.Log shed(int slot, boolean now, int goodWatts) {
        return log(NewEvent.critical("power.shed", slot, "Blade " + (now ? "is switched off" : "hands over and goes off")
                + ": the PSUs give only " + goodWatts + " W; repair or add one"));
    }

    /** @param redundant as many PSUs may fail as should */
    static HardwareAction.Log redundancy(boolean redundant, PowerBudget budget) {
        String psus = budget.good().size() + " of " + budget.installed().size() + " PSUs give " + budget.goodWatts() + " W";
        return log(redundant
                ? NewEvent.info("power.redundant", 0, "Power is redundant again: " + psus)
                : NewEvent.critical("power.redundancy_lost", 0, "Power is no longer redundant: " + psus));
    }

    static HardwareAction.Log restored(int slot, boolean on) {
        return log(NewEvent.info("power.restored", slot, "Power has returned to the chassis, and the blade "
                + (on ? "is switched on" : "stays off") + ", as is configured (power-restore)"));
    }

    /** For the slot's row. */
    static String waitsForPower(PowerSequence.OverBudget lack) {
        return "Waits for power: it may draw " + lack.needWatts() + " W, " + Math.max(0, lack.freeWatts())
                + " W may still be promised";
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
