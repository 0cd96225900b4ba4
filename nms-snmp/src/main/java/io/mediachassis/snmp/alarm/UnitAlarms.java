package io.mediachassis.snmp.alarm;

import io.mediachassis.backplane.proto.CoolingZoneStatus;
import io.mediachassis.backplane.proto.Heat;
import io.mediachassis.backplane.proto.NetworkInterface;
import io.mediachassis.backplane.proto.Sensor;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.snmp.chassis.ChassisMib;
import io.mediachassis.snmp.entity.EntityIndex;
import io.mediachassis.snmp.entity.Health;
import io.mediachassis.snmp.entity.PhysicalClass;
import io.mediachassis.snmp.entity.PhysicalEntity;
import io.mediachassis.snmp.host.Board;
import io.mediachassis.snmp.interfaces.UnitInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.snmp4j.smi.OID;

/** What is wrong with a unit, from what the other tables show of it, so that no two say different things. Pure. */
public final class UnitAlarms {
    private static final OID ENT_PHYSICAL_DESCR = new OID("1.3.6.1.2.1.47.1.1.1.1.2");
    private static final OID IF_INDEX = new OID("1.3.6.1.2.1.2.2.1.1");

    private UnitAlarms() {}

    /** The alarms of a snapshot, each once. */
    static List<Alarm> of(
            UnitSnapshot unit, List<PhysicalEntity> entities, List<UnitInterface> interfaces, ChassisMib mib) {
        List<Alarm> alarms = new ArrayList<>();
        if (unit.getDirectorSlot() == 0) {
            alarms.add(new Alarm(AlarmType.NO_DIRECTOR, instance(mib.director(), 1, 0), "No blade is director"));
        }
        entities.forEach(entity -> entity(alarms, entity));
        interfaces.forEach(each -> link(alarms, each));
        for (SlotStatus slot : unit.getSlotsList()) {
            int number = slot.getSlot();
            if (slot.getPresent() && slot.getLinkUp() && number >= 1 && number <= EntityIndex.MAX_PLACE) {
                slot.getAgent().getProblemsList().forEach(problem -> alarms.add(new Alarm(AlarmType.BLADE_PROBLEM,
                        instance(ENT_PHYSICAL_DESCR, EntityIndex.blade(number)), "Blade " + number + ": " + problem)));
            }
        }
        cooling(alarms, unit, mib);
        return alarms.stream().distinct().collect(Collectors.toUnmodifiableList());
    }

    private static void entity(List<Alarm> alarms, PhysicalEntity entity) {
        OID resource = instance(ENT_PHYSICAL_DESCR, entity.index());
        Health health = entity.health();
        Sensor sensor = entity.sensor();
        if (health != null && health.alarm() == Health.Alarm.CRITICAL) {
            alarms.add(new Alarm(AlarmType.BLADE_LOST, resource, entity.name() + " does not answer"));
        } else if (health != null && health.alarm() == Health.Alarm.MAJOR
                // A processor has failed with its blade, or is without power as its operator wants it.
                && entity.physicalClass() != PhysicalClass.CPU) {
            alarms.add(new Alarm(AlarmType.PART_FAILED, resource, entity.name() + " has failed"));
        } else if (sensor != null && sensor.getStatus() == Sensor.Status.NONOPERATIONAL) {
            alarms.add(new Alarm(AlarmType.SENSOR_FAILED, resource, entity.name()
                    + (sensor.getFault().isEmpty() ? " can't be read" : " is not believed: " + sensor.getFault())));
        }
        if (sensor != null && stands(sensor)) {
            alarms.add(new Alarm(AlarmType.THRESHOLD, resource, entity.name() + " is beyond its "
                    + sensor.getStanding().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " threshold"));
        }
    }

    private static boolean stands(Sensor sensor) {
        return switch (sensor.getStanding()) {
            case STANDING_UNSPECIFIED, STANDING_NORMAL, UNRECOGNIZED -> false;
            default -> true;
        };
    }

    private static void cooling(List<Alarm> alarms, UnitSnapshot unit, ChassisMib mib) {
        int index = 0;
        for (CoolingZoneStatus zone : unit.getCoolingZonesList()) {
            index++;
            OID resource = instance(mib.zoneEntry(), 3, index);
            if (!zone.getReason().isEmpty()) {
                alarms.add(new Alarm(
                        AlarmType.COOLING, resource, "Fans of zone " + zone.getName() + ": " + zone.getReason()));
            }
            if (zone.getFansWorking() < zone.getFans()) {
                alarms.add(new Alarm(AlarmType.COOLING, resource, "Of the " + zone.getFans() + " fans of zone "
                        + zone.getName() + " " + (zone.getFans() - zone.getFansWorking()) + " do not turn as ordered"));
            }
        }
        for (SlotStatus slot : unit.getSlotsList()) {
            boolean hot = slot.getHeat() == Heat.THROTTLED || slot.getHeat() == Heat.LEAVING
                    || slot.getHeat() == Heat.OFF_UNTIL_COOL;
            if (hot && slot.getPresent() && slot.getSlot() >= 1 && slot.getSlot() <= EntityIndex.MAX_PLACE) {
                alarms.add(new Alarm(AlarmType.COOLING, instance(mib.bladeEntry(), 30, slot.getSlot()),
                        "Blade " + slot.getSlot() + ": " + slot.getReason()));
            }
        }
    }

    /** Of a board that does not answer it is not known. */
    private static void link(List<Alarm> alarms, UnitInterface each) {
        NetworkInterface facts = each.facts();
        boolean down = facts.getOper() == NetworkInterface.Oper.DOWN
                || facts.getOper() == NetworkInterface.Oper.LOWER_LAYER_DOWN;
        if (each.board().state() == Board.State.REACHED && facts.getConnector() && facts.getAdminUp() && down) {
            alarms.add(new Alarm(AlarmType.LINK_DOWN, instance(IF_INDEX, each.index()),
                    each.board().name() + " " + facts.getName() + " has no link"));
        }
    }

    private static OID instance(OID node, int... arcs) {
        OID instance = new OID(node);
        for (int arc : arcs) {
            instance.append(arc);
        }
        return instance;
    }
}
