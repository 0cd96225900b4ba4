package io.mediachassis.snmp;

import io.mediachassis.backplane.proto.AgentStatus;
import io.mediachassis.backplane.proto.ControllerStatus;
import io.mediachassis.backplane.proto.CoolingZoneStatus;
import io.mediachassis.backplane.proto.FanTrayStatus;
import io.mediachassis.backplane.proto.Heat;
import io.mediachassis.backplane.proto.HotSwapState;
import io.mediachassis.backplane.proto.Identity;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.proto.PsuStatus;
import io.mediachassis.backplane.proto.Role;
import io.mediachassis.backplane.proto.Sensor;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.Standing;
import io.mediachassis.backplane.proto.Term;
import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.backplane.proto.UnitSnapshot;
import java.util.List;

/** A made unit: 8 slots with blades in 1, 2, 3 and 5; 2 PSUs of which one is out, 2 fan trays, 2 controllers. */
public final class SampleUnit {
    public static final long AT = 1_790_000_000_000L;

    private SampleUnit() {}

    public static UnitSnapshot.Builder snapshot() {
        UnitSnapshot.Builder b = UnitSnapshot.newBuilder()
                .setSequence(7)
                .setActive(true)
                .setController(1)
                .setEpoch(5)
                .setActiveSinceEpochMs(AT - 60_000)
                .setChassisSerial("MC-0001")
                .setChassis(identity("CH8", "MC-0001"))
                .setSlotCount(8)
                .setDirectorSlot(2)
                .setTerm(Term.newBuilder().setEpoch(5).setElection(3))
                .setDirectorSinceEpochMs(AT - 30_000)
                .setStationAddress("127.0.1.100")
                .setStationRtspUrl("rtsp://127.0.1.100:8554/")
                .setStationHttpUrl("http://127.0.1.100:8080/")
                .setStationName("station-1")
                .setAtEpochMs(AT);
        for (int slot : new int[] {1, 2, 3, 5}) {
            b.addSlots(blade(slot, slot == 2 ? Role.DIRECTOR : Role.ENGINE));
        }
        b.addPsus(PsuStatus.newBuilder().setNumber(1).setPresent(true).setOk(true).setCapacityWatts(1200)
                .setIdentity(identity("PS1200", "PS-1"))
                .addSensors(sensor(1, "Input voltage", Sensor.Type.VOLTS_DC, 48_123))
                .addSensors(sensor(2, "Output power", Sensor.Type.WATTS, 312_460)));
        b.addPsus(PsuStatus.newBuilder().setNumber(2).setPresent(false));
        for (int tray = 1; tray <= 2; tray++) {
            b.addFanTrays(FanTrayStatus.newBuilder().setNumber(tray).setPresent(true).setOk(true).setDutyPercent(40)
                    .setIdentity(identity("FT3", "FT-" + tray))
                    .addSensors(sensor(1, "Speed", Sensor.Type.RPM, 5_400_000))
                    .addSensors(sensor(2, "Speed", Sensor.Type.RPM, 5_420_000))
                    .addSensors(sensor(3, "Outlet temperature", Sensor.Type.CELSIUS, 31_250)));
        }
        b.addCoolingZones(CoolingZoneStatus.newBuilder().setName("chassis").addAllSlots(List.of(1, 2, 3, 5))
                .addAllFanTrays(List.of(1, 2)).setState(CoolingZoneStatus.State.CONTROLLED).setLevelPercent(40)
                .setOrderedPercent(40).setMinimumPercent(32).setTargetMilliCelsius(65_000)
                .setHottestMilliCelsius(24_560).setHottestSlot(1).setHottestSensor(1).setInletMilliCelsius(22_000)
                .setWatts(351).setFans(4).setFansWorking(4));
        for (int c = 1; c <= 2; c++) {
            b.addControllers(ControllerStatus.newBuilder().setNumber(c).setActive(c == 1).setHealthy(true)
                    .setAddress("127.0.1.10" + c).setApiUrl("http://127.0.1.10" + c + ":8081/")
                    .setSoftwareVersion("0.1.0").setEpoch(c == 1 ? 5 : 4)
                    .setHost(SampleHost.controller(c)));
        }
        return b;
    }

    public static SlotStatus.Builder blade(int slot, Role role) {
        return SlotStatus.newBuilder()
                .setSlot(slot)
                .setState(HotSwapState.M4_ACTIVE)
                .setPresent(true)
                .setCbcReachable(true)
                .setPowered(true)
                .setLinkUp(true)
                .setBoard(identity("MB1", "BL-" + slot))
                .setCbc(identity("CBC1", "CB-" + slot))
                .setAddress("127.0.1." + slot)
                .setLastResetCause("power on")
                .setHost(SampleHost.blade(slot))
                .setHeat(Heat.HEAT_NORMAL)
                .setAdmittedPercent(100)
                .addSensors(sensor(1, "Inlet temperature", Sensor.Type.CELSIUS, 24_560).toBuilder()
                        .setStanding(Standing.STANDING_NORMAL)
                        .addAllUpperMilli(List.of(45_000L, 50_000L, 55_000L)))
                .addSensors(sensor(2, "12 V rail", Sensor.Type.VOLTS_DC, 12_034))
                .addSensors(sensor(3, "Power", Sensor.Type.WATTS, 87_650))
                .setAgent(AgentStatus.newBuilder()
                        .setRole(role)
                        .setTerm(Term.newBuilder().setEpoch(5).setElection(3))
                        .setUptimeMs(123_450)
                        .setState("in service")
                        .addPrograms(ProgramHolding.newBuilder().setProgramId("p1"))
                        .setLoad(LoadReport.newBuilder().setStreams(slot * 10).setStreamsCapacity(500)
                                .setEgressBps(slot * 40_000_000L).setEgressCapacityBps(9_000_000_000L)
                                .setDiskTotalBytes(4_000_000_000_000L).setDiskFreeBytes(1_000_000_000_000L)
                                .setInService(true)));
    }

    public static Sensor sensor(int number, String name, Sensor.Type type, long milli) {
        return Sensor.newBuilder().setNumber(number).setName(name).setType(type).setMilli(milli)
                .setStatus(Sensor.Status.OK).build();
    }

    public static Identity identity(String part, String serial) {
        return Identity.newBuilder().setManufacturer("Mediachassis").setPartNumber(part).setSerialNumber(serial)
                .setHardwareRevision("A").setFirmwareVersion("1.0").build();
    }

    public static UnitEvent event(long number, String kind, int slot) {
        return UnitEvent.newBuilder().setNumber(number).setAtEpochMs(AT).setSeverity(UnitEvent.Severity.WARNING)
                .setKind(kind).setSlot(slot).setText(kind + " in slot " + slot)
                .setTerm(Term.newBuilder().setEpoch(5).setElection(4)).setOldSlot(2).build();
    }
}
