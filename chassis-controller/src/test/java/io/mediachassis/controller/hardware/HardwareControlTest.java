package io.mediachassis.controller.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.ArbiterStatus;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceKind;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.backplane.proto.Enrolment;
import io.mediachassis.backplane.proto.HotSwapState;
import io.mediachassis.backplane.proto.SensorKind;
import io.mediachassis.backplane.proto.SensorReading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The parts together, against devices that do as they are told; the clock is stepped 10 ms a request. */
class HardwareControlTest {
    private static final long MS = 1_000_000;

    private static final class Device {
        boolean power;
        boolean handle = true;
        boolean silent;
        boolean deaf;
        int watts = 100;
        int deciCelsius = 400;
        int duty = 50;
        int enrolments;
        long poweredAtMs = -1;
    }

    private final Map<Integer, Device> bus = new HashMap<>();
    private final List<HardwareAction> actions = new ArrayList<>();
    private final List<Integer> poweredOn = new ArrayList<>();
    private int tokens;
    private int slots;
    private long now = 0;
    private HardwareControl control = fresh(0);

    private HardwareControl fresh(int operatorOff) {
        return new HardwareControl(
                ControlSettings.DEFAULT,
                8,
                operatorOff,
                (party, number) -> Enrolment.newBuilder()
                        .setToken(ByteString.copyFromUtf8("token " + ++tokens))
                        .build(),
                now);
    }

    private Device insert(int slot) {
        slots |= 1 << (slot - 1);
        return bus.computeIfAbsent(slot, s -> new Device());
    }

    private void psu(int number, int watts) {
        Device psu = bus.computeIfAbsent(BusAddress.psu(number), s -> new Device());
        psu.power = true;
        psu.watts = watts;
    }

    private void run(int ms) {
        for (long end = now + ms * MS; now < end; now += 10 * MS) {
            int psus = 0;
            int trays = 0;
            for (int address : bus.keySet()) {
                int bit = 1 << (BusAddress.number(address) - 1);
                psus |= BusAddress.kind(address) == DeviceKind.PSU ? bit : 0;
                trays |= BusAddress.kind(address) == DeviceKind.FAN_TRAY ? bit : 0;
            }
            actions.addAll(control.onArbiter(
                    ArbiterStatus.newBuilder()
                            .setPresentSlots(slots)
                            .setPresentPsus(psus)
                            .setPresentFanTrays(trays)
                            .build(),
                    now));
            actions.addAll(control.tick(now));
            Optional<BusRequest> request = control.nextRequest(now);
            request.ifPresent(r -> {
                Device device = bus.get(r.address());
                actions.addAll(
                        device == null || device.silent
                                ? control.onNoAnswer(r, "silent", now)
                                : control.onReply(r, answer(r.address(), device, r.request()), now));
            });
        }
    }

    private DeviceReply answer(int address, Device device, DeviceRequest request) {
        DeviceReply.Builder reply = DeviceReply.newBuilder();
        switch (request.getRequestCase()) {
            case IDENTIFY -> reply.setIdentity(DeviceIdentity.newBuilder().setWatts(device.watts));
            case POLL ->
                reply.setStatus(DeviceStatus.newBuilder()
                        .setBootNonce(1)
                        .setPowerGood(device.power)
                        .setHandleClosed(device.handle)
                        .setFanDutyPercent(device.duty)
                        .addReadings(SensorReading.newBuilder()
                                .setKind(SensorKind.TEMPERATURE)
                                .setValue(device.deciCelsius)));
            case SET_POWER -> {
                device.power = device.deaf ? device.power : request.getSetPower().getOn();
                if (device.power) {
                    poweredOn.add(address);
                    device.poweredAtMs = now / MS;
                    assertTrue(device.enrolments > 0, "no token before power-on of " + address);
                }
            }
            case PUT_ENROLMENT -> device.enrolments++;
            case SET_FAN_DUTY -> device.duty = request.getSetFanDuty().getPercent();
            default -> {}
        }
        return reply.build();
    }

    private HotSwapState state(int slot) {
        return control.view().slots().get(slot - 1).state();
    }

    private boolean logged(String kind, int slot) {
        return actions.stream()
                .anyMatch(a -> a instanceof HardwareAction.Log l
                        && l.event().kind().equals(kind)
                        && l.event().slot() == slot);
    }

    @Test
    void powersBladesUpInOrderWithSpacingAndATokenEach() {
        psu(1, 1200);
        insert(5);
        insert(2);
        insert(3);
        run(3000);
        assertEquals(List.of(2, 3, 5), poweredOn);
        assertTrue(bus.get(3).poweredAtMs - bus.get(2).poweredAtMs >= 480, "spacing");
        assertEquals(3, tokens);
        assertEquals(HotSwapState.M3_ACTIVATION_IN_PROGRESS, state(2));
        control.onAgent(2, true, true, now);
        assertEquals(HotSwapState.M4_ACTIVE, state(2));
    }

    @Test
    void staysWithinTheBudgetOfThePsus() {
        psu(1, 320); // 100 for the chassis, two blades of 100.
        for (int slot = 1; slot <= 3; slot++) {
            insert(slot);
        }
        run(4000);
        assertEquals(List.of(1, 2), poweredOn);
        assertTrue(logged("power.budget", 3));
        psu(2, 320);
        run(2000);
        assertEquals(List.of(1, 2, 3), poweredOn);
    }

    @Test
    void noShortageIsToldBeforeThePsusHaveAnswered() {
        psu(1, 320);
        psu(2, 1200);
        insert(1);
        run(3000);
        assertEquals(List.of(1), poweredOn);
        assertFalse(logged("power.budget", 1));
    }

    @Test
    void aPsuThatNeverAnswersDoesNotHoldTheOthersBack() {
        psu(1, 1200);
        psu(2, 1200);
        bus.get(BusAddress.psu(2)).silent = true;
        insert(1);
        run(4000);
        assertEquals(List.of(1), poweredOn);
    }

    @Test
    void aBladeWithPowerAndNoLinkIsToldOnce() {
        psu(1, 1200);
        insert(1);
        run(70_000);
        assertEquals(1, actions.stream()
                .filter(a -> a instanceof HardwareAction.Log l && l.event().kind().equals("blade.silent"))
                .count());
    }

    @Test
    void adoptsBladesThatRun() {
        psu(1, 1200);
        insert(1).power = true;
        run(1000);
        assertEquals(List.of(), poweredOn);
        assertEquals(HotSwapState.M3_ACTIVATION_IN_PROGRESS, state(1));
        assertEquals(1, bus.get(1).enrolments, "its agent has no link, so it may need a token");
    }

    @Test
    void fencedBladeStaysOffUntilReleased() {
        psu(1, 1200);
        insert(1);
        run(1000);
        control.onAgent(1, true, true, now);
        actions.clear();
        actions.addAll(control.fence(1, now));
        control.onAgent(1, false, false, now);
        run(40);
        assertTrue(actions.contains(new HardwareAction.BladePower(1, false)), "confirmed within a few requests");
        run(5000);
        assertFalse(bus.get(1).power);
        assertEquals(HotSwapState.M1_INACTIVE, state(1));
        int enrolments = bus.get(1).enrolments;
        actions.addAll(control.release(1, now));
        run(1000);
        assertTrue(bus.get(1).power);
        assertEquals(enrolments + 1, bus.get(1).enrolments, "a new token for every power-on");
    }

    @Test
    void fenceOfASilentCbcFails() {
        psu(1, 1200);
        insert(1);
        run(1000);
        control.onAgent(1, true, true, now);
        bus.get(1).silent = true;
        actions.addAll(control.fence(1, now));
        run(20);
        assertTrue(actions.stream().anyMatch(a -> a instanceof HardwareAction.FenceFailed f && f.slot() == 1));
    }

    @Test
    void powerOffIsRepeatedUntilItHolds() {
        psu(1, 1200);
        Device blade = insert(1);
        run(1000);
        blade.deaf = true;
        control.operatorPower(1, false, now);
        run(100);
        assertTrue(blade.power);
        blade.deaf = false;
        run(3000);
        assertFalse(blade.power);
    }

    @Test
    void operatorsOffIsRemembered() {
        psu(1, 1200);
        insert(1);
        run(1000);
        HardwareControl.Given off = control.operatorPower(1, false, now);
        assertTrue(off.actions().contains(new HardwareAction.OperatorOffChanged(1)));
        run(100);
        assertTrue(actions.contains(new HardwareAction.OrderDone(off.id(), true, "done")));
        run(3000);
        assertFalse(bus.get(1).power);
        control = fresh(1); // The other controller, told by the replica.
        run(3000);
        assertFalse(bus.get(1).power);
        control.operatorPower(1, true, now);
        run(1000);
        assertTrue(bus.get(1).power);
    }

    @Test
    void surpriseRemovalAndReinsertion() {
        psu(1, 1200);
        Device blade = insert(4);
        run(1000);
        control.onAgent(4, true, true, now);
        actions.clear();
        slots = 0;
        run(20);
        assertEquals(HotSwapState.M0_NOT_INSTALLED, state(4));
        assertTrue(actions.contains(new HardwareAction.BladePresence(4, false)));
        assertTrue(logged("blade.removed", 4));
        blade.power = false;
        insert(4);
        run(1500);
        assertTrue(blade.power);
        assertTrue(logged("blade.inserted", 4));
    }

    @Test
    void openedHandleDrainsThenPowersOff() {
        psu(1, 1200);
        Device blade = insert(1);
        run(1000);
        control.onAgent(1, true, true, now);
        blade.handle = false;
        run(100);
        assertTrue(actions.contains(new HardwareAction.Drain(1)));
        assertEquals(HotSwapState.M5_DEACTIVATION_REQUEST, state(1));
        assertTrue(blade.power);
        control.onDrained(1, now);
        run(100);
        assertFalse(blade.power);
        assertEquals(HotSwapState.M1_INACTIVE, state(1));
        run(3000);
        assertFalse(blade.power, "not powered on again with its handle open");
    }

    @Test
    void bladeWhoseHandleStaysOpenIsNotWaitedForEver() {
        psu(1, 1200);
        Device blade = insert(1);
        run(1000);
        control.onAgent(1, true, true, now);
        blade.handle = false;
        run(9_000);
        assertTrue(blade.power);
        run(2_000);
        assertFalse(blade.power);
    }

    @Test
    void communicationIsLostOnlyWhenCbcAndAgentAreBothSilent() {
        psu(1, 1200);
        insert(1);
        run(1000);
        control.onAgent(1, true, true, now);
        bus.get(1).silent = true;
        run(500);
        assertEquals(HotSwapState.M4_ACTIVE, state(1));
        assertTrue(logged("cbc.lost", 1));
        control.onAgent(1, false, false, now);
        assertEquals(HotSwapState.M7_COMMUNICATION_LOST, state(1));
        bus.get(1).silent = false;
        run(2000);
        assertEquals(HotSwapState.M3_ACTIVATION_IN_PROGRESS, state(1));
    }

    @Test
    void fansFollowTheHeatAndFailSafe() {
        psu(1, 1200);
        Device blade = insert(1);
        Device tray = bus.computeIfAbsent(BusAddress.fanTray(1), a -> new Device());
        run(500);
        assertEquals(100, tray.duty, "full speed at the start");
        run(60_000);
        assertEquals(41, tray.duty, "40.0 degrees: 30 % + 70 % * 50 / 300");
        blade.deciCelsius = 650;
        run(100);
        assertEquals(100, tray.duty, "up at once");
        blade.deciCelsius = 350;
        run(60_000);
        assertEquals(30, tray.duty);
        blade.silent = true;
        run(300);
        assertEquals(100, tray.duty, "full speed without a sensor");
    }
}
