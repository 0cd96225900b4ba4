package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.ArbiterStatus;
import io.mediachassis.backplane.proto.DeviceKind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The last facts of every present device of the management bus, and what follows from all of them. Pure; one thread. */
final class DeviceTable {
    private final SortedMap<Integer, DeviceFacts> devices = new TreeMap<>();
    /** Those that have answered, or have been asked in vain. */
    private final Set<Integer> told = new HashSet<>();

    void onPresence(ArbiterStatus pins) {
        for (int slot = 1; slot <= BusAddress.MAX_SLOT; slot++) {
            onPin(BusAddress.cbc(slot), pins.getPresentSlots(), slot);
        }
        for (int n = 1; n <= BusAddress.MAX_UNIT; n++) {
            onPin(BusAddress.psu(n), pins.getPresentPsus(), n);
            onPin(BusAddress.fanTray(n), pins.getPresentFanTrays(), n);
        }
    }

    private void onPin(int address, int pins, int number) {
        if ((pins & (1 << (number - 1))) == 0) {
            devices.remove(address);
            told.remove(address);
        } else {
            devices.computeIfAbsent(address, DeviceFacts::unknown);
        }
    }

    boolean present(int address) {
        return devices.containsKey(address);
    }

    DeviceFacts facts(int address) {
        return devices.getOrDefault(address, DeviceFacts.unknown(address));
    }

    /** Changes what is known of a device, if it is present. */
    void update(int address, UnaryOperator<DeviceFacts> change) {
        devices.computeIfPresent(address, (a, facts) -> change.apply(facts));
    }

    /** A device answers, or no longer. */
    void onReachable(int address, boolean reachable) {
        told.add(address);
        update(address, d -> d.withReachable(reachable));
    }

    /** The present devices of a kind, by number. */
    List<DeviceFacts> all(DeviceKind kind) {
        return devices.values().stream()
                .filter(d -> BusAddress.kind(d.address()) == kind)
                .toList();
    }

    /** What each PSU can give, watts, of all or of those with good output. One that stops answering counts as last read. */
    List<Integer> supplies(boolean good) {
        return all(DeviceKind.PSU).stream()
                .filter(psu -> psu.powerGood() || !good)
                .map(DeviceFacts::watts)
                .toList();
    }

    /** What all PSUs give now, by their sensors, watts. */
    int measuredWatts() {
        return all(DeviceKind.PSU).stream().mapToInt(DeviceFacts::drawnWatts).sum();
    }

    /** Whether every PSU that is present has said what it gives, or has been asked in vain. */
    boolean suppliesKnown() {
        return all(DeviceKind.PSU).stream()
                .allMatch(psu -> told.contains(psu.address()) && (!psu.reachable() || (psu.identity() != null && psu.status() != null)));
    }

    /** Whether every PSU that is present has said what it gives. */
    boolean suppliesCertain() {
        return all(DeviceKind.PSU).stream().allMatch(psu -> psu.identity() != null && psu.status() != null);
    }

    /** Whether every CBC that is present has told of its board, or has been asked in vain. */
    boolean boardsKnown() {
        return all(DeviceKind.CBC).stream()
                .allMatch(cbc -> told.contains(cbc.address()) && (!cbc.reachable() || cbc.status() != null));
    }

    /** Whether a device is present and does not answer: it was asked, and did not once, or no longer does. */
    boolean askedInVain(int address) {
        return present(address) && told.contains(address) && !facts(address).reachable();
    }

    /** Every present device, by address. */
    List<DeviceFacts> all() {
        return List.copyOf(devices.values());
    }
}
