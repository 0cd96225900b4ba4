package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.DeviceKind;
import io.mediachassis.controller.eventlog.NewEvent;

/** A device's event as a record of the event log. Pure; any thread. */
final class DeviceEventText {
    private DeviceEventText() {}

    static NewEvent of(int address, DeviceEvent.Kind kind) {
        String name = BusAddress.name(address);
        int slot = BusAddress.kind(address) == DeviceKind.CBC ? BusAddress.number(address) : 0;
        String of = slot > 0 ? "blade" : BusAddress.kind(address) == DeviceKind.PSU ? "psu" : "fan_tray";
        return switch (kind) {
            case POWER_LOST -> NewEvent.warning(of + ".power_lost", slot, "Power lost, says the " + name);
            case POWER_RESTORED -> NewEvent.info(of + ".power_good", slot, "Power good, says the " + name);
            case WATCHDOG_EXPIRED ->
                NewEvent.critical(of + ".watchdog", slot, "Watchdog expired: the " + name + " reset its board");
            case HANDLE_OPENED, HANDLE_CLOSED ->
                NewEvent.info(of + ".handle", slot, "A handle of the " + name + " moved");
            case OVER_TEMPERATURE_TRIP ->
                NewEvent.critical(
                        of + ".over_temperature", slot, "Too hot: the " + name + " switched its board off by itself");
            case FIRMWARE_STARTED -> NewEvent.info(of + ".firmware", slot, "Firmware of the " + name + " started");
            case FAN_STALLED -> NewEvent.critical(of + ".fan_stalled", slot, "A fan stands, says the " + name);
            case KIND_UNSPECIFIED, UNRECOGNIZED ->
                NewEvent.info(of + ".event", slot, "An event that this version does not know, from the " + name);
        };
    }
}
