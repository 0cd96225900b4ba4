package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.backplane.proto.HotSwapState;
import io.mediachassis.backplane.proto.Party;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The slots' part of {@link HardwareControl}: ties hot-swap states, power and enrolment of the blades together, and
 * orders from their CBCs what follows. Pure; one thread. What a method leads to goes to its {@code out}, in order.
 */
final class BladeControl {
    /** Puts an order for a device into the queue of the bus. */
    @FunctionalInterface
    interface Orders {
        /**
         * Orders this; a failure that shows at once goes to {@code out}, and here as the order's end.
         *
         * @return the order's number
         */
        long give(int address, DeviceRequest request, OrderPurpose purpose, long nowNs, List<HardwareAction> out);
    }

    private static final long RETRY_OFF_NS = 2_000_000_000L;

    private final ControlSettings settings;
    private final SlotTable slots;
    private final PowerSequence power;
    private final SilentBlades silent;
    private final DeviceTable devices;
    private final EnrolmentTokens tokens;
    private final Orders orders;
    private final Map<Integer, Long> offOrderedNs = new HashMap<>();

    /**
     * All slots empty.
     *
     * @param operatorOff bit n-1: the operator has switched slot n off
     * @param devices what the CBCs said last; kept by the owner
     */
    BladeControl(
            ControlSettings settings,
            int slotCount,
            int operatorOff,
            DeviceTable devices,
            EnrolmentTokens tokens,
            Orders orders,
            long nowNs) {
        this.settings = settings;
        this.slots = new SlotTable(slotCount, settings.drainNs());
        this.power = new PowerSequence(slotCount, settings.power(), operatorOff);
        this.silent = new SilentBlades(settings.reEnrolNs());
        this.devices = devices;
        this.tokens = tokens;
        this.orders = orders;
        for (int slot = 1; slot <= slotCount; slot++) {
            slots.onWanted(slot, power.wanted(slot), nowNs);
        }
    }

    int slotCount() {
        return slots.slotCount();
    }

    HardwareView.SlotView view(int slot) {
        DeviceFacts cbc = devices.facts(BusAddress.cbc(slot));
        return new HardwareView.SlotView(slot, slots.state(slot), slots.present(slot), slots.linkUp(slot), cbc);
    }

    // ---- what is seen ------------------------------------------------------------------------------------------

    /** The presence pin; nothing happens unless it changed. */
    void onPin(int slot, boolean present, long nowNs, List<HardwareAction> out) {
        if (present == slots.present(slot)) {
            return;
        }
        power.onPin(slot, present);
        silent.exchanged(slot);
        out.add(new HardwareAction.BladePresence(slot, present));
        if (present) {
            out.add(HardwareReports.inserted(slot));
        }
        onChanges(slots.onPin(slot, present, nowNs), nowNs, out);
        onChanges(slots.onWanted(slot, power.wanted(slot), nowNs), nowNs, out);
    }

    /** What the board can draw at most, in watts. */
    void onIdentity(int slot, int watts) {
        power.onIdentity(slot, watts);
    }

    /** The CBC's word on its board. */
    void onStatus(int slot, DeviceStatus status, long nowNs, List<HardwareAction> out) {
        power.onBoard(slot, status.getPowerGood(), status.getHandleClosed());
        out.add(new HardwareAction.BladePower(slot, status.getPowerGood()));
        onChanges(slots.onBoard(slot, status.getPowerGood(), status.getHandleClosed(), nowNs), nowNs, out);
    }

    /** The CBC answers again, or no longer. */
    void onCbc(int slot, boolean reachable, long nowNs, List<HardwareAction> out) {
        if (!reachable) {
            power.onCbcLost(slot);
        }
        out.add(new HardwareAction.BladeCbc(slot, reachable));
        onChanges(slots.onCbc(slot, reachable, nowNs), nowNs, out);
    }

    /** Something happened to the board, and the election must hear of it. */
    void onEvent(int slot, DeviceEvent.Kind kind, long nowNs, List<HardwareAction> out) {
        if (kind == DeviceEvent.Kind.OVER_TEMPERATURE_TRIP) {
            power.tripped(slot, nowNs);
        }
        out.add(new HardwareAction.BladeAlarm(slot, kind));
    }

    /** What all PSUs together give, in watts. */
    void onSupply(int watts) {
        power.onSupply(watts);
    }

    /** The agent's link, and whether it says that it is in service. */
    void onAgent(int slot, boolean linkUp, boolean inService, long nowNs, List<HardwareAction> out) {
        if (slots.present(slot)) {
            onChanges(slots.onAgent(slot, linkUp, inService, nowNs), nowNs, out);
        }
    }

    /** A draining blade has nothing left to do. */
    void onDrained(int slot, long nowNs, List<HardwareAction> out) {
        onChanges(slots.onDrained(slot, nowNs), nowNs, out);
    }

    /** An order of this class came to its end. */
    void onOrderEnd(
            OrderPurpose purpose, int slot, boolean ok, String text, long nowNs, List<HardwareAction> out) {
        if (purpose == OrderPurpose.ENROL && ok) {
            power.onEnrolled(slot, nowNs).forEach(step -> onStep(step, nowNs, out));
        } else if (purpose == OrderPurpose.FENCE && !ok) {
            out.add(new HardwareAction.FenceFailed(slot, text));
        } else if (purpose == OrderPurpose.ENROL) {
            power.onFailed(slot, nowNs);
        } else if (purpose == OrderPurpose.POWER_ON && !ok) {
            power.onFailed(slot, nowNs);
            out.add(HardwareReports.notPoweredOn(slot, text));
        }
    }

    // ---- what is wanted ----------------------------------------------------------------------------------------

    /** The election wants the blade off, ahead of everything. */
    void fence(int slot, long nowNs, List<HardwareAction> out) {
        power.fence(slot);
        powerOff(slot, nowNs, out);
        out.add(HardwareReports.fenceOrdered(slot));
        onChanges(slots.onWanted(slot, false, nowNs), nowNs, out);
    }

    /** The election lets the blade come back. */
    void release(int slot, long nowNs, List<HardwareAction> out) {
        power.release(slot);
        onChanges(slots.onWanted(slot, power.wanted(slot), nowNs), nowNs, out);
    }

    /**
     * The operator switches the blade on or off.
     *
     * @return the number of the order that he waits for; 0: nothing has to be ordered now
     */
    long operatorPower(int slot, boolean on, long nowNs, List<HardwareAction> out) {
        power.operator(slot, on);
        out.add(new HardwareAction.OperatorOffChanged(power.operatorOff()));
        out.add(HardwareReports.switched(slot, on));
        long id = !on && slots.present(slot)
                ? order(slot, DeviceRequests.power(false), OrderPurpose.OPERATOR, nowNs, out)
                : 0;
        onChanges(slots.onWanted(slot, power.wanted(slot), nowNs), nowNs, out);
        return id;
    }

    /** Time passes. */
    void tick(long nowNs, List<HardwareAction> out) {
        onChanges(slots.tick(nowNs), nowNs, out);
        for (PowerSequence.Step step : power.tick(nowNs)) {
            onStep(step, nowNs, out);
        }
        retryPowerOff(nowNs, out);
        reEnrol(nowNs, out);
    }

    // ---- what follows ------------------------------------------------------------------------------------------

    private void onChanges(List<SlotTable.Change> changes, long nowNs, List<HardwareAction> out) {
        for (SlotTable.Change change : changes) {
            out.addAll(HardwareReports.of(change));
            if (change instanceof SlotTable.PowerOffWanted && !power.fenced(change.slot())) {
                powerOff(change.slot(), nowNs, out);
            }
        }
    }

    private void onStep(PowerSequence.Step step, long nowNs, List<HardwareAction> out) {
        int slot = step.slot();
        if (step instanceof PowerSequence.EnrolFirst) {
            giveToken(slot, OrderPurpose.ENROL, nowNs, out);
        } else if (step instanceof PowerSequence.PowerOn) {
            order(slot, DeviceRequests.power(true), OrderPurpose.POWER_ON, nowNs, out);
        } else if (step instanceof PowerSequence.OverBudget b) {
            out.add(HardwareReports.overBudget(slot, b.needWatts(), b.freeWatts()));
        }
    }

    /** The order may have been lost, or refused, and the blade still has power. */
    private void retryPowerOff(long nowNs, List<HardwareAction> out) {
        for (int slot = 1; slot <= slots.slotCount(); slot++) {
            DeviceFacts cbc = devices.facts(BusAddress.cbc(slot));
            if (slots.state(slot) == HotSwapState.M6_DEACTIVATION_IN_PROGRESS
                    && cbc.reachable()
                    && cbc.powerGood()
                    && nowNs - offOrderedNs.getOrDefault(slot, nowNs) >= RETRY_OFF_NS) {
                powerOff(slot, nowNs, out);
            }
        }
    }

    private void powerOff(int slot, long nowNs, List<HardwareAction> out) {
        offOrderedNs.put(slot, nowNs);
        OrderPurpose purpose = power.fenced(slot) ? OrderPurpose.FENCE : OrderPurpose.POWER_OFF;
        order(slot, DeviceRequests.power(false), purpose, nowNs, out);
    }

    private void reEnrol(long nowNs, List<HardwareAction> out) {
        for (int slot = 1; slot <= slots.slotCount(); slot++) {
            DeviceFacts cbc = devices.facts(BusAddress.cbc(slot));
            if (!cbc.reachable() || !cbc.powerGood() || slots.linkUp(slot) || !power.wanted(slot)) {
                silent.over(slot);
                continue;
            }
            if (silent.worthSaying(slot, nowNs)) {
                out.add(HardwareReports.silent(slot, settings.reEnrolNs()));
            }
            if (silent.tokenDue(slot, nowNs)) {
                giveToken(slot, OrderPurpose.RE_ENROL, nowNs, out);
            }
        }
    }

    private void giveToken(int slot, OrderPurpose purpose, long nowNs, List<HardwareAction> out) {
        silent.tokenGiven(slot, nowNs);
        order(slot, DeviceRequests.enrolment(tokens.issue(Party.BLADE_AGENT, slot)), purpose, nowNs, out);
    }

    private long order(int slot, DeviceRequest request, OrderPurpose purpose, long nowNs, List<HardwareAction> out) {
        return orders.give(BusAddress.cbc(slot), request, purpose, nowNs, out);
    }
}
