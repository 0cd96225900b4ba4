package io.mediachassis.controller.unit;

import io.mediachassis.backplane.proto.AgentStatus;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.backplane.proto.FanTrayStatus;
import io.mediachassis.backplane.proto.HostReport;
import io.mediachassis.backplane.proto.Identity;
import io.mediachassis.backplane.proto.PowerStatus;
import io.mediachassis.backplane.proto.PsuStatus;
import io.mediachassis.backplane.proto.ResetCause;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.controller.cooling.CoolingView;
import io.mediachassis.controller.hardware.BusAddress;
import io.mediachassis.controller.hardware.DeviceFacts;
import io.mediachassis.controller.hardware.HardwareView;
import io.mediachassis.controller.hardware.PowerBudget;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Puts the {@link UnitSnapshot} together that the SNMP agent, the management API and the commands show. Its sequence
 * rises with each one. Pure; one thread.
 */
public final class UnitModel {
    private final UnitInputs.Facts facts;
    private final SensorTable sensors = new SensorTable();
    private final HostTable hosts = new HostTable();
    private long sequence;

    public UnitModel(UnitInputs.Facts facts) {
        this.facts = facts;
    }

    /** Another controller's view of the unit, which this one may have to go on from. */
    public void remember(UnitSnapshot unit) {
        hosts.remember(unit);
    }

    /** The whole unit by these inputs. */
    public UnitSnapshot snapshot(UnitInputs in) {
        UnitInputs.Station station = facts.station();
        UnitSnapshot.Builder unit = UnitSnapshot.newBuilder()
                .setSequence(++sequence)
                .setActive(in.self().active())
                .setController(in.self().number())
                .setEpoch((int) in.self().epoch())
                .setActiveSinceEpochMs(in.self().activeSinceEpochMs())
                .setChassisSerial(facts.chassisSerial())
                .setChassis(facts.chassis())
                .setSlotCount(facts.slotCount())
                .addAllControllers(in.controllers())
                .setDirectorSlot(in.director().slot())
                .setTerm(in.director().term().toProto())
                .setDirectorSinceEpochMs(in.director().sinceEpochMs())
                .setStationName(station.name())
                .setStationAddress(station.address())
                .setStationRtspUrl(station.rtspUrl())
                .setStationHttpUrl(station.httpUrl())
                .setStationLocate(station.locate())
                .addAllCounterDeclarations(in.counters())
                .setAtEpochMs(in.atEpochMs());
        CoolingView cooling = in.hardware().cooling();
        cooling.zones().forEach(zone -> unit.addCoolingZones(CoolingModel.zone(zone, cooling.target())));
        for (HardwareView.SlotView slot : in.hardware().slots()) {
            unit.addSlots(slot(slot, in.agents().get(slot.slot()), cooling));
        }
        unit.setPower(power(in.hardware().power()));
        for (DeviceFacts psu : in.hardware().psus()) {
            unit.addPsus(psu(psu, cooling));
        }
        for (DeviceFacts tray : in.hardware().fanTrays()) {
            unit.addFanTrays(fanTray(tray, cooling));
        }
        return unit.build();
    }

    private SlotStatus slot(
            HardwareView.SlotView view, UnitInputs.@Nullable Agent agent, CoolingView cooling) {
        SlotStatus.Builder slot = SlotStatus.newBuilder()
                .setSlot(view.slot())
                .setState(view.state())
                .setPresent(view.present())
                .setCbcReachable(view.cbc().reachable())
                .setPowered(view.cbc().powerGood())
                .setLinkUp(view.linkUp())
                .setAddress(facts.bladeAddresses().getOrDefault(view.slot(), ""))
                .addAllSensors(sensors.of(view.cbc(), view.present(), cooling));
        AgentStatus told = agent == null ? AgentStatus.getDefaultInstance() : agent.status();
        HostReport host = hosts.of(view.slot(), view.present(), told.hasHost() ? told.getHost() : null);
        if (!view.present()) {
            return slot.build();
        }
        if (host != null) {
            slot.setHost(host);
        }
        CoolingModel.heat(slot, cooling);
        slot.setHandleOpen(!view.handleClosed()).setReason(view.reason()).setNeedWatts(view.cbc().watts());
        DeviceIdentity device = view.cbc().identity();
        if (device != null) {
            Identity cbc = identity(device);
            slot.setCbc(cbc);
            slot.setBoard(cbc.toBuilder().clearFirmwareVersion());
        }
        DeviceStatus status = view.cbc().status();
        if (status != null) {
            slot.setIdentify(status.getIdentify());
            slot.setBlueLed(status.getBlueLed());
            slot.setLastResetCause(cause(status.getResetCause()));
        }
        if (agent != null) {
            slot.getBoardBuilder().setFirmwareVersion(agent.softwareVersion());
            if (!agent.serialNumber().isEmpty()) {
                slot.getBoardBuilder().setSerialNumber(agent.serialNumber());
            }
            slot.setAgent(told.toBuilder().clearHost());
        }
        return slot.build();
    }

    private static PowerStatus power(HardwareView.PowerView power) {
        PowerBudget budget = power.budget();
        return PowerStatus.newBuilder()
                .setRedundancy(switch (budget.redundancy()) {
                    case N -> PowerStatus.Redundancy.N;
                    case N_PLUS_1 -> PowerStatus.Redundancy.N_PLUS_1;
                    case N_PLUS_N -> PowerStatus.Redundancy.N_PLUS_N;
                })
                .setRedundant(budget.redundant(power.promisedWatts()))
                .setInstalledWatts(budget.installedWatts())
                .setGoodWatts(budget.goodWatts())
                .setUsableWatts(budget.usableWatts())
                .setPromisedWatts(power.promisedWatts())
                .setMeasuredWatts(power.measuredWatts())
                .setRestore(power.restore().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .build();
    }

    private PsuStatus psu(DeviceFacts psu, CoolingView cooling) {
        PsuStatus.Builder status = PsuStatus.newBuilder()
                .setNumber(BusAddress.number(psu.address()))
                .setPresent(true)
                .setOk(psu.reachable() && psu.powerGood())
                .setCapacityWatts(psu.watts())
                .addAllSensors(sensors.of(psu, true, cooling));
        DeviceIdentity identity = psu.identity();
        if (identity != null) {
            status.setIdentity(identity(identity));
        }
        return status.build();
    }

    private FanTrayStatus fanTray(DeviceFacts tray, CoolingView cooling) {
        DeviceStatus read = tray.status();
        FanTrayStatus.Builder status = FanTrayStatus.newBuilder()
                .setNumber(BusAddress.number(tray.address()))
                .setPresent(true)
                .setOk(tray.reachable() && read != null && !cooling.fanFailed(tray.address()))
                .setDutyPercent(read == null ? 0 : read.getFanDutyPercent())
                .addAllSensors(sensors.of(tray, true, cooling));
        DeviceIdentity identity = tray.identity();
        if (identity != null) {
            status.setIdentity(identity(identity));
        }
        return status.build();
    }

    private static Identity identity(DeviceIdentity device) {
        return Identity.newBuilder()
                .setManufacturer(device.getManufacturer())
                .setPartNumber(device.getPartNumber())
                .setSerialNumber(device.getSerialNumber())
                .setHardwareRevision(device.getHardwareRevision())
                .setFirmwareVersion(device.getFirmwareVersion())
                .build();
    }

    private static String cause(ResetCause cause) {
        return cause == ResetCause.RESET_CAUSE_UNSPECIFIED || cause == ResetCause.UNRECOGNIZED
                ? ""
                : cause.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
