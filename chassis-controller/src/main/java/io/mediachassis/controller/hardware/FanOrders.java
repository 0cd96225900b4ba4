package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.DeviceKind;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.controller.eventlog.NewEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Brings every fan tray to the duty that the temperature asks for. A tray has one order at a time, and the next waits for
 * its status, or orders would keep the bus from ever polling it. Pure; one thread.
 */
final class FanOrders {
    /** Puts an order on the bus. */
    @FunctionalInterface
    interface Bus {
        /** Orders this; its number. */
        long order(int address, DeviceRequest request);
    }

    /** Stands for an order that was answered. */
    private static final Long ENDED = 0L;

    private final FanControl fans;
    private final Map<Integer, Long> orders = new HashMap<>();
    private boolean failsafeSaid;

    FanOrders(FanControl.Settings settings, long nowNs) {
        this.fans = new FanControl(settings, nowNs);
    }

    /** Orders what is due; tells when the fans go to full speed for safety, and when that ends. */
    Optional<NewEvent> drive(DeviceTable devices, long nowNs, Bus bus) {
        int duty = fans.duty(devices.air(), nowNs);
        for (DeviceFacts tray : devices.all(DeviceKind.FAN_TRAY)) {
            DeviceStatus status = tray.status();
            boolean set = status != null && status.getFanDutyPercent() == duty;
            if (tray.reachable() && !set && !orders.containsKey(tray.address())) {
                long id = bus.order(tray.address(), DeviceRequests.fanDuty(duty));
                orders.putIfAbsent(tray.address(), id);
            }
        }
        if (fans.failsafe() == failsafeSaid) {
            return Optional.empty();
        }
        failsafeSaid = fans.failsafe();
        return Optional.of(failsafeSaid
                ? NewEvent.info("fans.failsafe", 0, "Fans at full speed until all sensors and trays answer")
                : NewEvent.info("fans.controlled", 0, "Fans follow the temperature"));
    }

    /** A tray's order was answered, or given up. */
    void ended(int address) {
        orders.put(address, ENDED);
    }

    /** A tray's status came after that: it may be ordered again. */
    void statusRead(int address) {
        orders.remove(address, ENDED);
    }
}
