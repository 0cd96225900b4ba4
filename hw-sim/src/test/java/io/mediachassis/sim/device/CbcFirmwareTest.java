package io.mediachassis.sim.device;

import static io.mediachassis.sim.device.CbcFirmware.PRIVATE_LINE;
import static io.mediachassis.sim.device.Firmware.BUS_LINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceReply.Result;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.backplane.proto.Enrolment;
import io.mediachassis.backplane.proto.Poll;
import io.mediachassis.backplane.proto.ResetCause;
import io.mediachassis.backplane.proto.SensorKind;
import io.mediachassis.backplane.proto.SensorReading;
import io.mediachassis.backplane.serial.EventLedger;
import io.mediachassis.backplane.serial.SerialFrame;
import java.util.List;
import org.junit.jupiter.api.Test;

class CbcFirmwareTest {
    private static final List<DeviceAction> ON = List.of(new DeviceAction.BoardPower(true));
    private static final List<DeviceAction> OFF = List.of(new DeviceAction.BoardPower(false));

    private final NonVolatile memory = NonVolatile.inMemory();
    private final CbcFirmware cbc = new CbcFirmware(DeviceIdentity.getDefaultInstance(), 3, memory, 1);
    private final Bench bench = new Bench(cbc);

    private DeviceStatus status() {
        return bench.ask(BUS_LINE, 0, Order.poll()).getStatus();
    }

    private void powerUp() {
        bench.ask(BUS_LINE, 1, Order.power(true));
        bench.step(60);
        assertEquals(ON, bench.takeBoard());
    }

    @Test
    void powerGoodRisesAfterTheRampAndFallsOnlyWhenTheBoardIsDown() {
        assertEquals(Result.OK, bench.ask(BUS_LINE, 1, Order.power(true)).getResult());
        assertFalse(status().getPowerGood());
        assertTrue(status().getPowerWanted());
        bench.step(60);
        assertEquals(ON, bench.takeBoard());
        assertTrue(status().getPowerGood());
        bench.ask(BUS_LINE, 1, Order.power(false));
        assertEquals(OFF, bench.takeBoard());
        bench.step(5_000);
        assertTrue(status().getPowerGood(), "the board may still act");
        cbc.boardOff(bench.nowNs);
        assertFalse(status().getPowerGood());
    }

    @Test
    void aRepeatedResetResetsOnce() {
        powerUp();
        SerialFrame reset = bench.frame(1, Order.reset());
        DeviceReply first = bench.give(BUS_LINE, reset);
        assertEquals(Result.OK, first.getResult());
        assertEquals(first, bench.give(BUS_LINE, reset));
        assertEquals(first, bench.give(BUS_LINE, reset));
        assertEquals(1, cbc.resets());
        assertEquals(OFF, bench.takeBoard());
        cbc.boardOff(bench.nowNs);
        bench.step(60);
        assertEquals(ON, bench.takeBoard());
        assertEquals(ResetCause.ORDERED, status().getResetCause());
        bench.step(2_000);
        assertEquals(Result.OK, bench.ask(BUS_LINE, 1, Order.reset()).getResult());
        assertEquals(2, cbc.resets());
    }

    @Test
    void ordersOfALowerEpochAreRefusedForEver() {
        powerUp();
        assertEquals(Result.OK, bench.ask(BUS_LINE, 7, Order.reset()).getResult());
        DeviceReply stale = bench.ask(BUS_LINE, 6, Order.power(false));
        assertEquals(Result.STALE_EPOCH, stale.getResult());
        assertEquals(7, stale.getHighestEpoch());
        assertEquals(Result.OK, bench.ask(BUS_LINE, 1, Order.poll()).getResult(), "to look is no order");
        Bench restarted = new Bench(new CbcFirmware(DeviceIdentity.getDefaultInstance(), 3, memory, 1));
        assertNotEquals(cbc.bootNonce(), restarted.device.bootNonce());
        assertEquals(Result.STALE_EPOCH, restarted.ask(BUS_LINE, 6, Order.power(true)).getResult());
        assertEquals(Result.OK, restarted.ask(BUS_LINE, 7, Order.power(true)).getResult());
    }

    @Test
    void theBoardsLineOrdersNoPowerAndMovesNoFence() {
        assertEquals(Result.UNSUPPORTED, bench.ask(PRIVATE_LINE, 99, Order.power(true)).getResult());
        assertEquals(Result.OK, bench.ask(BUS_LINE, 1, Order.power(true)).getResult());
    }

    @Test
    void anExpiredWatchdogCyclesTheBoard() {
        powerUp();
        assertEquals(Result.UNSUPPORTED, bench.ask(BUS_LINE, 1, Order.kick(2000)).getResult());
        bench.ask(PRIVATE_LINE, 0, Order.kick(2000));
        bench.step(1_900);
        bench.ask(PRIVATE_LINE, 0, Order.kick(2000));
        bench.step(1_900);
        assertEquals(List.of(), bench.takeBoard());
        bench.step(200);
        assertEquals(OFF, bench.takeBoard());
        cbc.boardOff(bench.nowNs);
        bench.step(60);
        assertEquals(ON, bench.takeBoard());
        assertEquals(ResetCause.WATCHDOG, status().getResetCause());
        assertTrue(status().getEventsList().stream()
                .anyMatch(e -> e.getKind() == DeviceEvent.Kind.WATCHDOG_EXPIRED));
    }

    @Test
    void pollsCarryEventsUntilTheyAreAcknowledged() {
        cbc.handle(false);
        EventLedger ledger = new EventLedger();
        assertEquals(List.of(DeviceEvent.Kind.FIRMWARE_STARTED, DeviceEvent.Kind.HANDLE_OPENED),
                ledger.take(status()).stream().map(DeviceEvent::getKind).toList());
        assertEquals(2, status().getEventsCount(), "the acknowledgement may have been lost");
        assertEquals(List.of(), ledger.take(status()));
        Poll foreign = Poll.newBuilder().setAcknowledgeThrough(9).setBootNonce(cbc.bootNonce() + 1).build();
        assertEquals(2, bench.ask(BUS_LINE, 0, Order.poll(foreign)).getStatus().getEventsCount());
        assertEquals(0, bench.ask(BUS_LINE, 0, Order.poll(ledger.poll())).getStatus().getEventsCount());
    }

    @Test
    void thePrivateLineHearsEachEventUntilItAcknowledges() {
        bench.step(1);
        SerialFrame first = ((DeviceAction.Transmit) bench.take().get(0)).frame();
        assertEquals(SerialFrame.Type.EVENT, first.type());
        bench.step(50);
        assertEquals(List.of(), bench.take());
        bench.step(60);
        assertEquals(first, ((DeviceAction.Transmit) bench.take().get(0)).frame());
        cbc.receive(PRIVATE_LINE, new SerialFrame(SerialFrame.Type.EVENT_ACK, 3, first.sequence(), 0, first.nonce(),
                ByteString.EMPTY), bench.nowNs);
        bench.step(5_000);
        assertEquals(List.of(), bench.take());
    }

    @Test
    void theEnrolmentGoesFromTheBusToTheBoardOnce() {
        Enrolment enrolment = Enrolment.newBuilder().setToken(ByteString.copyFromUtf8("once")).build();
        assertEquals(Result.REFUSED, bench.ask(PRIVATE_LINE, 0, Order.take()).getResult());
        assertEquals(Result.OK, bench.ask(BUS_LINE, 1, Order.put(enrolment)).getResult());
        assertEquals(Result.UNSUPPORTED, bench.ask(BUS_LINE, 1, Order.take()).getResult());
        assertEquals(enrolment, bench.ask(PRIVATE_LINE, 0, Order.take()).getEnrolment());
        assertEquals(Result.REFUSED, bench.ask(PRIVATE_LINE, 0, Order.take()).getResult());
    }

    @Test
    void tooHotABoardIsSwitchedOffUntilItHasCooled() {
        powerUp();
        cbc.readings(List.of(hot(960)));
        bench.step(5);
        assertEquals(OFF, bench.takeBoard());
        cbc.boardOff(bench.nowNs);
        assertEquals(Result.REFUSED, bench.ask(BUS_LINE, 1, Order.power(true)).getResult());
        cbc.readings(List.of(hot(700)));
        assertEquals(Result.OK, bench.ask(BUS_LINE, 1, Order.power(true)).getResult());
    }

    private static SensorReading hot(int tenths) {
        return SensorReading.newBuilder()
                .setKind(SensorKind.TEMPERATURE)
                .setIndex(1)
                .setValue(tenths)
                .build();
    }
}
