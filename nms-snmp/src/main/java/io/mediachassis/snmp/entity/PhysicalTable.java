package io.mediachassis.snmp.entity;

import io.mediachassis.backplane.proto.ControllerStatus;
import io.mediachassis.backplane.proto.FanTrayStatus;
import io.mediachassis.backplane.proto.HostReport;
import io.mediachassis.backplane.proto.HotSwapState;
import io.mediachassis.backplane.proto.Identity;
import io.mediachassis.backplane.proto.NetworkInterface;
import io.mediachassis.backplane.proto.PsuStatus;
import io.mediachassis.backplane.proto.Role;
import io.mediachassis.backplane.proto.Sensor;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.Standing;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.snmp.snapshot.RowBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The unit as physical entities, ascending by index: the chassis; each bay as a container that is always there; what is
 * in a bay only while it is there (RFC 6933's model of an empty slot); sensors within the board that carries them. Pure.
 */
public final class PhysicalTable {
    private final UnitSnapshot unit;
    private final List<PhysicalEntity> entities = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private PhysicalTable(UnitSnapshot unit) {
        this.unit = unit;
    }

    /** All entities of a snapshot. Numbers out of range (place 1 to 99, sensor 1 to 999) have no row. */
    public static List<PhysicalEntity> of(UnitSnapshot unit) {
        PhysicalTable table = new PhysicalTable(unit);
        table.chassis();
        table.slots();
        table.psus();
        table.fanTrays();
        table.controllers();
        table.entities.sort(Comparator.comparingInt(PhysicalEntity::index));
        return List.copyOf(table.entities);
    }

    private void chassis() {
        String version = unit.getControllersList().stream()
                .filter(ControllerStatus::getActive)
                .map(ControllerStatus::getSoftwareVersion)
                .findFirst()
                .orElse("");
        Identity.Builder identity = unit.getChassis().toBuilder();
        if (identity.getSerialNumber().isEmpty()) {
            identity.setSerialNumber(unit.getChassisSerial());
        }
        add(new PhysicalEntity(EntityIndex.CHASSIS, 0, PhysicalClass.CHASSIS, -1, VendorType.CHASSIS, "Chassis",
                "Media station chassis", identity.build(), version, false, Health.of(true), null));
    }

    private void slots() {
        for (int slot = 1; slot <= Math.min(unit.getSlotCount(), EntityIndex.MAX_PLACE); slot++) {
            bay(EntityIndex.SLOT, slot, "Slot " + slot, "Blade slot " + slot, VendorType.SLOT);
        }
        for (SlotStatus s : unit.getSlotsList()) {
            if (s.getPresent() && s.getSlot() >= 1 && s.getSlot() <= Math.min(unit.getSlotCount(),
                    EntityIndex.MAX_PLACE)) {
                blade(s);
            }
        }
    }

    private void blade(SlotStatus s) {
        int slot = s.getSlot();
        String name = "Blade " + slot;
        int blade = EntityIndex.blade(slot);
        add(new PhysicalEntity(blade, EntityIndex.of(EntityIndex.SLOT, slot, EntityIndex.BAY, 0), PhysicalClass.MODULE,
                1, VendorType.BLADE, name, "Media blade in slot " + slot, s.getBoard(),
                s.getBoard().getFirmwareVersion(), true, bladeHealth(s), null));
        add(new PhysicalEntity(EntityIndex.of(EntityIndex.SLOT, slot, EntityIndex.CBC, 0), blade, PhysicalClass.MODULE,
                1, VendorType.CBC, name + " CBC", "Chassis board controller of blade " + slot, s.getCbc(), "", false,
                Health.of(s.getCbcReachable()), null));
        add(new PhysicalEntity(EntityIndex.of(EntityIndex.SLOT, slot, EntityIndex.CPU, 0), blade, PhysicalClass.CPU,
                1, VendorType.CPU, name + " CPU", "Processor of blade " + slot, Identity.getDefaultInstance(), "",
                false, Health.of(s.getPowered()), null));
        ports(s.getHost(), EntityIndex.SLOT, slot, blade, name);
        sensors(s.getSensorsList(), EntityIndex.SLOT, slot, blade, name);
    }

    private static Health bladeHealth(SlotStatus s) {
        HotSwapState state = s.getState();
        boolean serving = state == HotSwapState.M4_ACTIVE && s.getLinkUp();
        Role role = s.getAgent().getRole();
        Health.Admin admin = switch (state) {
            case M5_DEACTIVATION_REQUEST, M6_DEACTIVATION_IN_PROGRESS -> Health.Admin.SHUTTING_DOWN;
            case M1_INACTIVE -> Health.Admin.LOCKED;
            default -> Health.Admin.UNLOCKED;
        };
        boolean lost = state == HotSwapState.M7_COMMUNICATION_LOST
                || (state == HotSwapState.M4_ACTIVE && !s.getLinkUp());
        return new Health(admin,
                serving ? Health.Oper.ENABLED : Health.Oper.DISABLED,
                !serving || (s.getAgent().getLoad().getStreams() == 0 && role == Role.ENGINE)
                        ? Health.Usage.IDLE : Health.Usage.ACTIVE,
                lost ? Health.Alarm.CRITICAL : Health.Alarm.NONE,
                !serving ? Health.Standby.UNKNOWN
                        : role == Role.ENGINE ? Health.Standby.HOT_STANDBY : Health.Standby.PROVIDING_SERVICE);
    }

    private void psus() {
        for (PsuStatus p : unit.getPsusList()) {
            int number = p.getNumber();
            if (number < 1 || number > EntityIndex.MAX_PLACE) {
                continue;
            }
            String name = "PSU " + number;
            int bay = bay(EntityIndex.PSU, number, "PSU bay " + number, "Power supply bay " + number,
                    VendorType.PSU_BAY);
            if (!p.getPresent()) {
                continue;
            }
            int psu = EntityIndex.of(EntityIndex.PSU, number, EntityIndex.BOARD, 0);
            add(new PhysicalEntity(psu, bay, PhysicalClass.POWER_SUPPLY, 1, VendorType.PSU, name,
                    "Power supply " + number + ", " + p.getCapacityWatts() + " W", p.getIdentity(), "", true,
                    Health.of(p.getOk()), null));
            sensors(p.getSensorsList(), EntityIndex.PSU, number, psu, name);
        }
    }

    private void fanTrays() {
        for (FanTrayStatus f : unit.getFanTraysList()) {
            int number = f.getNumber();
            if (number < 1 || number > EntityIndex.MAX_PLACE) {
                continue;
            }
            String name = "Fan tray " + number;
            int bay = bay(EntityIndex.FAN_TRAY, number, "Fan tray bay " + number, "Fan tray bay " + number,
                    VendorType.FAN_BAY);
            if (!f.getPresent()) {
                continue;
            }
            int tray = EntityIndex.of(EntityIndex.FAN_TRAY, number, EntityIndex.BOARD, 0);
            add(new PhysicalEntity(tray, bay, PhysicalClass.MODULE, 1, VendorType.FAN_TRAY, name, name,
                    f.getIdentity(), "", true, Health.of(f.getOk()), null));
            int fans = 0;
            for (Sensor s : f.getSensorsList()) {
                if (s.getType() == Sensor.Type.RPM && s.getNumber() >= 1 && s.getNumber() <= EntityIndex.MAX_FAN) {
                    fan(f, tray, ++fans, s);
                }
            }
            List<Sensor> others = f.getSensorsList().stream()
                    .filter(s -> s.getType() != Sensor.Type.RPM || s.getNumber() > EntityIndex.MAX_FAN)
                    .toList();
            sensors(others, EntityIndex.FAN_TRAY, number, tray, name);
        }
    }

    /** A fan has the number of its speed sensor, so that it keeps its index whatever the others do. */
    private void fan(FanTrayStatus tray, int trayIndex, int position, Sensor speed) {
        String name = "Fan " + tray.getNumber() + "." + speed.getNumber();
        int fan = EntityIndex.fan(tray.getNumber(), speed.getNumber());
        add(new PhysicalEntity(fan, trayIndex, PhysicalClass.FAN, position, VendorType.FAN, name,
                "Fan " + speed.getNumber() + " of tray " + tray.getNumber(), Identity.getDefaultInstance(), "", false,
                Health.of(speed.getStatus() == Sensor.Status.OK && !fails(speed)), null));
        sensor(speed, fan + speed.getNumber(), fan, 1, name);
    }

    private static boolean fails(Sensor speed) {
        return speed.getStanding() == Standing.LOWER_CRITICAL || speed.getStanding() == Standing.LOWER_FATAL;
    }

    private void controllers() {
        for (ControllerStatus c : unit.getControllersList()) {
            int number = c.getNumber();
            if (number < 1 || number > EntityIndex.MAX_PLACE) {
                continue;
            }
            String name = "Controller " + number;
            int bay = bay(EntityIndex.CONTROLLER, number, "Controller bay " + number, "Controller bay " + number,
                    VendorType.CONTROLLER_BAY);
            Health health = c.getHealthy()
                    ? new Health(Health.Admin.UNLOCKED, Health.Oper.ENABLED,
                            c.getActive() ? Health.Usage.ACTIVE : Health.Usage.IDLE, Health.Alarm.NONE,
                            c.getActive() ? Health.Standby.PROVIDING_SERVICE : Health.Standby.HOT_STANDBY)
                    : Health.of(false);
            int controller = EntityIndex.controller(number);
            add(new PhysicalEntity(controller, bay, PhysicalClass.MODULE, 1, VendorType.CONTROLLER, name,
                    "Chassis controller " + number, Identity.getDefaultInstance(), c.getSoftwareVersion(), true,
                    health, null));
            ports(c.getHost(), EntityIndex.CONTROLLER, number, controller, name);
        }
    }

    private int bay(int kind, int place, String name, String descr, int vendorType) {
        int index = EntityIndex.of(kind, place, EntityIndex.BAY, 0);
        add(new PhysicalEntity(index, EntityIndex.CHASSIS, PhysicalClass.CONTAINER, place, vendorType, name, descr,
                Identity.getDefaultInstance(), "", false, null, null));
        return index;
    }

    /** The interfaces that a cable goes into; whether they are up is in IF-MIB. */
    private void ports(HostReport host, int kind, int place, int board, String boardName) {
        Set<Integer> seen = new HashSet<>();
        for (NetworkInterface port : host.getInterfacesList()) {
            int number = port.getNumber();
            if (port.getConnector() && number >= 1 && number <= EntityIndex.MAX_SENSOR && seen.add(number)) {
                String name = boardName + " " + port.getName();
                add(new PhysicalEntity(EntityIndex.of(kind, place, EntityIndex.PORT, number), board,
                        PhysicalClass.PORT, seen.size(), VendorType.PORT, name, "Network port " + name,
                        Identity.getDefaultInstance(), "", false, null, null));
            }
        }
    }

    private void sensors(List<Sensor> sensors, int kind, int place, int parent, String parentName) {
        int position = 0;
        for (Sensor s : sensors) {
            if (s.getNumber() >= 1 && s.getNumber() <= EntityIndex.MAX_SENSOR) {
                sensor(s, EntityIndex.of(kind, place, EntityIndex.BOARD, s.getNumber()), parent, ++position,
                        parentName);
            }
        }
    }

    private void sensor(Sensor s, int index, int parent, int position, String parentName) {
        String label = s.getName().isBlank() ? "Sensor " + s.getNumber() : s.getName();
        String name = parentName + " " + label;
        add(new PhysicalEntity(index, parent, PhysicalClass.SENSOR, position, VendorType.SENSOR, name, name,
                Identity.getDefaultInstance(), "", false, null, s));
    }

    /** A second sensor of the same name gets its index after it: names are unique, or managers mix readings up. */
    private void add(PhysicalEntity e) {
        @Nullable PhysicalEntity row = e;
        String name = RowBuilder.ascii(e.name());
        if (!names.add(name)) {
            name = name + " #" + e.index();
            if (!names.add(name)) {
                return;
            }
            row = new PhysicalEntity(e.index(), e.containedIn(), e.physicalClass(), e.position(), e.vendorType(), name,
                    e.descr(), e.identity(), e.software(), e.fru(), e.health(), e.sensor());
        }
        entities.add(row);
    }
}
