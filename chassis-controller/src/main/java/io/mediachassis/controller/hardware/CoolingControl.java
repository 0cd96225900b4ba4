package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.DeviceKind;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.backplane.proto.SensorKind;
import io.mediachassis.controller.cooling.CoolingCounter;
import io.mediachassis.controller.cooling.CoolingMemory;
import io.mediachassis.controller.cooling.CoolingSettings;
import io.mediachassis.controller.cooling.CoolingView;
import io.mediachassis.controller.cooling.CoolingView.Place;
import io.mediachassis.controller.cooling.CoolingZone;
import io.mediachassis.controller.cooling.ZoneControl;
import io.mediachassis.controller.cooling.ZoneState;
import io.mediachassis.controller.eventlog.NewEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The fans' part of {@link HardwareControl}: what the sensors say goes to the loop of each zone, and what that wants to
 * the trays. Pure; one thread.
 */
final class CoolingControl {
    private static final long LOOK_NS = 100_000_000;
    private static final Place NOWHERE = new Place(0, SensorKind.TEMPERATURE, 0);

    private final CoolingSettings settings;
    private final DeviceTable devices;
    private final SensorBook sensors;
    private final Counts<CoolingCounter> counts;
    private final FanTrays trays;
    private final FanOrders orders = new FanOrders();
    private final List<ZoneControl> zones = new ArrayList<>();
    private final List<ZoneState> told = new ArrayList<>();
    private CoolingMemory memory;
    private boolean looked;
    private long lookedNs;

    /** @param memory what the last controller knew */
    CoolingControl(
            CoolingSettings settings,
            DeviceTable devices,
            SensorBook sensors,
            Counts<CoolingCounter> counts,
            CoolingMemory memory,
            long nowNs) {
        this.settings = settings;
        this.devices = devices;
        this.sensors = sensors;
        this.counts = counts;
        this.memory = memory;
        this.trays = new FanTrays(devices, sensors, counts, memory.trays());
        for (CoolingZone zone : settings.effectiveZones()) {
            zones.add(new ZoneControl(zone, settings, memory.zones().stream()
                    .filter(known -> known.zone().equals(zone.name()))
                    .findFirst()
                    .orElse(null), nowNs));
            told.add(ZoneState.STARTING);
        }
    }

    /** A device's status was read. */
    void onStatus(int address, DeviceStatus status, long nowNs) {
        sensors.onStatus(address, status, air(address), nowNs);
        orders.statusRead(address);
    }

    /** Whether a sensor of a device shows now and then what can't be, and is not lost yet. */
    boolean questionable(int address, long nowNs) {
        return sensors.questionable(address, nowNs);
    }

    private double air(int address) {
        for (ZoneControl zone : zones) {
            if (BusAddress.kind(address) == DeviceKind.CBC && zone.ordered() >= 0
                    && zone.zone().slotNumbers().contains(BusAddress.number(address))) {
                return zone.ordered();
            }
        }
        return Double.NaN;
    }

    /** A tray's order was answered, or given up. */
    void orderEnded(int address) {
        orders.ended(address);
    }

    /** Time passes: decides, orders and tells, every {@link #LOOK_NS} at most, since a reading is older than that. */
    void tick(long nowNs, List<HardwareAction> out, FanOrders.Bus bus) {
        if (looked && nowNs - lookedNs < LOOK_NS) {
            return;
        }
        looked = true;
        lookedNs = nowNs;
        sensors.retain(devices::present);
        for (DeviceFacts device : devices.all()) {
            if (devices.askedInVain(device.address())) {
                sensors.silent(device.address(), nowNs);
            }
        }
        sensors.report(out);
        trays.look(out);
        boolean stepped = false;
        for (int i = 0; i < zones.size(); i++) {
            ZoneControl zone = zones.get(i);
            if (zone.step(ZoneEyes.at(zone.zone(), devices, sensors, trays).sight(), nowNs)) {
                stepped = true;
                count(zone);
                tell(i, zone, out);
            }
        }
        orders.drive(devices, this::level, nowNs, bus);
        if (stepped) {
            remember(out);
        }
    }

    private void count(ZoneControl zone) {
        counts.add(CoolingCounter.MINIMA_LOWERED, zone.minimumChange() < 0 ? 1 : 0);
        counts.add(CoolingCounter.MINIMA_RAISED, zone.minimumChange() > 0 ? 1 : 0);
    }

    private void tell(int index, ZoneControl zone, List<HardwareAction> out) {
        ZoneState before = told.set(index, zone.state());
        boolean begins = before == ZoneState.STARTING && zone.state() == ZoneState.CONTROLLED;
        if (before == zone.state() || begins) {
            return;
        }
        String name = "Fans of zone " + zone.zone().name();
        NewEvent event = switch (zone.state()) {
            case FULL -> NewEvent.critical("fans.full", 0, name + " at full speed: " + zone.reason());
            case FAILSAFE -> NewEvent.warning(
                    "fans.failsafe", 0, name + " at " + settings.failsafe() + " % or more: " + zone.reason());
            case STARTING, CONTROLLED -> NewEvent.info("fans.controlled", 0, name + " follow the temperature again");
        };
        boolean worse = zone.state().number() > before.number();
        counts.add(CoolingCounter.FAILSAFES, worse ? 1 : 0);
        out.add(new HardwareAction.Log(event));
    }

    /** What a tray is to run at: as its zone wants, the one that wants most where it has several. */
    private int level(int tray) {
        return zones.stream()
                .filter(zone -> zone.zone().trayNumbers().contains(tray))
                .mapToInt(ZoneControl::ordered)
                .max()
                .orElse(-1);
    }

    private void remember(List<HardwareAction> out) {
        CoolingMemory now = new CoolingMemory(zones.stream().map(ZoneControl::memory).toList(), trays.known(),
                sensors.doubted());
        boolean changed = !now.learnedAlike(memory) || now.trays() != memory.trays() || now.zones().size() != memory.zones().size();
        for (int i = 0; i < now.zones().size() && !changed; i++) {
            changed = now.zones().get(i).ordered() != memory.zones().get(i).ordered()
                    || Math.abs(now.zones().get(i).level() - memory.zones().get(i).level()) >= 1;
        }
        if (changed) {
            memory = now;
            out.add(new HardwareAction.CoolingRemembered(now));
        }
    }

    CoolingView view(Map<Integer, CoolingView.Heat> heats) {
        List<CoolingView.Zone> views = new ArrayList<>();
        for (ZoneControl zone : zones) {
            ZoneEyes.Look look = ZoneEyes.at(zone.zone(), devices, sensors, trays);
            SortedSet<Integer> slots = new TreeSet<>(zone.zone().slotNumbers());
            SortedSet<Integer> of = new TreeSet<>(zone.zone().trayNumbers());
            of.retainAll(trays.numbers());
            Place hottestAt = look.hottestAt();
            views.add(new CoolingView.Zone(
                    zone.zone().name(), slots, of, zone.state(), zone.reason(), zone.level(), zone.ordered(),
                    zone.minimum(), look.sight(), hottestAt == null ? NOWHERE : hottestAt));
        }
        return new CoolingView(views, sensors.states(), heats, settings.target());
    }
}
