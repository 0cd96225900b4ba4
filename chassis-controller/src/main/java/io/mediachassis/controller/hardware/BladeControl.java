package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceKind;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.backplane.proto.DrainReport;
import io.mediachassis.backplane.proto.HotSwapState;
import io.mediachassis.controller.cooling.CoolingCounter;
import io.mediachassis.controller.cooling.CoolingView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    private static final long DRAIN_AGAIN_NS = 1_000_000_000L;

    private final ControlSettings settings;
    private final SlotTable slots;
    private final PowerSequence power;
    private final DeviceTable devices;
    private final BladeTokens tokens;
    private final Orders orders;
    private final BladeLights lights = new BladeLights();
    private final PowerLosses losses = new PowerLosses();
    private final Map<Integer, Long> offOrderedNs = new HashMap<>();
    private final Map<Integer, String> refusals = new HashMap<>();
    private final SupplyControl supply;
    private final PowerReturn powerReturn;
    private final OperatorControl operator;
    private final HeatControl heat;
    private long drainToldNs;

    /**
     * All slots empty.
     *
     * @param word what the operator wants off or out
     * @param devices what the CBCs said last; kept by the owner
     * @param sensors likewise
     */
    BladeControl(
            ControlSettings settings,
            int slotCount,
            OperatorWord word,
            DeviceTable devices,
            SensorBook sensors,
            Counts<CoolingCounter> counts,
            EnrolmentTokens tokens,
            Orders orders,
            long nowNs) {
        this.settings = settings;
        this.slots = new SlotTable(slotCount, settings.slots(), nowNs);
        this.power = new PowerSequence(slotCount, settings.power(), word.off());
        this.devices = devices;
        this.tokens = new BladeTokens(slots, power, devices, tokens, settings.reEnrolNs());
        this.orders = orders;
        this.drainToldNs = nowNs;
        this.supply = new SupplyControl(slots, power, devices, nowNs);
        this.heat = new HeatControl(settings.cooling(), slots, devices, sensors, counts, nowNs);
        this.operator = new OperatorControl(slots, power, word, heat::keepsOut, nowNs);
        this.powerReturn = new PowerReturn(settings.restore(), nowNs);
    }

    int slotCount() {
        return slots.slotCount();
    }

    HardwareView.SlotView view(int slot) {
        DeviceFacts cbc = devices.facts(BusAddress.cbc(slot));
        return new HardwareView.SlotView(
                slot, slots.state(slot), slots.present(slot), slots.linkUp(slot), slots.handleClosed(slot),
                reason(slot), cbc);
    }

    private String reason(int slot) {
        String refused = refusals.get(slot);
        if (refused != null) {
            return "Gets no power: " + refused;
        }
        String hot = heat.reason(slot);
        if (!hot.isEmpty()) {
            return hot;
        }
        return slots.state(slot) == HotSwapState.M2_ACTIVATION_REQUEST
                ? power.shortage(slot).map(HardwareReports::waitsForPower).orElse("")
                : slots.reason(slot);
    }

    // ---- what is seen ------------------------------------------------------------------------------------------

    /** The presence pin; nothing happens unless it changed. */
    void onPin(int slot, boolean present, long nowNs, List<HardwareAction> out) {
        if (present == slots.present(slot)) {
            return;
        }
        power.onPin(slot, present);
        tokens.exchanged(slot);
        lights.exchanged(slot);
        heat.forget(slot);
        refusals.remove(slot);
        out.add(new HardwareAction.BladePresence(slot, present));
        if (present) {
            out.add(HardwareReports.inserted(slot));
        }
        onChanges(slots.onPin(slot, present, nowNs), nowNs, out);
        onChanges(slots.onAllowed(slot, power.allowed(slot), nowNs), nowNs, out);
    }

    /** What the CBC says that its board is. */
    void onIdentity(int slot, DeviceIdentity identity, long nowNs, List<HardwareAction> out) {
        power.onIdentity(slot, identity.getWatts());
        Optional<String> why = BoardKeying.refusal(slot, identity);
        why.ifPresentOrElse(text -> {
            if (!text.equals(refusals.put(slot, text))) {
                out.add(HardwareReports.refusedPower(slot, text));
            }
        }, () -> refusals.remove(slot));
        onChanges(slots.onAccepted(slot, why.isEmpty(), nowNs), nowNs, out);
    }

    /** The CBC's word on its board. */
    void onStatus(int slot, DeviceStatus status, long nowNs, List<HardwareAction> out) {
        out.add(new HardwareAction.BladePower(slot, status.getPowerGood()));
        onChanges(slots.onBoard(slot, status.getPowerGood(), status.getHandleClosed(), nowNs), nowNs, out);
        power.onBoard(slot, status.getPowerGood(), slots.state(slot) == HotSwapState.M2_ACTIVATION_REQUEST);
    }

    /** The CBC answers again, or no longer. */
    void onCbc(int slot, boolean reachable, long nowNs, List<HardwareAction> out) {
        if (!reachable) {
            power.onCbcLost(slot);
        }
        out.add(new HardwareAction.BladeCbc(slot, reachable));
        onChanges(slots.onCbc(slot, reachable, nowNs), nowNs, out);
    }

    /** Something happened to the board, which the election must hear of; true: it was logged in other words. */
    boolean onEvent(int slot, DeviceEvent.Kind kind, long nowNs, List<HardwareAction> out) {
        out.add(new HardwareAction.BladeAlarm(slot, kind));
        switch (kind) {
            case OVER_TEMPERATURE_TRIP -> {
                power.tripped(slot, nowNs);
                losses.explained(slot, nowNs);
            }
            case WATCHDOG_EXPIRED -> losses.explained(slot, nowNs);
            case HANDLE_OPENED, HANDLE_CLOSED -> {
                slots.onHandleMoved(slot, nowNs);
                return true;
            }
            case POWER_LOST -> {
                out.add(HardwareReports.powerLost(slot, losses.expected(slot, nowNs)));
                return true;
            }
            default -> { }
        }
        return false;
    }

    /** What each PSU that is present can give, in watts, and each of those that are good. */
    void onSupply(List<Integer> installed, List<Integer> good) {
        power.onSupply(installed, good);
    }

    HardwareView.PowerView power() {
        return new HardwareView.PowerView(
                power.budget(), settings.restore(), power.promisedWatts(), devices.measuredWatts());
    }

    /** The agent's link, and whether it says that it is in service. */
    void onAgent(int slot, boolean linkUp, boolean inService, long nowNs, List<HardwareAction> out) {
        if (!linkUp) {
            heat.onLinkDown(slot);
        }
        if (slots.present(slot)) {
            onChanges(slots.onAgent(slot, linkUp, inService, nowNs), nowNs, out);
        }
    }

    /** What a blade says that it still does here; null: it has not heard that it is to go. */
    void onDrainReport(int slot, @Nullable DrainReport report, long nowNs) {
        slots.onDrainReport(slot, report, nowNs);
    }

    /** How much of its capacity a blade says that it may use, percent. */
    void onThrottleReport(int slot, int percent, long nowNs) {
        heat.onReport(slot, percent, nowNs);
    }

    /** What heat has done to blades, by slot. */
    Map<Integer, CoolingView.Heat> heats() {
        return heat.view();
    }

    /** Who is director; 0: nobody. */
    void onDirector(int slot, long nowNs) {
        slots.onDirector(slot, nowNs);
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
        onChanges(slots.onAllowed(slot, false, nowNs), nowNs, out);
    }

    /** The election lets the blade come back. */
    void release(int slot, long nowNs, List<HardwareAction> out) {
        power.release(slot);
        onChanges(slots.onAllowed(slot, power.allowed(slot), nowNs), nowNs, out);
    }

    /**
     * The operator switches the blade on, or off at once.
     *
     * @return the number of the order that he waits for; 0: nothing has to be ordered now
     */
    long operatorPower(int slot, boolean on, long nowNs, List<HardwareAction> out) {
        if (on) {
            heat.spare(slot);
        } else {
            losses.explained(slot, nowNs);
        }
        List<SlotTable.Change> changes = operator.power(slot, on, nowNs, out);
        long id = !on && slots.present(slot)
                ? order(slot, DeviceRequests.power(false), OrderPurpose.OPERATOR, nowNs, out)
                : 0;
        onChanges(changes, nowNs, out);
        return id;
    }

    /**
     * The operator wants the blade down, once it has handed its work over.
     *
     * @param extract to take it out: it may run again once it was
     * @param force whatever still runs on it
     * @return why it can't go; empty: it is on its way
     */
    Optional<String> operatorOut(int slot, boolean extract, boolean force, long nowNs, List<HardwareAction> out) {
        Optional<String> refusal = force ? Optional.empty() : operator.refusal(slot);
        if (refusal.isEmpty()) {
            onChanges(operator.out(slot, extract, force, nowNs, out), nowNs, out);
        }
        return refusal;
    }

    /** The operator lights the blade's identify indicator, or puts it out. */
    void identify(int slot, boolean on) {
        lights.identify(slot, on);
    }

    /** The operator resets the board: that its power goes is no surprise. */
    void resets(int slot, long nowNs) {
        losses.explained(slot, nowNs);
    }

    /** Time passes. */
    void tick(long nowNs, List<HardwareAction> out) {
        onChanges(slots.tick(nowNs), nowNs, out);
        onSupplyChanges(nowNs, out);
        onHeat(nowNs, out);
        if (powerReturn.decided()) {
            // Not before it is known what has power already.
            if (devices.boardsKnown()) {
                power.tick(nowNs).forEach(step -> onStep(step, nowNs, out));
            }
        } else if (powerReturn.look(devices.all(DeviceKind.CBC), slots.anyLinked(), nowNs)) {
            onChanges(operator.restore(settings.restore(), nowNs, out), nowNs, out);
        }
        retryPowerOff(nowNs, out);
        tokens.due(nowNs, out).forEach(slot -> giveToken(slot, OrderPurpose.RE_ENROL, nowNs, out));
        boolean tellDrains = nowNs - drainToldNs >= DRAIN_AGAIN_NS;
        drainToldNs = tellDrains ? nowNs : drainToldNs;
        for (int slot = 1; slot <= slots.slotCount(); slot++) {
            light(slot, nowNs, out);
            // In M6 too: a blade that waits for the end of its power, since its CBC does not answer, takes on nothing.
            if (tellDrains && goes(slots.state(slot))) {
                out.add(new HardwareAction.Drain(slot, true));
            }
        }
    }

    private void onSupplyChanges(long nowNs, List<HardwareAction> out) {
        for (LoadShed.Shed shed : supply.tick(nowNs, out)) {
            onChanges(slots.order(shed.slot(), true, shed.now(), nowNs), nowNs, out);
        }
        for (int slot : supply.spared()) {
            asBefore(slot, nowNs, out);
        }
    }

    private void onHeat(long nowNs, List<HardwareAction> out) {
        for (HeatControl.Order order : heat.tick(nowNs, out)) {
            if (order.out()) {
                onChanges(slots.order(order.slot(), true, order.now(), nowNs), nowNs, out);
            } else {
                asBefore(order.slot(), nowNs, out);
            }
        }
    }

    /** What wanted the blade out does so no more: where nothing else does, its operator's word counts again. */
    private void asBefore(int slot, long nowNs, List<HardwareAction> out) {
        if (!heat.keepsOut(slot) && !supply.isShed(slot)) {
            onChanges(operator.asBefore(slot, nowNs), nowNs, out);
        }
    }

    private void light(int slot, long nowNs, List<HardwareAction> out) {
        DeviceFacts cbc = devices.facts(BusAddress.cbc(slot));
        DeviceStatus status = cbc.status();
        if (cbc.reachable() && status != null) {
            lights.due(slot, slots.state(slot), status, nowNs)
                    .ifPresent(request -> order(slot, request, OrderPurpose.LIGHT, nowNs, out));
        }
    }

    // ---- what follows ------------------------------------------------------------------------------------------

    private void onChanges(List<SlotTable.Change> changes, long nowNs, List<HardwareAction> out) {
        for (SlotTable.Change change : changes) {
            out.addAll(HardwareReports.of(change));
            int slot = change.slot();
            if (change instanceof SlotTable.Moved m
                    && (hasNoPower(m.to()) || m.to() == HotSwapState.M2_ACTIVATION_REQUEST)) {
                heat.off(slot);
            }
            if (change instanceof SlotTable.Moved m && goes(m.from()) && !goes(m.to())) {
                out.add(new HardwareAction.Drain(slot, false));
            }
            if (change instanceof SlotTable.PowerOffWanted && !power.fenced(slot)) {
                powerOff(slot, nowNs, out);
            } else if (change instanceof SlotTable.DrainBegun) {
                out.add(new HardwareAction.Drain(slot, true));
            } else if (change instanceof SlotTable.DrainEnded d && !d.why().isEmpty()
                    && (supply.isShed(slot) || heat.keepsOut(slot))) {
                // Neither the rail nor the board can wait for it, whatever its operator wants.
                onChanges(slots.order(slot, true, true, nowNs), nowNs, out);
                continue;
            } else if (change instanceof SlotTable.Moved m && hasNoPower(m.to())) {
                if (supply.off(slot, nowNs)) {
                    asBefore(slot, nowNs, out);
                }
            }
            onChanges(operator.onChange(change, nowNs, out), nowNs, out);
        }
    }

    private static boolean hasNoPower(HotSwapState state) {
        return state == HotSwapState.M0_NOT_INSTALLED || state == HotSwapState.M1_INACTIVE;
    }

    private static boolean goes(HotSwapState state) {
        return state == HotSwapState.M5_DEACTIVATION_REQUEST || state == HotSwapState.M6_DEACTIVATION_IN_PROGRESS;
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
        losses.explained(slot, nowNs);
        OrderPurpose purpose = power.fenced(slot) ? OrderPurpose.FENCE : OrderPurpose.POWER_OFF;
        order(slot, DeviceRequests.power(false), purpose, nowNs, out);
    }

    private void giveToken(int slot, OrderPurpose purpose, long nowNs, List<HardwareAction> out) {
        order(slot, tokens.give(slot, nowNs), purpose, nowNs, out);
    }

    private long order(int slot, DeviceRequest request, OrderPurpose purpose, long nowNs, List<HardwareAction> out) {
        return orders.give(BusAddress.cbc(slot), request, purpose, nowNs, out);
    }
}
