package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.controller.cooling.BladeHeat;
import io.mediachassis.controller.cooling.CoolingCounter;
import io.mediachassis.controller.cooling.CoolingSettings;
import io.mediachassis.controller.cooling.CoolingView;
import io.mediachassis.controller.cooling.SensorRole;
import io.mediachassis.controller.cooling.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What becomes of blades that are too hot: throttled, or off until they are cool ({@link BladeHeat} decides on each). A
 * throttled blade is told so each second, as one that hands over is. Pure; one thread.
 */
final class HeatControl {
    private static final long AGAIN_NS = 1_000_000_000L;

    /**
     * What is to become of a blade's place.
     *
     * @param out it is to go, else it may come back
     * @param now without handing over
     */
    record Order(int slot, boolean out, boolean now) {}

    private final CoolingSettings settings;
    private final SlotTable slots;
    private final DeviceTable devices;
    private final SensorBook sensors;
    private final Counts<CoolingCounter> counts;
    private final Map<Integer, BladeHeat> heats = new HashMap<>();
    /** What each blade says that it was told, percent. */
    private final Map<Integer, Integer> reported = new HashMap<>();
    private long toldNs;

    HeatControl(
            CoolingSettings settings,
            SlotTable slots,
            DeviceTable devices,
            SensorBook sensors,
            Counts<CoolingCounter> counts,
            long nowNs) {
        this.settings = settings;
        this.slots = slots;
        this.devices = devices;
        this.sensors = sensors;
        this.counts = counts;
        this.toldNs = nowNs;
    }

    /** Decides; events and orders for agents go to {@code out}, what the slots must do is returned. */
    List<Order> tick(long nowNs, List<HardwareAction> out) {
        List<Order> orders = new ArrayList<>();
        boolean again = nowNs - toldNs >= AGAIN_NS;
        toldNs = again ? nowNs : toldNs;
        for (int slot = 1; slot <= slots.slotCount(); slot++) {
            if (slots.present(slot)) {
                step(slot, nowNs, out, orders);
                tell(slot, again, out);
            }
        }
        return orders;
    }

    private void step(int slot, long nowNs, List<HardwareAction> out, List<Order> orders) {
        BladeHeat heat = heat(slot);
        Seen seen = look(slot);
        DeviceStatus status = devices.facts(BusAddress.cbc(slot)).status();
        boolean off = status != null && !status.getPowerGood();
        boolean on = status != null && status.getPowerGood();
        double caution = settings.limits().board().upper().get(0);
        if (off && heat.state() == BladeHeat.State.NORMAL && seen.hottest >= caution) {
            heat.keepOff();
            orders.add(new Order(slot, true, false));
            out.add(HeatReports.keptOff(slot, seen.hottest));
            return;
        }
        if (on && heat.runsAgain(nowNs)) {
            orders.add(new Order(slot, true, false));
            out.add(HeatReports.runsAgain(slot, seen.hottest));
            return;
        }
        BladeHeat.Step step = heat.step(seen.believed, seen.standing, nowNs);
        switch (step) {
            case THROTTLE -> {
                counts.add(CoolingCounter.THROTTLES);
                out.add(HeatReports.throttled(slot, heat.admitted(), seen.hottest));
                send(slot, out);
            }
            case EASE -> {
                out.add(HeatReports.eased(slot, heat.admitted(), seen.hottest));
                send(slot, out);
            }
            case LEAVE -> {
                counts.add(CoolingCounter.POWER_OFFS);
                out.add(HeatReports.leaves(slot, seen.hottest));
                orders.add(new Order(slot, true, false));
            }
            case OFF_NOW -> {
                out.add(HeatReports.offNow(slot));
                orders.add(new Order(slot, true, true));
            }
            case RELEASE -> {
                out.add(HeatReports.released(slot, seen.hottest));
                orders.add(new Order(slot, false, false));
            }
            case NONE -> { }
        }
    }

    private void tell(int slot, boolean again, List<HardwareAction> out) {
        int admitted = heat(slot).admitted();
        boolean other = reported.getOrDefault(slot, 100) != admitted;
        if (again && slots.linkUp(slot) && (admitted < 100 || other)) {
            send(slot, out);
        }
    }

    private void send(int slot, List<HardwareAction> out) {
        out.add(new HardwareAction.Throttle(slot, heat(slot).admitted()));
    }

    /** @param hottest of those that are believed, or have only begun: power can wait until these are */
    private record Seen(boolean believed, Standing standing, double hottest) {}

    private Seen look(int slot) {
        boolean believed = false;
        double hottest = Double.NaN;
        Standing standing = Standing.NORMAL;
        for (WatchedSensor sensor : sensors.of(BusAddress.cbc(slot)).values()) {
            double celsius = sensor.believed() ? sensor.value() : sensor.first();
            if (sensor.role() == SensorRole.BOARD && !Double.isNaN(celsius)) {
                believed |= sensor.believed();
                standing = standing.hotter(sensor.standing());
                hottest = Double.isNaN(hottest) ? celsius : Math.max(hottest, celsius);
            }
        }
        return new Seen(believed, standing, hottest);
    }

    /** What a blade says that it was told, percent of its capacity. */
    void onReport(int slot, int percent, long nowNs) {
        if (!reported.containsKey(slot)) {
            heat(slot).adopt(percent, nowNs);
        }
        reported.put(slot, percent);
    }

    /** Its agent has no link: another that comes knows of nothing. */
    void onLinkDown(int slot) {
        reported.put(slot, 100);
    }

    /** The blade in a slot has no power any more. */
    void off(int slot) {
        heat(slot).off();
    }

    /** Its operator wants it on, and all of it: what it was told is taken back. */
    void spare(int slot) {
        heats.remove(slot);
    }

    /** Another blade is in the slot, or none. */
    void forget(int slot) {
        heats.remove(slot);
        reported.remove(slot);
    }

    /** Whether heat wants the blade off. */
    boolean keepsOut(int slot) {
        BladeHeat.State state = heat(slot).state();
        return state == BladeHeat.State.LEAVING || state == BladeHeat.State.OFF;
    }

    /** For the slot's row; empty: nothing has to be said. */
    String reason(int slot) {
        return HeatReports.reason(heat(slot), settings.throttle());
    }

    /** Those that are throttled, or off. */
    Map<Integer, CoolingView.Heat> view() {
        Map<Integer, CoolingView.Heat> view = new HashMap<>();
        heats.forEach((slot, heat) -> {
            if (heat.state() != BladeHeat.State.NORMAL) {
                view.put(slot, new CoolingView.Heat(heat.state(), heat.admitted()));
            }
        });
        return view;
    }

    private BladeHeat heat(int slot) {
        return heats.computeIfAbsent(slot, s -> new BladeHeat(settings.throttle()));
    }
}
