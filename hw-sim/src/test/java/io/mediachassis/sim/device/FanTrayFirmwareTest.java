package io.mediachassis.sim.device;

import static io.mediachassis.sim.device.Firmware.BUS_LINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceReply.Result;
import io.mediachassis.backplane.proto.DeviceStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class FanTrayFirmwareTest {
    private final FanTrayFirmware tray =
            new FanTrayFirmware(DeviceIdentity.getDefaultInstance(), 1, NonVolatile.inMemory(), 1);
    private final Bench bench = new Bench(tray);

    private DeviceStatus status() {
        return bench.ask(BUS_LINE, 0, Order.poll()).getStatus();
    }

    private DeviceReply duty(long epoch, int percent) {
        return bench.ask(BUS_LINE, epoch, Order.duty(percent));
    }

    @Test
    void turnsItsFansAsOrdered() {
        assertEquals(0x31, tray.address());
        assertEquals(Result.OK, duty(1, 55).getResult());
        assertEquals(55, tray.duty());
        assertEquals(55, status().getFanDutyPercent());
    }

    @Test
    void refusesADutyThatWouldStopTheAirOrIsNone() {
        duty(1, 30);
        assertEquals(Result.REFUSED, duty(1, 19).getResult());
        DeviceReply over = duty(1, 101);
        assertEquals(Result.REFUSED, over.getResult());
        assertEquals("20..100 percent", over.getDetail());
        assertEquals(30, tray.duty());
        assertEquals(Result.OK, duty(1, 20).getResult());
        assertEquals(Result.OK, duty(1, 100).getResult());
    }

    @Test
    void withoutOrdersItGoesToFullSpeedAndComesBackByTheNext() {
        duty(1, 35);
        bench.step((int) FanTrayFirmware.FAILSAFE_MS - 200);
        assertEquals(35, tray.duty());
        bench.step(400);
        assertEquals(100, tray.duty(), "no controller is left");
        assertEquals(100, status().getFanDutyPercent());
        duty(1, 35);
        bench.step(1_000);
        assertEquals(35, tray.duty());
    }

    @Test
    void aTrayThatWasNeverOrderedCountsFromItsStart() {
        bench.step(0);
        int atStart = tray.duty();
        bench.step((int) FanTrayFirmware.FAILSAFE_MS - 200);
        assertEquals(atStart, tray.duty());
        bench.step(400);
        assertEquals(100, tray.duty());
    }

    @Test
    void aRefusedOrderIsNoSignOfLife() {
        duty(1, 35);
        for (int i = 0; i < 12; i++) {
            bench.step(1_000);
            duty(1, 5);
        }
        assertEquals(100, tray.duty());
    }

    @Test
    void anEarlierControllersOrderIsRefused() {
        assertEquals(Result.OK, duty(4, 50).getResult());
        assertEquals(Result.STALE_EPOCH, duty(3, 20).getResult());
        assertEquals(50, tray.duty());
    }

    @Test
    void tellsOnceThatItsFansStandStill() {
        tray.stall(true);
        tray.stall(true);
        assertTrue(tray.stalled());
        tray.stall(false);
        tray.stall(true);
        assertEquals(
                List.of(DeviceEvent.Kind.FIRMWARE_STARTED, DeviceEvent.Kind.FAN_STALLED, DeviceEvent.Kind.FAN_STALLED),
                status().getEventsList().stream().map(DeviceEvent::getKind).toList());
    }
}
