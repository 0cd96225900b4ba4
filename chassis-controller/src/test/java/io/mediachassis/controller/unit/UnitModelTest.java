package io.mediachassis.controller.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.mediachassis.backplane.proto.AgentStatus;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.backplane.proto.Heat;
import io.mediachassis.backplane.proto.HostReport;
import io.mediachassis.backplane.proto.HotSwapState;
import io.mediachassis.backplane.proto.Identity;
import io.mediachassis.backplane.proto.ResetCause;
import io.mediachassis.backplane.proto.Sensor;
import io.mediachassis.backplane.proto.SensorKind;
import io.mediachassis.backplane.proto.SensorReading;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.Standing;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.cooling.BladeHeat;
import io.mediachassis.controller.cooling.CoolingSettings;
import io.mediachassis.controller.cooling.CoolingView;
import io.mediachassis.controller.cooling.SensorRole;
import io.mediachassis.controller.cooling.SensorState;
import io.mediachassis.controller.cooling.Thresholds;
import io.mediachassis.controller.hardware.DeviceFacts;
import io.mediachassis.controller.hardware.HardwareView;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnitModelTest {
    private final UnitModel model = new UnitModel(new UnitInputs.Facts(
            "SIM-1",
            Identity.getDefaultInstance(),
            4,
            Map.of(1, "127.0.1.1"),
            new UnitInputs.Station("S", "127.0.1.100", "rtsp://s/", "http://s/", "s:8555")));

    private UnitSnapshot snapshot(DeviceFacts cbc, boolean present) {
        return snapshot(cbc, present,
                Map.of(1, new UnitInputs.Agent("0.1", "B7", AgentStatus.getDefaultInstance())));
    }

    private UnitSnapshot snapshot(DeviceFacts cbc, boolean present, Map<Integer, UnitInputs.Agent> agents) {
        HotSwapState state = present ? HotSwapState.M4_ACTIVE : HotSwapState.M0_NOT_INSTALLED;
        return model.snapshot(new UnitInputs(
                new HardwareView(
                        List.of(new HardwareView.SlotView(1, state, present, present, true, "", cbc)), List.of(), List.of(),
                        HardwareView.EMPTY.power(), HardwareView.EMPTY.cooling()),
                agents,
                List.of(),
                new UnitInputs.Controlling(1, true, 3, 5),
                new UnitInputs.Director(1, new Term(3, 1), 9),
                List.of(),
                11));
    }

    private static SensorReading reading(SensorKind kind, int index, int value) {
        return SensorReading.newBuilder().setKind(kind).setIndex(index).setValue(value).build();
    }

    @Test
    void sensorsKeepNumberAndNameAndBecomeUnavailable() {
        DeviceIdentity identity = DeviceIdentity.newBuilder()
                .setSerialNumber("C1")
                .setFirmwareVersion("fw")
                .build();
        DeviceStatus status = DeviceStatus.newBuilder()
                .setPowerGood(true)
                .setResetCause(ResetCause.OVER_TEMPERATURE)
                .addReadings(reading(SensorKind.TEMPERATURE, 0, 415))
                .addReadings(reading(SensorKind.VOLTAGE, 1, 12_050))
                .addReadings(reading(SensorKind.POWER, 0, 800))
                .addReadings(reading(SensorKind.FAN_SPEED, 0, 5400))
                .addReadings(reading(SensorKind.TEMPERATURE, 500, 1))
                .build();
        UnitSnapshot first = snapshot(new DeviceFacts(1, true, identity, status), true);
        SlotStatus slot = first.getSlots(0);
        assertEquals(
                List.of("1 Fan 1 5400000", "101 Temperature 1 41500", "202 Voltage 2 12050", "401 Power 1 80000"),
                slot.getSensorsList().stream()
                        .map(s -> s.getNumber() + " " + s.getName() + " " + s.getMilli())
                        .toList());
        assertEquals("over temperature", slot.getLastResetCause());
        assertEquals("B7", slot.getBoard().getSerialNumber());
        assertEquals("0.1", slot.getBoard().getFirmwareVersion());
        assertEquals("C1", slot.getCbc().getSerialNumber());
        assertEquals("127.0.1.1", slot.getAddress());

        UnitSnapshot silent = snapshot(new DeviceFacts(1, false, identity, status), true);
        assertEquals(first.getSequence() + 1, silent.getSequence());
        assertEquals(4, silent.getSlots(0).getSensorsCount());
        for (Sensor sensor : silent.getSlots(0).getSensorsList()) {
            assertEquals(Sensor.Status.UNAVAILABLE, sensor.getStatus());
            assertEquals(0, sensor.getMilli());
        }

        UnitSnapshot pulled = snapshot(new DeviceFacts(1, false, null, null), false);
        assertEquals(0, pulled.getSlots(0).getSensorsCount());
        assertFalse(pulled.getSlots(0).hasAgent());
    }

    @Test
    void sensorsShowWhereTheyStandAndWhyTheyAreNotBelieved() {
        Thresholds board = CoolingSettings.DEFAULT.limits().board();
        CoolingView cooling = new CoolingView(List.of(), Map.of(
                new CoolingView.Place(1, SensorKind.TEMPERATURE, 1), new SensorState(
                        SensorRole.BOARD, 86, io.mediachassis.controller.cooling.Standing.UPPER_CRITICAL, "", board, 9000),
                new CoolingView.Place(1, SensorKind.TEMPERATURE, 3), new SensorState(
                        SensorRole.BOARD, Double.NaN, io.mediachassis.controller.cooling.Standing.NORMAL, "it lies", board, 9000),
                new CoolingView.Place(0x31, SensorKind.FAN_SPEED, 1), new SensorState(
                        SensorRole.FAN, 60, io.mediachassis.controller.cooling.Standing.LOWER_CRITICAL, "",
                        CoolingSettings.DEFAULT.limits().fan(), 9000)),
                Map.of(1, new CoolingView.Heat(BladeHeat.State.THROTTLED, 50)), 65);
        DeviceFacts cbc = new DeviceFacts(1, true, null, DeviceStatus.newBuilder()
                .addReadings(reading(SensorKind.TEMPERATURE, 1, 860))
                .addReadings(reading(SensorKind.TEMPERATURE, 3, 5000))
                .build());
        DeviceFacts tray = new DeviceFacts(0x31, true, null, DeviceStatus.newBuilder()
                .setFanDutyPercent(50)
                .addReadings(reading(SensorKind.FAN_SPEED, 1, 2700))
                .build());
        UnitSnapshot unit = model.snapshot(new UnitInputs(
                new HardwareView(List.of(new HardwareView.SlotView(1, HotSwapState.M4_ACTIVE, true, true, true, "", cbc)),
                        List.of(), List.of(tray), HardwareView.EMPTY.power(), cooling),
                Map.of(), List.of(), new UnitInputs.Controlling(1, true, 3, 5),
                new UnitInputs.Director(1, new Term(3, 1), 9), List.of(), 11));
        SlotStatus slot = unit.getSlots(0);
        assertEquals(Heat.THROTTLED, slot.getHeat());
        assertEquals(50, slot.getAdmittedPercent());
        Sensor hot = slot.getSensors(0);
        assertEquals(Standing.UPPER_CRITICAL, hot.getStanding());
        assertEquals(List.of(75_000L, 85_000L, 92_000L), hot.getUpperMilliList());
        Sensor lies = slot.getSensors(1);
        assertEquals(Sensor.Status.NONOPERATIONAL, lies.getStatus());
        assertEquals(0, lies.getMilli(), "no value that is not believed");
        assertEquals("it lies", lies.getFault());
        assertFalse(unit.getFanTrays(0).getOk());
        assertEquals(List.of(3_825_000L, 3_150_000L, 900_000L), unit.getFanTrays(0).getSensors(0).getLowerMilliList(),
                "of 4500 rpm, which it is driven for");
    }

    private static String boot(UnitSnapshot unit) {
        return unit.getSlots(0).getHost().getBootId();
    }

    @Test
    void aBoardIsKnownUntilItIsTakenOut() {
        DeviceFacts cbc = new DeviceFacts(1, true, null, null);
        HostReport host = HostReport.newBuilder().setBootId("b").build();
        AgentStatus told = AgentStatus.newBuilder().setPid(7).setHost(host).build();
        UnitSnapshot linked = snapshot(cbc, true, Map.of(1, new UnitInputs.Agent("0.1", "B7", told)));
        assertEquals("b", boot(linked));
        assertEquals(told.toBuilder().clearHost().build(), linked.getSlots(0).getAgent(), "not twice");
        assertEquals("b", boot(snapshot(cbc, true, Map.of())), "out of reach");
        assertFalse(snapshot(cbc, false, Map.of()).getSlots(0).hasHost());
        assertFalse(snapshot(cbc, true, Map.of()).getSlots(0).hasHost(), "another board, for all that is known");
        model.remember(linked);
        assertEquals("b", boot(snapshot(cbc, true, Map.of())), "as the other controller knew it");
        model.remember(UnitSnapshot.newBuilder().addSlots(SlotStatus.newBuilder().setSlot(1)).build());
        assertFalse(snapshot(cbc, true, Map.of()).getSlots(0).hasHost(), "the other controller saw it taken out");
    }
}
