package io.mediachassis.sim.device;

import static io.mediachassis.sim.device.Firmware.BUS_LINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceReply.Result;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.backplane.proto.SensorKind;
import io.mediachassis.backplane.proto.SensorReading;
import java.util.List;
import org.junit.jupiter.api.Test;

class PsuFirmwareTest {
    private final PsuFirmware psu =
            new PsuFirmware(DeviceIdentity.newBuilder().setWatts(1200).build(), 2, NonVolatile.inMemory(), 1);
    private final Bench bench = new Bench(psu);

    private DeviceStatus status() {
        return bench.ask(BUS_LINE, 0, Order.poll()).getStatus();
    }

    private List<DeviceEvent.Kind> events() {
        return status().getEventsList().stream().map(DeviceEvent::getKind).toList();
    }

    @Test
    void itsAddressIsItsNumberAmongTheSupplies() {
        assertEquals(0x22, psu.address());
    }

    @Test
    void tellsThatItsOutputFailedAndCameBackOnceEach() {
        assertTrue(status().getPowerGood());
        psu.output(false);
        psu.output(false);
        assertFalse(status().getPowerGood());
        assertTrue(status().getPowerWanted(), "it is on, though it gives nothing");
        psu.output(true);
        assertTrue(status().getPowerGood());
        assertEquals(
                List.of(DeviceEvent.Kind.FIRMWARE_STARTED, DeviceEvent.Kind.POWER_LOST, DeviceEvent.Kind.POWER_RESTORED),
                events());
    }

    @Test
    void reportsWhatItsSensorsShow() {
        SensorReading watts =
                SensorReading.newBuilder().setKind(SensorKind.POWER).setValue(4500).build();
        psu.readings(List.of(watts));
        assertEquals(List.of(watts), status().getReadingsList());
    }

    @Test
    void takesNoOrderOfABladeButLightsItsIndicator() {
        assertEquals(Result.UNSUPPORTED, bench.ask(BUS_LINE, 1, Order.power(false)).getResult());
        assertEquals(Result.UNSUPPORTED, bench.ask(BUS_LINE, 1, Order.reset()).getResult());
        assertTrue(psu.good());
        assertEquals(Result.OK, bench.ask(BUS_LINE, 1, Order.identify(true)).getResult());
        assertTrue(status().getIdentify());
    }
}
