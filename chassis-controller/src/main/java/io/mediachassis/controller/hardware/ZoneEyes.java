package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.DeviceKind;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.controller.cooling.CoolingView.Place;
import io.mediachassis.controller.cooling.CoolingZone;
import io.mediachassis.controller.cooling.SensorRole;
import io.mediachassis.controller.cooling.Standing;
import io.mediachassis.controller.cooling.ZoneSight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts together what is seen of a zone: its boards' sensors, its power, its fans. Pure; one thread. */
final class ZoneEyes {
    private final DeviceTable devices;
    private final SensorBook sensors;
    private final FanTrays trays;

    private double hottest;
    private @Nullable Place hottestAt;
    private Standing standing = Standing.NORMAL;
    private double watts;
    private double zoneWatts;
    private final List<Double> inlets = new ArrayList<>();
    private int lost;
    private String why = "";
    private int powered;
    private int seen;
    private boolean heard;

    private ZoneEyes(DeviceTable devices, SensorBook sensors, FanTrays trays) {
        this.devices = devices;
        this.sensors = sensors;
        this.trays = trays;
    }

    /** What is seen, and where it is hottest. */
    record Look(ZoneSight sight, @Nullable Place hottestAt) {}

    static Look at(CoolingZone zone, DeviceTable devices, SensorBook sensors, FanTrays trays) {
        return new ZoneEyes(devices, sensors, trays).look(zone);
    }

    private Look look(CoolingZone zone) {
        hottest = Double.NaN;
        heard = true;
        for (DeviceFacts cbc : devices.all(DeviceKind.CBC)) {
            if (zone.slotNumbers().contains(BusAddress.number(cbc.address()))) {
                blade(cbc);
            }
        }
        int fans = 0;
        int working = 0;
        int level = -1;
        for (int number : zone.trayNumbers()) {
            fans += trays.fans(number);
            working += trays.working(number);
            DeviceFacts tray = devices.facts(BusAddress.fanTray(number));
            DeviceStatus status = tray.status();
            heard &= !devices.present(tray.address()) || status != null;
            level = status == null ? level : Math.max(level, status.getFanDutyPercent());
        }
        inlets.sort(null);
        double inlet = inlets.isEmpty() ? Double.NaN : inlets.get(inlets.size() / 2);
        return new Look(new ZoneSight(
                hottest, standing, watts, zoneWatts, inlet, lost, powered > 0 && seen == 0, why, fans, working, level,
                heard), hottestAt);
    }

    private void blade(DeviceFacts cbc) {
        DeviceStatus status = cbc.status();
        if (status == null) {
            heard = false;
            if (cbc.reachable() || !devices.askedInVain(cbc.address())) {
                return;
            }
            lose("the " + BusAddress.name(cbc.address()) + " does not answer");
            return;
        }
        boolean has = false;
        boolean believed = false;
        for (Map.Entry<Place, WatchedSensor> each : sensors.of(cbc.address()).entrySet()) {
            WatchedSensor sensor = each.getValue();
            if (sensor.role() == SensorRole.INLET && sensor.believed()) {
                inlets.add(sensor.value());
            } else if (sensor.role() == SensorRole.BOARD) {
                has = true;
                believed |= sensor.believed() || sensor.begins();
                board(each.getKey(), sensor, status.getPowerGood());
            }
        }
        if (status.getPowerGood()) {
            powered++;
            seen += believed ? 1 : 0;
            double draws = cbc.drawnWatts() > 0 ? cbc.drawnWatts() : cbc.watts();
            watts = Math.max(watts, draws);
            zoneWatts += draws;
            if (!has) {
                lose("blade " + BusAddress.number(cbc.address()) + " shows no temperature");
            }
        }
    }

    private void board(Place place, WatchedSensor sensor, boolean powered) {
        if (powered || sensor.believed()) {
            // A board that was hot when its sensor was lost is no cooler by that.
            standing = standing.hotter(sensor.standing());
        }
        if (sensor.begins()) {
            heard = false;
            return;
        }
        if (!sensor.believed()) {
            lose(SensorReports.name(place) + " is not believed: " + sensor.fault());
            return;
        }
        if (Double.isNaN(hottest) || sensor.value() > hottest) {
            hottest = sensor.value();
            hottestAt = place;
        }
    }

    private void lose(String text) {
        lost++;
        why = why.isEmpty() ? text : why;
    }
}
