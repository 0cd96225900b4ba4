package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.backplane.proto.SensorKind;
import io.mediachassis.backplane.proto.SensorReading;
import org.jspecify.annotations.Nullable;

/**
 * What a device last said of itself.
 *
 * @param identity null until it was asked
 * @param status null until it was polled
 */
public record DeviceFacts(
        int address, boolean reachable, @Nullable DeviceIdentity identity, @Nullable DeviceStatus status) {
    static DeviceFacts unknown(int address) {
        return new DeviceFacts(address, false, null, null);
    }

    DeviceFacts withReachable(boolean now) {
        return new DeviceFacts(address, now, identity, status);
    }

    DeviceFacts withIdentity(DeviceIdentity now) {
        return new DeviceFacts(address, reachable, now, status);
    }

    DeviceFacts withStatus(DeviceStatus now) {
        return new DeviceFacts(address, reachable, identity, now);
    }

    /** Board (of a CBC), output (of a PSU) or tray has power; false while unknown. */
    public boolean powerGood() {
        return status != null && status.getPowerGood();
    }

    /** Watts that it can draw or give; 0 while unknown. */
    public int watts() {
        return identity == null ? 0 : identity.getWatts();
    }

    /** What it draws or gives by its sensor, watts; 0 where it has none. */
    public int drawnWatts() {
        return status == null ? 0 : status.getReadingsList().stream()
                .filter(reading -> reading.getKind() == SensorKind.POWER)
                .mapToInt(reading -> (reading.getValue() + 9) / 10)
                .sum();
    }
}
