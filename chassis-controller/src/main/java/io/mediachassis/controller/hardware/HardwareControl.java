package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.ArbiterStatus;
import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.DeviceKind;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.backplane.proto.HotSwapState;
import io.mediachassis.backplane.proto.Party;
import io.mediachassis.controller.eventlog.NewEvent;
import io.mediachassis.controller.hardware.BusRequest.Urgency;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that the active controller does with the hardware: ties the poll of the bus, the slots, the power sequence, the
 * fans and enrolment together. A new one is made each time that the controller becomes active; it learns everything
 * from the devices and switches nothing that runs.
 *
 * <p>Pure (tokens come from an interface); one thread. A method takes an event and returns what the rest of the
 * controller has to do, in order; requests for the bus are fetched with {@link #nextRequest}.
 */
public final class HardwareControl {
    /**
     * The settings of the parts, and two of its own.
     *
     * @param drainNs how long a blade whose handle was opened may take to hand its work over
     * @param reEnrolNs how often a powered blade without a link is given a new token
     */
    public record Settings(
            HardwarePoll.Settings poll,
            PowerSequence.Settings power,
            FanControl.Settings fans,
            long drainNs,
            long reEnrolNs) {
        public static final Settings DEFAULT = new Settings(
                HardwarePoll.Settings.DEFAULT,
                PowerSequence.Settings.DEFAULT,
                FanControl.Settings.DEFAULT,
                10_000_000_000L,
                20_000_000_000L);
    }

    /** An operator's order under way, and what it has led to so far. Its end is an OrderDone with this number. */
    public record Given(long id, List<HardwareAction> actions) {}

    private enum Purpose {
        FENCE,
        POWER_ON,
        POWER_OFF,
        ENROL,
        RE_ENROL,
        FAN,
        OPERATOR
    }

    private static final long RETRY_OFF_NS = 2_000_000_000L;

    private final Settings settings;
    private final HardwarePoll poll;
    private final SlotTable slots;
    private final PowerSequence power;
    private final FanOrders fans;
    private final DeviceTable devices = new DeviceTable();
    private final EnrolmentTokens tokens;
    private final Map<Long, Purpose> purposes = new HashMap<>();
    private final Map<Integer, Long> tokenGivenNs = new HashMap<>();
    private final Map<Integer, Long> offOrderedNs = new HashMap<>();
    private final Set<Integer> silentSaid = new HashSet<>();

    /**
     * Knows nothing yet.
     *
     * @param operatorOff bit n-1: the operator has switched slot n off, as last stored
     * @param nowNs when this controller became active
     */
    public HardwareControl(
            Settings settings, int slotCount, int operatorOff, EnrolmentTokens tokens, long nowNs) {
        this.settings = settings;
        this.poll = new HardwarePoll(settings.poll());
        this.slots = new SlotTable(slotCount, settings.drainNs());
        this.power = new PowerSequence(slotCount, settings.power(), operatorOff);
        this.fans = new FanOrders(settings.fans(), nowNs);
        this.tokens = tokens;
        for (int slot = 1; slot <= slotCount; slot++) {
            slots.onWanted(slot, power.wanted(slot), nowNs);
        }
    }

    /** The arbiter's status: the presence pins of everything. */
    public List<HardwareAction> onArbiter(ArbiterStatus pins, long nowNs) {
        List<HardwareAction> out = new ArrayList<>();
        devices.onPresence(pins);
        onFindings(poll.onPresence(pins), nowNs, out);
        for (int slot = 1; slot <= slots.slotCount(); slot++) {
            boolean present = (pins.getPresentSlots() & (1 << (slot - 1))) != 0;
            if (present == slots.present(slot)) {
                continue;
            }
            power.onPin(slot, present);
            tokenGivenNs.remove(slot);
            out.add(new HardwareAction.BladePresence(slot, present));
            if (present) {
                out.add(new HardwareAction.Log(NewEvent.info("blade.inserted", slot, "Blade inserted")));
            }
            onChanges(slots.onPin(slot, present, nowNs), nowNs, out);
            onChanges(slots.onWanted(slot, power.wanted(slot), nowNs), nowNs, out);
        }
        onSupply();
        return out;
    }

    /** The next request for the management bus; empty while one is outstanding. */
    public Optional<BusRequest> nextRequest(long nowNs) {
        return poll.next(nowNs);
    }

    /** The outstanding request was answered. */
    public List<HardwareAction> onReply(BusRequest request, DeviceReply reply, long nowNs) {
        List<HardwareAction> out = new ArrayList<>();
        onFindings(poll.onReply(request, reply), nowNs, out);
        return out;
    }

    /** The outstanding request found no answer. */
    public List<HardwareAction> onNoAnswer(BusRequest request, String why, long nowNs) {
        List<HardwareAction> out = new ArrayList<>();
        onFindings(poll.onNoAnswer(request, why), nowNs, out);
        return out;
    }

    /** What was logged of these events is on disk. */
    public void onStored(HardwareAction.EventsSeen events) {
        poll.onStored(events.address(), events.bootNonce(), events.through());
    }

    /** A blade agent's link, and whether it says that it is in service. */
    public List<HardwareAction> onAgent(int slot, boolean linkUp, boolean inService, long nowNs) {
        List<HardwareAction> out = new ArrayList<>();
        if (slots.present(slot)) {
            onChanges(slots.onAgent(slot, linkUp, inService, nowNs), nowNs, out);
        }
        return out;
    }

    /** A draining blade has nothing left to do. */
    public List<HardwareAction> onDrained(int slot, long nowNs) {
        List<HardwareAction> out = new ArrayList<>();
        onChanges(slots.onDrained(slot, nowNs), nowNs, out);
        return out;
    }

    /** The election suspects a blade (or no longer): its CBC is asked every second turn. */
    public void suspect(int slot, boolean suspected) {
        poll.suspect(slot, suspected);
    }

    /** The election powers a blade off, ahead of everything; BladePower with false confirms it. */
    public List<HardwareAction> fence(int slot, long nowNs) {
        List<HardwareAction> out = new ArrayList<>();
        power.fence(slot);
        offOrderedNs.put(slot, nowNs);
        poll.suspect(slot, true);
        order(BusAddress.cbc(slot), DeviceRequests.power(false), Urgency.FENCE, Purpose.FENCE, nowNs, out);
        out.add(new HardwareAction.Log(
                NewEvent.warning("fence.ordered", slot, "Blade is powered off by order of the election")));
        onChanges(slots.onWanted(slot, false, nowNs), nowNs, out);
        return out;
    }

    /** The election lets a fenced blade come back; it is powered on in its turn. */
    public List<HardwareAction> release(int slot, long nowNs) {
        List<HardwareAction> out = new ArrayList<>();
        power.release(slot);
        poll.suspect(slot, false);
        onChanges(slots.onWanted(slot, power.wanted(slot), nowNs), nowNs, out);
        out.addAll(tick(nowNs));
        return out;
    }

    /** The operator switches a blade on or off; off is remembered until on. */
    public Given operatorPower(int slot, boolean on, long nowNs) {
        List<HardwareAction> out = new ArrayList<>();
        power.operator(slot, on);
        out.add(new HardwareAction.OperatorOffChanged(power.operatorOff()));
        out.add(new HardwareAction.Log(NewEvent.info(
                "blade.power", slot, on ? "Operator switched the blade on" : "Operator switched the blade off")));
        long id = 0;
        if (!on && slots.present(slot)) {
            id = order(BusAddress.cbc(slot), DeviceRequests.power(false), Urgency.ORDER, Purpose.OPERATOR, nowNs, out);
        }
        onChanges(slots.onWanted(slot, power.wanted(slot), nowNs), nowNs, out);
        out.addAll(tick(nowNs));
        return new Given(id, out);
    }

    /** The operator resets a blade's board. */
    public Given operatorReset(int slot, long nowNs) {
        return operator(slot, DeviceRequests.reset(), nowNs);
    }

    /** The operator lights a blade's identify indicator, or puts it out. */
    public Given operatorIdentify(int slot, boolean on, long nowNs) {
        return operator(slot, DeviceRequests.identify(on), nowNs);
    }

    private Given operator(int slot, DeviceRequest request, long nowNs) {
        List<HardwareAction> out = new ArrayList<>();
        long id = order(BusAddress.cbc(slot), request, Urgency.ORDER, Purpose.OPERATOR, nowNs, out);
        return new Given(id, out);
    }

    /** Time passes; every 20 to 200 ms. */
    public List<HardwareAction> tick(long nowNs) {
        List<HardwareAction> out = new ArrayList<>();
        onChanges(slots.tick(nowNs), nowNs, out);
        for (PowerSequence.Step step : power.tick(nowNs)) {
            onStep(step, nowNs, out);
        }
        retryPowerOff(nowNs, out);
        reEnrol(nowNs, out);
        fans.drive(
                        devices,
                        nowNs,
                        (address, request) -> order(address, request, Urgency.ORDER, Purpose.FAN, nowNs, out))
                .ifPresent(event -> out.add(new HardwareAction.Log(event)));
        return out;
    }

    /** The hardware as it is known now. */
    public HardwareView view() {
        List<HardwareView.SlotView> views = new ArrayList<>();
        for (int slot = 1; slot <= slots.slotCount(); slot++) {
            views.add(new HardwareView.SlotView(
                    slot,
                    slots.state(slot),
                    slots.present(slot),
                    slots.linkUp(slot),
                    devices.facts(BusAddress.cbc(slot))));
        }
        return new HardwareView(
                List.copyOf(views), devices.all(DeviceKind.PSU), devices.all(DeviceKind.FAN_TRAY));
    }

    private void onFindings(List<BusFinding> findings, long nowNs, List<HardwareAction> out) {
        for (BusFinding finding : findings) {
            int address = finding.address();
            int slot = BusAddress.kind(address) == DeviceKind.CBC ? address : 0;
            if (slot > slots.slotCount()) {
                continue;
            }
            if (finding instanceof BusFinding.Identified f) {
                devices.update(address, d -> d.withIdentity(f.identity()));
                if (slot > 0) {
                    power.onIdentity(slot, f.identity().getWatts());
                }
            } else if (finding instanceof BusFinding.StatusRead f) {
                onStatus(address, slot, f.status(), nowNs, out);
            } else if (finding instanceof BusFinding.EventSeen f) {
                if (f.event().getKind() == DeviceEvent.Kind.OVER_TEMPERATURE_TRIP
                        && slot > 0) {
                    power.tripped(slot, nowNs);
                }
                if (slot > 0) {
                    out.add(new HardwareAction.BladeAlarm(slot, f.event().getKind()));
                }
                out.add(new HardwareAction.Log(DeviceEventText.of(address, f.event().getKind())));
            } else if (finding instanceof BusFinding.Reachable) {
                onReachable(address, slot, true, nowNs, out);
            } else if (finding instanceof BusFinding.Unreachable) {
                onReachable(address, slot, false, nowNs, out);
            } else if (finding instanceof BusFinding.OrderAnswered f) {
                boolean ok = f.reply().getResult() == DeviceReply.Result.OK;
                String why = f.reply().getDetail().isEmpty()
                        ? f.reply().getResult().name()
                        : f.reply().getDetail();
                onOrderEnd(f.order(), slot, ok, ok ? "done" : "refused by the device: " + why, nowNs, out);
            } else if (finding instanceof BusFinding.OrderFailed f) {
                onOrderEnd(f.order(), slot, false, f.why(), nowNs, out);
            } else if (finding instanceof BusFinding.Superseded f) {
                out.add(new HardwareAction.StepDown(f.highestEpoch()));
            }
        }
    }

    private void onStatus(int address, int slot, DeviceStatus status, long nowNs, List<HardwareAction> out) {
        devices.update(address, d -> d.withStatus(status));
        if (status.getEventsCount() > 0) {
            long through = Integer.toUnsignedLong(status.getEvents(status.getEventsCount() - 1).getNumber());
            out.add(new HardwareAction.EventsSeen(address, status.getBootNonce(), through));
        }
        if (slot > 0) {
            power.onBoard(slot, status.getPowerGood(), status.getHandleClosed());
            out.add(new HardwareAction.BladePower(slot, status.getPowerGood()));
            onChanges(slots.onBoard(slot, status.getPowerGood(), status.getHandleClosed(), nowNs), nowNs, out);
        } else {
            fans.statusRead(address);
            onSupply();
        }
    }

    /** Not before every PSU has answered, or is known not to: a part of the supply would be a false shortage. */
    private void onSupply() {
        if (devices.suppliesKnown()) {
            power.onSupply(devices.supplyWatts());
        }
    }

    private void onReachable(int address, int slot, boolean reachable, long nowNs, List<HardwareAction> out) {
        boolean known = devices.facts(address).identity() != null;
        devices.onReachable(address, reachable);
        onSupply();
        if (slot > 0) {
            if (!reachable) {
                power.onCbcLost(slot);
            }
            out.add(new HardwareAction.BladeCbc(slot, reachable));
            onChanges(slots.onCbc(slot, reachable, nowNs), nowNs, out);
        }
        String kind = slot > 0 ? "cbc" : BusAddress.kind(address) == DeviceKind.PSU ? "psu" : "fan_tray";
        String name = BusAddress.name(address);
        if (!reachable) {
            out.add(new HardwareAction.Log(NewEvent.critical(
                    kind + ".lost", slot, "No answer from the " + name + " on the management bus")));
        } else if (known) {
            out.add(new HardwareAction.Log(NewEvent.info(kind + ".found", slot, "The " + name + " answers again")));
        }
    }

    private void onOrderEnd(
            BusRequest order, int slot, boolean ok, String text, long nowNs, List<HardwareAction> out) {
        Purpose purpose = purposes.remove(order.id());
        if (purpose == null) {
            return;
        }
        switch (purpose) {
            case FENCE -> {
                if (!ok) {
                    out.add(new HardwareAction.FenceFailed(slot, text));
                }
            }
            case ENROL -> {
                if (ok) {
                    power.onEnrolled(slot, nowNs).forEach(step -> onStep(step, nowNs, out));
                } else {
                    power.onFailed(slot, nowNs);
                }
            }
            case POWER_ON -> {
                if (!ok) {
                    power.onFailed(slot, nowNs);
                    out.add(new HardwareAction.Log(
                            NewEvent.warning("blade.power", slot, "Blade could not be powered on: " + text)));
                }
            }
            case FAN -> fans.ended(order.address());
            case OPERATOR -> out.add(new HardwareAction.OrderDone(order.id(), ok, text));
            case POWER_OFF, RE_ENROL -> {}
        }
    }

    private void onChanges(List<SlotTable.Change> changes, long nowNs, List<HardwareAction> out) {
        for (SlotTable.Change change : changes) {
            int slot = change.slot();
            if (change instanceof SlotTable.Moved m) {
                out.add(new HardwareAction.BladeState(slot, m.from(), m.to()));
                boolean lost = m.to() == HotSwapState.M7_COMMUNICATION_LOST;
                String text = "Hot-swap state " + m.from().name() + " to " + m.to().name();
                out.add(new HardwareAction.Log(lost
                        ? NewEvent.critical("blade.state", slot, text)
                        : NewEvent.info("blade.state", slot, text)));
                if (m.to() == HotSwapState.M0_NOT_INSTALLED && m.from() == HotSwapState.M1_INACTIVE) {
                    out.add(new HardwareAction.Log(NewEvent.info("blade.removed", slot, "Blade removed")));
                }
            } else if (change instanceof SlotTable.SurpriseRemoval r) {
                out.add(new HardwareAction.Log(NewEvent.critical(
                        "blade.removed", slot, "Blade pulled without warning in state " + r.from().name())));
            } else if (change instanceof SlotTable.DrainWanted) {
                out.add(new HardwareAction.Drain(slot));
            } else if (change instanceof SlotTable.PowerOffWanted && !power.fenced(slot)) {
                offOrderedNs.put(slot, nowNs);
                order(BusAddress.cbc(slot), DeviceRequests.power(false), Urgency.ORDER, Purpose.POWER_OFF, nowNs, out);
            }
        }
    }

    private void onStep(PowerSequence.Step step, long nowNs, List<HardwareAction> out) {
        int slot = step.slot();
        if (step instanceof PowerSequence.EnrolFirst) {
            giveToken(slot, Purpose.ENROL, nowNs, out);
        } else if (step instanceof PowerSequence.PowerOn) {
            order(BusAddress.cbc(slot), DeviceRequests.power(true), Urgency.ORDER, Purpose.POWER_ON, nowNs, out);
        } else if (step instanceof PowerSequence.OverBudget b) {
            out.add(new HardwareAction.Log(NewEvent.warning(
                    "power.budget",
                    slot,
                    "Blade stays off: it may draw " + b.needWatts() + " W, the PSUs have " + b.freeWatts()
                            + " W left; add a PSU or switch another blade off")));
        }
    }

    /** The order may have been lost, or refused, and the blade still has power. */
    private void retryPowerOff(long nowNs, List<HardwareAction> out) {
        for (int slot = 1; slot <= slots.slotCount(); slot++) {
            DeviceFacts cbc = devices.facts(BusAddress.cbc(slot));
            boolean due = slots.state(slot) == HotSwapState.M6_DEACTIVATION_IN_PROGRESS
                    && cbc.reachable()
                    && cbc.powerGood()
                    && nowNs - offOrderedNs.getOrDefault(slot, nowNs) >= RETRY_OFF_NS;
            if (due) {
                offOrderedNs.put(slot, nowNs);
                boolean fenced = power.fenced(slot);
                order(
                        BusAddress.cbc(slot),
                        DeviceRequests.power(false),
                        fenced ? Urgency.FENCE : Urgency.ORDER,
                        fenced ? Purpose.FENCE : Purpose.POWER_OFF,
                        nowNs,
                        out);
            }
        }
    }

    /** A powered blade without a link may never have had a token that still holds. */
    private void reEnrol(long nowNs, List<HardwareAction> out) {
        for (int slot = 1; slot <= slots.slotCount(); slot++) {
            DeviceFacts cbc = devices.facts(BusAddress.cbc(slot));
            if (!cbc.reachable() || !cbc.powerGood() || slots.linkUp(slot) || !power.wanted(slot)) {
                silentSaid.remove(slot);
                continue;
            }
            Long given = tokenGivenNs.get(slot);
            if (given != null && nowNs - given >= settings.reEnrolNs() && silentSaid.add(slot)) {
                out.add(new HardwareAction.Log(NewEvent.warning("blade.silent", slot,
                        "Blade has had power for " + settings.reEnrolNs() / 1_000_000_000L + " s, but no link to this "
                                + "controller: its agent does not start or can't reach it; its log says why")));
            }
            if (given == null || nowNs - given >= settings.reEnrolNs()) {
                giveToken(slot, Purpose.RE_ENROL, nowNs, out);
            }
        }
    }

    private void giveToken(int slot, Purpose purpose, long nowNs, List<HardwareAction> out) {
        tokenGivenNs.put(slot, nowNs);
        DeviceRequest request = DeviceRequests.enrolment(tokens.issue(Party.BLADE_AGENT, slot));
        order(BusAddress.cbc(slot), request, Urgency.ORDER, purpose, nowNs, out);
    }

    private long order(
            int address,
            DeviceRequest request,
            Urgency urgency,
            Purpose purpose,
            long nowNs,
            List<HardwareAction> out) {
        HardwarePoll.Ordered ordered = poll.order(address, request, urgency);
        purposes.put(ordered.id(), purpose);
        onFindings(ordered.findings(), nowNs, out);
        return ordered.id();
    }
}
