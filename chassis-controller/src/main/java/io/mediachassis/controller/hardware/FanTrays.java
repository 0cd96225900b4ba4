package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.DeviceKind;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.backplane.proto.SensorKind;
import io.mediachassis.controller.cooling.CoolingCounter;
import io.mediachassis.controller.cooling.SensorRole;
import io.mediachassis.controller.eventlog.NewEvent;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which fan trays there should be (those that were there), and how many of their fans turn as they should: none of a tray
 * that was taken out or does not answer. Pure; one thread.
 */
final class FanTrays {
    private final DeviceTable devices;
    private final SensorBook sensors;
    private final Counts<CoolingCounter> counts;
    /** Fans of each tray that there should be, as it last told. */
    private final SortedMap<Integer, Integer> expected = new TreeMap<>();
    private final SortedSet<Integer> missing = new TreeSet<>();

    /** @param known bit n-1: tray n was there when another controller looked */
    FanTrays(DeviceTable devices, SensorBook sensors, Counts<CoolingCounter> counts, int known) {
        this.devices = devices;
        this.sensors = sensors;
        this.counts = counts;
        for (int number = 1; number <= BusAddress.MAX_UNIT; number++) {
            if ((known & (1 << (number - 1))) != 0) {
                expected.put(number, 0);
            }
        }
    }

    /** Looks which are there; logs those that are gone or back. */
    void look(List<HardwareAction> out) {
        for (DeviceFacts tray : devices.all(DeviceKind.FAN_TRAY)) {
            int number = BusAddress.number(tray.address());
            DeviceStatus status = tray.status();
            int fans = status == null ? 0 : (int) status.getReadingsList().stream()
                    .filter(reading -> reading.getKind() == SensorKind.FAN_SPEED)
                    .count();
            expected.merge(number, fans, Math::max);
            if (missing.remove(number)) {
                out.add(new HardwareAction.Log(
                        NewEvent.info("fan_tray.inserted", 0, "Fan tray " + number + " is back")));
            }
        }
        for (int number : expected.keySet()) {
            if (!devices.present(BusAddress.fanTray(number)) && missing.add(number)) {
                counts.add(CoolingCounter.FANS_FAILED, Math.max(1, fans(number)));
                out.add(new HardwareAction.Log(NewEvent.critical("fan_tray.removed", 0,
                        "Fan tray " + number + " was taken out; the other fans of its zone turn faster until one is put in")));
            }
        }
    }

    /** How many fans a tray has, 0 for one that there need not be. */
    int fans(int number) {
        Integer fans = expected.get(number);
        return fans == null ? 0 : Math.max(1, fans);
    }

    /** How many of them turn as they should. */
    int working(int number) {
        DeviceFacts tray = devices.facts(BusAddress.fanTray(number));
        if (fans(number) == 0 || missing.contains(number) || devices.askedInVain(tray.address())) {
            return 0;
        }
        int failed = (int) sensors.of(tray.address()).values().stream()
                .filter(sensor -> sensor.role() == SensorRole.FAN && sensor.standing().tooLow(2))
                .count();
        return Math.max(0, fans(number) - failed);
    }

    /** Those that there should be, by number. */
    SortedSet<Integer> numbers() {
        return new TreeSet<>(expected.keySet());
    }

    /** For another controller: bit n-1 is tray n. */
    int known() {
        int known = 0;
        for (int number : expected.keySet()) {
            known |= 1 << (number - 1);
        }
        return known;
    }
}
