package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.ArbiterStatus;
import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.DeviceKind;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.backplane.proto.DrainReport;
import io.mediachassis.controller.cooling.CoolingCounter;
import io.mediachassis.controller.cooling.CoolingMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
     * An operator's order under way, and what it has led to so far.
     *
     * @param id its end is an OrderDone with this number; 0: nothing is waited for
     * @param refusal why it is not carried out; empty: it is
     */
    public record Given(long id, List<HardwareAction> actions, String refusal) {}

    private final HardwarePoll poll;
    private final BladeControl blades;
    private final CoolingControl cooling;
    private final DeviceTable devices = new DeviceTable();
    private final Map<Long, OrderPurpose> purposes = new HashMap<>();

    /**
     * Knows nothing yet, nor what another controller knew of the cooling.
     *
     * @param word what the operator wants off or out, as last stored
     * @param nowNs when this controller became active
     */
    public HardwareControl(
            ControlSettings settings, int slotCount, OperatorWord word, EnrolmentTokens tokens, long nowNs) {
        this(settings, slotCount, word, tokens, CoolingMemory.NONE, new Counts<>(CoolingCounter.class), nowNs);
    }

    /**
     * Knows nothing else yet.
     *
     * @param word what the operator wants off or out, as last stored
     * @param memory what is known of the cooling, as last told or stored
     * @param nowNs when this controller became active
     */
    public HardwareControl(
            ControlSettings settings,
            int slotCount,
            OperatorWord word,
            EnrolmentTokens tokens,
            CoolingMemory memory,
            Counts<CoolingCounter> counts,
            long nowNs) {
        this.poll = new HardwarePoll(settings.poll());
        SensorBook sensors = new SensorBook(settings.cooling(), counts, memory.doubted());
        this.cooling = new CoolingControl(settings.cooling(), devices, sensors, counts, memory, nowNs);
        this.blades = new BladeControl(settings, slotCount, word, devices, sensors, counts, tokens, this::order, nowNs);
    }

    /** The arbiter's status: the presence pins of everything. */
    public List<HardwareAction> onArbiter(ArbiterStatus pins, long nowNs) {
        List<HardwareAction> out = new ArrayList<>();
        devices.onPresence(pins);
        onFindings(poll.onPresence(pins), nowNs, out);
        for (int slot = 1; slot <= blades.slotCount(); slot++) {
            blades.onPin(slot, (pins.getPresentSlots() & (1 << (slot - 1))) != 0, nowNs, out);
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
        blades.onAgent(slot, linkUp, inService, nowNs, out);
        return out;
    }

    /** What a blade says that it still has to hand over; null: it has not heard that it is to go. */
    public void onDrainReport(int slot, @Nullable DrainReport report, long nowNs) {
        blades.onDrainReport(slot, report, nowNs);
    }

    /** How much of its capacity a blade says that it may use, percent. */
    public void onThrottleReport(int slot, int percent, long nowNs) {
        blades.onThrottleReport(slot, percent, nowNs);
    }

    /** Who is director; 0: nobody. */
    public void onDirector(int slot, long nowNs) {
        blades.onDirector(slot, nowNs);
    }

    /** The election suspects a blade (or no longer): its CBC is asked every second turn. */
    public void suspect(int slot, boolean suspected) {
        poll.suspect(slot, suspected);
    }

    /** The election powers a blade off, ahead of everything; BladePower with false confirms it. */
    public List<HardwareAction> fence(int slot, long nowNs) {
        List<HardwareAction> out = new ArrayList<>();
        poll.suspect(slot, true);
        blades.fence(slot, nowNs, out);
        return out;
    }

    /** The election lets a fenced blade come back; it is powered on in its turn. */
    public List<HardwareAction> release(int slot, long nowNs) {
        List<HardwareAction> out = new ArrayList<>();
        poll.suspect(slot, false);
        blades.release(slot, nowNs, out);
        out.addAll(tick(nowNs));
        return out;
    }

    /** The operator switches a blade on or off; off is remembered until on. */
    public Given operatorPower(int slot, boolean on, long nowNs) {
        List<HardwareAction> out = new ArrayList<>();
        long id = blades.operatorPower(slot, on, nowNs, out);
        out.addAll(tick(nowNs));
        return new Given(id, out, "");
    }

    /**
     * The operator wants a blade down once it has handed its work over; it stays so until it is switched on.
     *
     * @param extract to take it out: it, or the next one, may run again once it was
     * @param force whatever still runs on it
     */
    public Given operatorOut(int slot, boolean extract, boolean force, long nowNs) {
        List<HardwareAction> out = new ArrayList<>();
        String refusal = blades.operatorOut(slot, extract, force, nowNs, out).orElse("");
        out.addAll(tick(nowNs));
        return new Given(0, out, refusal);
    }

    /** The operator resets a blade's board. */
    public Given operatorReset(int slot, long nowNs) {
        blades.resets(slot, nowNs);
        return operator(slot, DeviceRequests.reset(), nowNs);
    }

    /** The operator lights a blade's identify indicator, or puts it out. */
    public Given operatorIdentify(int slot, boolean on, long nowNs) {
        blades.identify(slot, on);
        return operator(slot, DeviceRequests.identify(on), nowNs);
    }

    private Given operator(int slot, DeviceRequest request, long nowNs) {
        List<HardwareAction> out = new ArrayList<>();
        long id = order(BusAddress.cbc(slot), request, OrderPurpose.OPERATOR, nowNs, out);
        return new Given(id, out, "");
    }

    /** Time passes; every 20 to 200 ms. */
    public List<HardwareAction> tick(long nowNs) {
        List<HardwareAction> out = new ArrayList<>();
        blades.tick(nowNs, out);
        cooling.tick(nowNs, out, (address, request) -> order(address, request, OrderPurpose.FAN, nowNs, out));
        return out;
    }

    /** The hardware as it is known now. */
    public HardwareView view() {
        List<HardwareView.SlotView> views = new ArrayList<>();
        for (int slot = 1; slot <= blades.slotCount(); slot++) {
            views.add(blades.view(slot));
        }
        return new HardwareView(
                List.copyOf(views), devices.all(DeviceKind.PSU), devices.all(DeviceKind.FAN_TRAY), blades.power(),
                cooling.view(blades.heats()));
    }

    private void onFindings(List<BusFinding> findings, long nowNs, List<HardwareAction> out) {
        for (BusFinding finding : findings) {
            int address = finding.address();
            int slot = BusAddress.kind(address) == DeviceKind.CBC ? address : 0;
            if (slot > blades.slotCount()) {
                continue;
            }
            if (finding instanceof BusFinding.Identified f) {
                devices.update(address, d -> d.withIdentity(f.identity()));
                if (slot > 0) {
                    blades.onIdentity(slot, f.identity(), nowNs, out);
                }
            } else if (finding instanceof BusFinding.StatusRead f) {
                onStatus(address, slot, f.status(), nowNs, out);
            } else if (finding instanceof BusFinding.EventSeen f) {
                DeviceEvent.Kind kind = f.event().getKind();
                if (slot == 0 || !blades.onEvent(slot, kind, nowNs, out)) {
                    out.add(new HardwareAction.Log(DeviceEventText.of(address, kind)));
                }
            } else if (finding instanceof BusFinding.Reachable) {
                onReachable(address, slot, true, nowNs, out);
            } else if (finding instanceof BusFinding.Unreachable) {
                onReachable(address, slot, false, nowNs, out);
            } else if (finding instanceof BusFinding.OrderAnswered f) {
                onOrderEnd(f.order(), slot, f.obeyed(), f.text(), nowNs, out);
            } else if (finding instanceof BusFinding.OrderFailed f) {
                onOrderEnd(f.order(), slot, false, f.why(), nowNs, out);
            } else if (finding instanceof BusFinding.Superseded f) {
                out.add(new HardwareAction.StepDown(f.highestEpoch()));
            }
        }
    }

    private void onStatus(int address, int slot, DeviceStatus status, long nowNs, List<HardwareAction> out) {
        devices.update(address, d -> d.withStatus(status));
        cooling.onStatus(address, status, nowNs);
        if (cooling.questionable(address, nowNs)) {
            poll.hurry();
        }
        if (status.getEventsCount() > 0) {
            long through = Integer.toUnsignedLong(status.getEvents(status.getEventsCount() - 1).getNumber());
            out.add(new HardwareAction.EventsSeen(address, status.getBootNonce(), through));
        }
        if (slot > 0) {
            blades.onStatus(slot, status, nowNs, out);
        } else {
            onSupply();
        }
    }

    /** Not before every PSU has answered, or is known not to: a part of the supply would be a false shortage. */
    private void onSupply() {
        if (devices.suppliesKnown()) {
            blades.onSupply(devices.supplies(false), devices.supplies(true));
        }
    }

    private void onReachable(int address, int slot, boolean reachable, long nowNs, List<HardwareAction> out) {
        boolean known = devices.facts(address).identity() != null;
        devices.onReachable(address, reachable);
        onSupply();
        if (slot > 0) {
            blades.onCbc(slot, reachable, nowNs, out);
        }
        if (!reachable) {
            out.add(HardwareReports.lost(address));
        } else if (known) {
            out.add(HardwareReports.found(address));
        }
    }

    private void onOrderEnd(
            BusRequest order, int slot, boolean ok, String text, long nowNs, List<HardwareAction> out) {
        OrderPurpose purpose = purposes.remove(order.id());
        if (purpose == null) {
            return;
        }
        switch (purpose) {
            case FAN -> cooling.orderEnded(order.address());
            case OPERATOR -> out.add(new HardwareAction.OrderDone(order.id(), ok, text));
            default -> blades.onOrderEnd(purpose, slot, ok, text, nowNs, out);
        }
    }

    private long order(
            int address, DeviceRequest request, OrderPurpose purpose, long nowNs, List<HardwareAction> out) {
        HardwarePoll.Ordered ordered = poll.order(address, request, purpose.urgency());
        purposes.put(ordered.id(), purpose);
        onFindings(ordered.findings(), nowNs, out);
        return ordered.id();
    }
}
