package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.DeviceKind;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.DeviceStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * Brings every fan tray to the level that its zones want, and tells it again every {@value #AGAIN_NS} ns: a tray that
 * hears no order for 10 s takes its controller for lost and goes to full speed. A tray has one order at a time, and the
 * next waits for its status, or orders would keep the bus from ever polling it. Pure; one thread.
 */
final class FanOrders {
    /** Puts an order on the bus. */
    @FunctionalInterface
    interface Bus {
        /** Orders this; its number. */
        long order(int address, DeviceRequest request);
    }

    static final long AGAIN_NS = 3_000_000_000L;

    /** Stands for an order that was answered. */
    private static final Long ENDED = 0L;

    private final Map<Integer, Long> orders = new HashMap<>();
    private final Map<Integer, Long> orderedNs = new HashMap<>();

    /** Orders what is due; {@code level} says what a tray's number is to run at, negative: as it does. */
    void drive(DeviceTable devices, IntUnaryOperator level, long nowNs, Bus bus) {
        for (DeviceFacts tray : devices.all(DeviceKind.FAN_TRAY)) {
            int address = tray.address();
            int percent = level.applyAsInt(BusAddress.number(address));
            if (percent < 0 || !tray.reachable() || orders.containsKey(address)) {
                continue;
            }
            DeviceStatus status = tray.status();
            boolean set = status != null && status.getFanDutyPercent() == percent;
            Long before = orderedNs.get(address);
            if (!set || before == null || nowNs - before >= AGAIN_NS) {
                orderedNs.put(address, nowNs);
                long id = bus.order(address, DeviceRequests.fanDuty(percent));
                orders.putIfAbsent(address, id);
            }
        }
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
