package io.mediachassis.controller.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.backplane.proto.BlueLed;
import io.mediachassis.backplane.proto.ControllerStatus;
import io.mediachassis.backplane.proto.FanTrayStatus;
import io.mediachassis.backplane.proto.HotSwapState;
import io.mediachassis.backplane.proto.Identity;
import io.mediachassis.backplane.proto.PowerStatus;
import io.mediachassis.backplane.proto.PsuStatus;
import io.mediachassis.backplane.proto.Sensor;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.backplane.term.Term;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * The hardware half of the API's JSON. Names are snake_case with the unit of a figure at their end, times are ISO 8601
 * in UTC (absent where there is none yet), enumerations are lower-case words. Pure; any thread.
 */
final class UnitJson {
    static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private UnitJson() {}

    /** Everything in one document. */
    static ObjectNode unit(UnitSnapshot unit) {
        ObjectNode json = NODES.objectNode();
        json.put("sequence", unit.getSequence());
        time(json, "at", unit.getAtEpochMs());
        json.put("active", unit.getActive());
        json.put("controller", unit.getController());
        json.put("epoch", Integer.toUnsignedLong(unit.getEpoch()));
        time(json, "active_since", unit.getActiveSinceEpochMs());
        json.set("chassis", identity(unit.getChassis()).put("serial_number", unit.getChassisSerial()));
        json.put("slot_count", unit.getSlotCount());
        json.putObject("station")
                .put("name", unit.getStationName())
                .put("address", unit.getStationAddress())
                .put("rtsp_url", unit.getStationRtspUrl())
                .put("http_url", unit.getStationHttpUrl())
                .put("locate", unit.getStationLocate());
        ObjectNode director = json.putObject("director");
        director.put("slot", unit.getDirectorSlot());
        director.put("term", Term.of(unit.getTerm()).toString());
        time(director, "since", unit.getDirectorSinceEpochMs());
        json.set("controllers", controllers(unit));
        json.set("slots", slots(unit));
        json.set("blades", MediaJson.blades(unit));
        json.set("power", power(unit));
        json.set("cooling", CoolingJson.cooling(unit));
        json.set("psus", psus(unit));
        json.set("fan_trays", fanTrays(unit));
        json.set("programs", MediaJson.programs(unit));
        json.set("streams", MediaJson.streams(unit));
        return json;
    }

    static ArrayNode controllers(UnitSnapshot unit) {
        ArrayNode list = NODES.arrayNode();
        for (ControllerStatus controller : unit.getControllersList()) {
            list.addObject()
                    .put("number", controller.getNumber())
                    .put("active", controller.getActive())
                    .put("healthy", controller.getHealthy())
                    .put("address", controller.getAddress())
                    .put("api", controller.getApiUrl())
                    .put("software_version", controller.getSoftwareVersion())
                    .put("epoch", Integer.toUnsignedLong(controller.getEpoch()));
        }
        return list;
    }

    static ArrayNode slots(UnitSnapshot unit) {
        ArrayNode list = NODES.arrayNode();
        for (SlotStatus slot : unit.getSlotsList()) {
            ObjectNode json = list.addObject()
                    .put("slot", slot.getSlot())
                    .put("state", state(slot.getState()))
                    .put("state_name", stateName(slot.getState()))
                    .put("present", slot.getPresent())
                    .put("cbc_reachable", slot.getCbcReachable())
                    .put("powered", slot.getPowered())
                    .put("link_up", slot.getLinkUp())
                    .put("role", MediaJson.role(slot))
                    .put("identify", slot.getIdentify())
                    .put("handle_open", slot.getHandleOpen())
                    .put("blue_led", blueLed(slot.getBlueLed()))
                    .put("reason", slot.getReason())
                    .put("need_w", slot.getNeedWatts())
                    .put("admitted_percent", slot.getAdmittedPercent())
                    .put("last_reset_cause", slot.getLastResetCause())
                    .put("address", slot.getAddress());
            json.set("board", identity(slot.getBoard()));
            json.set("cbc", identity(slot.getCbc()));
            json.set("sensors", sensors(slot.getSensorsList()));
        }
        return list;
    }

    /** All sensors of the unit in one list, with where each one sits. */
    static ArrayNode allSensors(UnitSnapshot unit) {
        ArrayNode list = NODES.arrayNode();
        unit.getSlotsList().forEach(s -> placed(list, "slot " + s.getSlot(), s.getSensorsList()));
        unit.getPsusList().forEach(p -> placed(list, "psu " + p.getNumber(), p.getSensorsList()));
        unit.getFanTraysList().forEach(f -> placed(list, "fan tray " + f.getNumber(), f.getSensorsList()));
        return list;
    }

    private static void placed(ArrayNode list, String where, List<Sensor> sensors) {
        for (Sensor sensor : sensors) {
            ObjectNode json = list.addObject();
            json.put("where", where);
            json.setAll(sensor(sensor));
        }
    }

    static ObjectNode power(UnitSnapshot unit) {
        PowerStatus power = unit.getPower();
        return NODES.objectNode()
                .put("redundancy", switch (power.getRedundancy()) {
                    case N -> "n";
                    case N_PLUS_1 -> "n+1";
                    case N_PLUS_N -> "n+n";
                    case REDUNDANCY_UNSPECIFIED, UNRECOGNIZED -> "";
                })
                .put("redundant", power.getRedundant())
                .put("installed_w", power.getInstalledWatts())
                .put("good_w", power.getGoodWatts())
                .put("usable_w", power.getUsableWatts())
                .put("promised_w", power.getPromisedWatts())
                .put("measured_w", power.getMeasuredWatts())
                .put("restore", power.getRestore());
    }

    /** The chassis' power with its PSUs and what each blade needs and draws. */
    static ObjectNode powerOfAll(UnitSnapshot unit) {
        ObjectNode json = power(unit);
        json.set("psus", psus(unit));
        ArrayNode blades = json.putArray("blades");
        for (SlotStatus slot : unit.getSlotsList()) {
            if (slot.getPresent()) {
                blades.addObject()
                        .put("slot", slot.getSlot())
                        .put("state", state(slot.getState()))
                        .put("powered", slot.getPowered())
                        .put("need_w", slot.getNeedWatts())
                        .put("draws_w", slot.getSensorsList().stream()
                                .filter(sensor -> sensor.getType() == Sensor.Type.WATTS)
                                .mapToLong(sensor -> (sensor.getMilli() + 500) / 1000)
                                .sum())
                        .put("reason", slot.getReason());
            }
        }
        return json;
    }

    static ArrayNode psus(UnitSnapshot unit) {
        ArrayNode list = NODES.arrayNode();
        for (PsuStatus psu : unit.getPsusList()) {
            ObjectNode json = list.addObject()
                    .put("number", psu.getNumber())
                    .put("present", psu.getPresent())
                    .put("ok", psu.getOk())
                    .put("capacity_w", psu.getCapacityWatts());
            json.set("identity", identity(psu.getIdentity()));
            json.set("sensors", sensors(psu.getSensorsList()));
        }
        return list;
    }

    static ArrayNode fanTrays(UnitSnapshot unit) {
        ArrayNode list = NODES.arrayNode();
        for (FanTrayStatus tray : unit.getFanTraysList()) {
            ObjectNode json = list.addObject()
                    .put("number", tray.getNumber())
                    .put("present", tray.getPresent())
                    .put("ok", tray.getOk())
                    .put("duty_percent", tray.getDutyPercent());
            json.set("identity", identity(tray.getIdentity()));
            json.set("sensors", sensors(tray.getSensorsList()));
        }
        return list;
    }

    static ObjectNode event(UnitEvent event) {
        ObjectNode json = NODES.objectNode();
        json.put("number", event.getNumber());
        time(json, "at", event.getAtEpochMs());
        json.put("severity", event.getSeverity().name().toLowerCase(Locale.ROOT));
        json.put("kind", event.getKind());
        if (event.getSlot() != 0) {
            json.put("slot", event.getSlot());
        }
        json.put("text", event.getText());
        if (event.hasTerm()) {
            json.put("term", Term.of(event.getTerm()).toString());
            json.put("old_slot", event.getOldSlot());
        }
        return json;
    }

    static void time(ObjectNode json, String name, long epochMs) {
        if (epochMs != 0) {
            json.put(name, Instant.ofEpochMilli(epochMs).toString());
        }
    }

    private static ArrayNode sensors(List<Sensor> sensors) {
        ArrayNode list = NODES.arrayNode();
        sensors.forEach(sensor -> list.add(sensor(sensor)));
        return list;
    }

    private static ObjectNode sensor(Sensor sensor) {
        ObjectNode json = NODES.objectNode()
                .put("number", sensor.getNumber())
                .put("name", sensor.getName())
                .put("unit", unitOf(sensor.getType()))
                .put("status", sensor.getStatus().name().toLowerCase(Locale.ROOT));
        if (sensor.getStatus() == Sensor.Status.OK) {
            json.put("value", sensor.getMilli() / 1000.0);
        }
        CoolingJson.standing(json, sensor);
        return json;
    }

    private static ObjectNode identity(Identity identity) {
        return NODES.objectNode()
                .put("manufacturer", identity.getManufacturer())
                .put("part_number", identity.getPartNumber())
                .put("serial_number", identity.getSerialNumber())
                .put("hardware_revision", identity.getHardwareRevision())
                .put("firmware_version", identity.getFirmwareVersion());
    }

    private static String unitOf(Sensor.Type type) {
        return switch (type) {
            case VOLTS_DC -> "V";
            case AMPERES -> "A";
            case WATTS -> "W";
            case CELSIUS -> "°C";
            case RPM -> "rpm";
            case TYPE_UNSPECIFIED, UNRECOGNIZED -> "";
        };
    }

    /** "on", "long blink", "short blink", "off"; empty where there is none. */
    private static String blueLed(BlueLed led) {
        return led == BlueLed.BLUE_LED_UNSPECIFIED || led == BlueLed.UNRECOGNIZED
                ? ""
                : led.name().substring("BLUE_".length()).toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String state(HotSwapState state) {
        return state == HotSwapState.UNRECOGNIZED ? "" : "M" + state.getNumber();
    }

    /** "not installed", "inactive", "activation request" and so on. */
    private static String stateName(HotSwapState state) {
        return state == HotSwapState.UNRECOGNIZED
                ? ""
                : state.name().substring(3).toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
