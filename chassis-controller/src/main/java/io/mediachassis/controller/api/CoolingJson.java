package io.mediachassis.controller.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.backplane.proto.CoolingZoneStatus;
import io.mediachassis.backplane.proto.FanTrayStatus;
import io.mediachassis.backplane.proto.Heat;
import io.mediachassis.backplane.proto.Sensor;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.Standing;
import io.mediachassis.backplane.proto.UnitSnapshot;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The cooling of the unit as JSON: zones, fans, blades that are too hot, sensors that are not as they should be. Pure. */
final class CoolingJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private CoolingJson() {}

    static ObjectNode cooling(UnitSnapshot unit) {
        ObjectNode json = NODES.objectNode();
        ArrayNode zones = json.putArray("zones");
        unit.getCoolingZonesList().forEach(zone -> zones.add(zone(zone, unit)));
        ArrayNode fans = json.putArray("fans");
        unit.getFanTraysList().forEach(tray -> fans(fans, tray));
        ArrayNode blades = json.putArray("blades");
        for (SlotStatus slot : unit.getSlotsList()) {
            if (slot.getPresent() && slot.getHeat() != Heat.HEAT_UNSPECIFIED) {
                blades.addObject()
                        .put("slot", slot.getSlot())
                        .put("heat", heat(slot.getHeat()))
                        .put("admitted_percent", slot.getAdmittedPercent())
                        .put("reason", slot.getHeat() == Heat.HEAT_NORMAL ? "" : slot.getReason());
            }
        }
        ArrayNode sensors = json.putArray("sensors");
        unit.getSlotsList().forEach(slot -> wrong(sensors, "slot " + slot.getSlot(), slot.getSensorsList()));
        unit.getPsusList().forEach(psu -> wrong(sensors, "psu " + psu.getNumber(), psu.getSensorsList()));
        return json;
    }

    private static ObjectNode zone(CoolingZoneStatus zone, UnitSnapshot unit) {
        ObjectNode json = NODES.objectNode()
                .put("name", zone.getName())
                .put("state", zone.getState().name().toLowerCase(Locale.ROOT))
                .put("reason", zone.getReason())
                .put("level_percent", zone.getLevelPercent())
                .put("ordered_percent", zone.getOrderedPercent())
                .put("minimum_percent", zone.getMinimumPercent())
                .put("target_celsius", zone.getTargetMilliCelsius() / 1000.0)
                .put("power_w", zone.getWatts())
                .put("fans", zone.getFans())
                .put("fans_working", zone.getFansWorking())
                .put("sensors_lost", zone.getSensorsLost());
        if (zone.hasInletMilliCelsius()) {
            json.put("inlet_celsius", zone.getInletMilliCelsius() / 1000.0);
        }
        ArrayNode slots = json.putArray("slots");
        zone.getSlotsList().stream().filter(slot -> slot <= unit.getSlotCount()).forEach(slots::add);
        ArrayNode trays = json.putArray("fan_trays");
        zone.getFanTraysList().forEach(trays::add);
        if (zone.hasHottestMilliCelsius()) {
            ObjectNode hottest = json.putObject("hottest");
            hottest.put("slot", zone.getHottestSlot()).put("celsius", zone.getHottestMilliCelsius() / 1000.0);
            sensor(unit, zone.getHottestSlot(), zone.getHottestSensor()).ifPresent(sensor -> {
                hottest.put("sensor", sensor.getName()).put("standing", standing(sensor.getStanding()));
                thresholds(hottest, sensor);
            });
        }
        return json;
    }

    private static Optional<Sensor> sensor(UnitSnapshot unit, int slot, int number) {
        return unit.getSlotsList().stream()
                .filter(each -> each.getSlot() == slot)
                .flatMap(each -> each.getSensorsList().stream())
                .filter(each -> each.getNumber() == number)
                .findFirst();
    }

    private static void fans(ArrayNode list, FanTrayStatus tray) {
        for (Sensor sensor : tray.getSensorsList()) {
            if (sensor.getType() == Sensor.Type.RPM) {
                ObjectNode json = list.addObject()
                        .put("tray", tray.getNumber())
                        .put("fan", sensor.getNumber())
                        .put("driven_percent", tray.getDutyPercent())
                        .put("standing", standing(sensor.getStanding()));
                if (sensor.getStatus() == Sensor.Status.OK) {
                    json.put("rpm", Math.round(sensor.getMilli() / 1000.0));
                }
                if (sensor.getLowerMilliCount() == 3) {
                    json.put("failed_below_rpm", Math.round(sensor.getLowerMilli(1) / 1000.0));
                }
            }
        }
    }

    private static void wrong(ArrayNode list, String where, List<Sensor> sensors) {
        for (Sensor sensor : sensors) {
            boolean stands = sensor.getStanding() != Standing.STANDING_UNSPECIFIED
                    && sensor.getStanding() != Standing.STANDING_NORMAL;
            if (stands || !sensor.getFault().isEmpty()) {
                ObjectNode json = list.addObject().put("where", where);
                json.put("name", sensor.getName());
                standing(json, sensor);
            }
        }
    }

    /** What a sensor is held against, where it stands, and why it is not believed: where any of that is known. */
    static void standing(ObjectNode json, Sensor sensor) {
        if (sensor.getStanding() != Standing.STANDING_UNSPECIFIED) {
            json.put("standing", standing(sensor.getStanding()));
        }
        if (!sensor.getFault().isEmpty()) {
            json.put("fault", sensor.getFault());
        }
        thresholds(json, sensor);
    }

    private static void thresholds(ObjectNode json, Sensor sensor) {
        thresholds(json, "upper_", sensor.getUpperMilliList());
        thresholds(json, "lower_", sensor.getLowerMilliList());
    }

    private static void thresholds(ObjectNode json, String side, List<Long> milli) {
        if (milli.size() == 3) {
            json.put(side + "caution", milli.get(0) / 1000.0)
                    .put(side + "critical", milli.get(1) / 1000.0)
                    .put(side + "fatal", milli.get(2) / 1000.0);
        }
    }

    private static String standing(Standing standing) {
        return switch (standing) {
            case STANDING_UNSPECIFIED, UNRECOGNIZED -> "";
            case STANDING_NORMAL -> "normal";
            default -> standing.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }

    private static String heat(Heat heat) {
        return switch (heat) {
            case THROTTLED -> "throttled";
            case LEAVING -> "leaving";
            case OFF_UNTIL_COOL -> "off";
            default -> "normal";
        };
    }
}
