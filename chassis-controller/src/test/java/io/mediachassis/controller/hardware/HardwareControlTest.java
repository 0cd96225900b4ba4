package io.mediachassis.controller.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.ArbiterStatus;
import io.mediachassis.backplane.proto.BlueLed;
import io.mediachassis.backplane.proto.BoardType;
import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceKind;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.backplane.proto.DrainReport;
import io.mediachassis.backplane.proto.Enrolment;
import io.mediachassis.backplane.proto.HotSwapState;
import io.mediachassis.backplane.proto.ResetCause;
import io.mediachassis.backplane.proto.SensorKind;
import io.mediachassis.backplane.proto.SensorReading;
import io.mediachassis.controller.cooling.CoolingCounter;
import io.mediachassis.controller.cooling.CoolingMemory;
import io.mediachassis.controller.cooling.CoolingView;
import io.mediachassis.controller.cooling.ZoneState;
import java.time.Duration;
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
        /** Of a second sensor; 0: it has none. */
        int otherDeciCelsius;
        int duty = 50;
        int polls;
        int dutyOrders;
        int enrolments;
        int nonce = 1;
        BoardType type = BoardType.MEDIA_BLADE;
        BlueLed led = BlueLed.BLUE_ON;
        boolean identify;
        int draws;
        ResetCause cause = ResetCause.RESET_CAUSE_UNSPECIFIED;
        final List<DeviceEvent> events = new ArrayList<>();
        long poweredAtMs = -1;

        void event(DeviceEvent.Kind kind) {
            events.add(DeviceEvent.newBuilder().setNumber(events.size() + 1).setKind(kind).build());
        }
    }

    private final Map<Integer, Device> bus = new HashMap<>();
    private final List<HardwareAction> actions = new ArrayList<>();
    private final List<Integer> poweredOn = new ArrayList<>();
    private final Map<Integer, DrainReport> reports = new HashMap<>();
    private int tokens;
    private int slots;
    private long now = 0;
    private ControlSettings settings = ControlSettings.DEFAULT;
    private HardwareControl control = fresh(OperatorWord.NONE);

    private HardwareControl fresh(OperatorWord word) {
        return new HardwareControl(
                settings,
                8,
                word,
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
            reports.forEach((slot, report) -> control.onDrainReport(slot, report, now));
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
            case IDENTIFY -> reply.setIdentity(DeviceIdentity.newBuilder().setWatts(device.watts).setBoard(device.type));
            case POLL -> {
                device.polls++;
                DeviceStatus.Builder status = DeviceStatus.newBuilder()
                        .setBootNonce(device.nonce)
                        .setBlueLed(device.led)
                        .setIdentify(device.identify)
                        .setResetCause(device.cause)
                        .addReadings(SensorReading.newBuilder().setKind(SensorKind.POWER).setValue(device.draws * 10))
                        .addAllEvents(device.events)
                        .setPowerGood(device.power)
                        .setHandleClosed(device.handle)
                        .setFanDutyPercent(device.duty)
                        .addReadings(SensorReading.newBuilder()
                                .setKind(SensorKind.TEMPERATURE)
                                .setValue(device.deciCelsius));
                if (device.otherDeciCelsius != 0) {
                    status.addReadings(SensorReading.newBuilder()
                            .setKind(SensorKind.TEMPERATURE)
                            .setIndex(1)
                            .setValue(device.otherDeciCelsius));
                }
                reply.setStatus(status);
            }
            case SET_POWER -> {
                device.power = device.deaf ? device.power : request.getSetPower().getOn();
                if (device.power) {
                    poweredOn.add(address);
                    device.poweredAtMs = now / MS;
                    assertTrue(device.enrolments > 0, "no token before power-on of " + address);
                }
            }
            case SET_BLUE_LED -> device.led = request.getSetBlueLed().getLed();
            case SET_INDICATOR -> device.identify = request.getSetIndicator().getIdentify();
            case PUT_ENROLMENT -> device.enrolments++;
            case SET_FAN_DUTY -> {
                device.duty = request.getSetFanDuty().getPercent();
                device.dutyOrders++;
            }
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
    void aReadingThatCantBe_hasItsBladeAskedMoreOften() {
        psu(1, 1200);
        Device blade = insert(2);
        run(3000);
        control.onAgent(2, true, true, now);
        run(15_000);
        blade.polls = 0;
        run(2000);
        assertEquals(10, blade.polls, 1, "nothing happens");
        int well = blade.deciCelsius;
        blade.deciCelsius = 5000;
        run(250);
        blade.deciCelsius = well;
        blade.polls = 0;
        run(2000);
        assertTrue(blade.polls > 50, blade.polls + " polls");
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
        assertTrue(off.actions().contains(new HardwareAction.OperatorWordChanged(new OperatorWord(1, 0))));
        run(100);
        assertTrue(actions.contains(new HardwareAction.OrderDone(off.id(), true, "done")));
        run(3000);
        assertFalse(bus.get(1).power);
        control = fresh(new OperatorWord(1, 0)); // The other controller, told by the replica.
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

    private void serving(int... numbers) {
        psu(1, 1200);
        for (int slot : numbers) {
            insert(slot);
        }
        run(1500 * numbers.length);
        for (int slot : numbers) {
            actions.addAll(control.onAgent(slot, true, true, now));
            assertEquals(HotSwapState.M4_ACTIVE, state(slot));
        }
        control.onDirector(numbers[numbers.length - 1], now);
        actions.clear();
    }

    /** What the blade says from now on. */
    private void left(int slot, int streams) {
        reports.put(slot, DrainReport.newBuilder().setStreams(streams).build());
    }

    private String reason(int slot) {
        return control.view().slots().get(slot - 1).reason();
    }

    @Test
    void openedHandleDrainsThenPowersOffAndTheBlueLightTells() {
        serving(1, 2);
        Device blade = bus.get(1);
        run(100);
        assertEquals(BlueLed.BLUE_OFF, blade.led);
        blade.handle = false;
        run(1400);
        assertTrue(actions.contains(new HardwareAction.Drain(1, true)));
        assertEquals(HotSwapState.M5_DEACTIVATION_REQUEST, state(1));
        assertEquals(BlueLed.BLUE_SHORT_BLINK, blade.led);
        left(1, 2);
        run(5000);
        assertTrue(blade.power, "it still sends two streams");
        assertEquals("Hands over: 2 streams to move", reason(1));
        left(1, 0);
        run(300);
        assertFalse(blade.power);
        assertEquals(HotSwapState.M1_INACTIVE, state(1));
        assertEquals(BlueLed.BLUE_ON, blade.led);
        assertTrue(logged("blade.drained", 1));
        run(3000);
        assertFalse(blade.power, "not powered on again with its handle open");
        slots &= ~1;
        run(20);
        assertEquals(List.of("Blade removed, as expected"), texts("blade.removed", 1));
    }

    private List<String> texts(String kind, int slot) {
        return actions.stream()
                .filter(a -> a instanceof HardwareAction.Log l && l.event().kind().equals(kind) && l.event().slot() == slot)
                .map(a -> ((HardwareAction.Log) a).event().text())
                .toList();
    }

    @Test
    void aHandleThatBouncesTakesNothingDown() {
        serving(1, 2);
        for (int i = 0; i < 20; i++) {
            bus.get(1).handle = i % 2 == 1;
            run(150);
        }
        bus.get(1).handle = true;
        run(1000);
        assertEquals(HotSwapState.M4_ACTIVE, state(1));
        assertFalse(logged("blade.handle_opened", 1));
    }

    @Test
    void aHandleThatMovedBetweenTwoReadingsIsNoSteadyOne() {
        serving(1, 2);
        bus.get(1).handle = false;
        run(250);
        bus.get(1).event(DeviceEvent.Kind.HANDLE_CLOSED);
        bus.get(1).event(DeviceEvent.Kind.HANDLE_OPENED);
        run(250);
        assertEquals(HotSwapState.M4_ACTIVE, state(1));
        run(300);
        assertEquals(HotSwapState.M5_DEACTIVATION_REQUEST, state(1));
    }

    @Test
    void aHandleThatWasReadOnceIsNoSteadyOne() {
        serving(1, 2);
        bus.get(1).handle = false;
        run(100);
        bus.get(1).silent = true;
        run(2000);
        assertEquals(HotSwapState.M4_ACTIVE, state(1));
        bus.get(1).silent = false;
        run(2000);
        assertEquals(HotSwapState.M5_DEACTIVATION_REQUEST, state(1));
    }

    @Test
    void aDrainThatStandsStillIsRefusedWithItsReason() {
        serving(1, 2);
        Device blade = bus.get(1);
        blade.handle = false;
        run(1000);
        left(1, 3);
        run(20_000);
        left(1, 2);
        run(20_000);
        assertEquals(HotSwapState.M5_DEACTIVATION_REQUEST, state(1), "it gets on");
        run(11_000);
        assertEquals(HotSwapState.M4_ACTIVE, state(1));
        assertTrue(blade.power);
        assertTrue(actions.contains(new HardwareAction.Drain(1, false)));
        assertTrue(reason(1).contains("2 streams to move: no other blade has room"), reason(1));
        assertEquals(1, texts("blade.drain_refused", 1).size());
        run(60_000);
        assertEquals(1, texts("blade.drain_refused", 1).size(), "told once");
        control.operatorOut(1, true, true, now);
        run(300);
        assertFalse(blade.power, "by force");
        assertEquals(HotSwapState.M1_INACTIVE, state(1));
    }

    @Test
    void closingTheHandleEndsTheDrain() {
        serving(1, 2);
        bus.get(1).handle = false;
        run(1000);
        bus.get(1).handle = true;
        run(600);
        assertEquals(HotSwapState.M4_ACTIVE, state(1));
        assertTrue(actions.contains(new HardwareAction.Drain(1, false)));
        assertTrue(bus.get(1).power);
    }

    @Test
    void theOnlyBladeInServiceStays() {
        serving(1);
        HardwareControl.Given out = control.operatorOut(1, true, false, now);
        assertTrue(out.refusal().contains("only blade"), out.refusal());
        bus.get(1).handle = false;
        run(5000);
        assertEquals(HotSwapState.M4_ACTIVE, state(1));
        assertTrue(reason(1).contains("only blade in service"), reason(1));
        assertFalse(actions.contains(new HardwareAction.Drain(1, true)), "its agent never stopped serving");
    }

    @Test
    void aDirectorGoesOnceItIsDirectorNoMore() {
        serving(1, 2);
        control.onDirector(1, now);
        bus.get(1).handle = false;
        run(1000);
        left(1, 0);
        run(5000);
        assertTrue(bus.get(1).power);
        control.onDirector(0, now);
        run(5000);
        assertTrue(bus.get(1).power, "its successor has not accepted yet");
        assertEquals("Hands over: another blade to become director", reason(1));
        control.onDirector(2, now);
        run(300);
        assertFalse(bus.get(1).power);
    }

    @Test
    void twoThatGoTogetherDoNotCountOnEachOther() {
        serving(1, 2, 3);
        control.operatorOut(1, false, false, now);
        left(1, 0);
        run(2500);
        control.operatorOut(2, false, false, now);
        left(2, 0);
        run(2500);
        assertTrue(bus.get(1).power, "what it says may count the other among those that stay");
        left(1, 1);
        run(3000);
        assertTrue(bus.get(1).power, "the other was to take it");
        assertFalse(bus.get(2).power);
        left(1, 0);
        run(300);
        assertFalse(bus.get(1).power);
    }

    @Test
    void aBladeWhoseAgentRestartsIsWaitedFor() {
        serving(1, 2, 3);
        control.onAgent(1, false, false, now);
        control.onAgent(2, false, false, now);
        bus.get(1).handle = false;
        bus.get(2).handle = false;
        run(6000);
        control.onAgent(1, true, false, now);
        run(3500);
        assertTrue(bus.get(1).power && bus.get(2).power, "their streams may run on");
        control.onAgent(1, true, true, now);
        assertEquals(HotSwapState.M5_DEACTIVATION_REQUEST, state(1));
        run(1000);
        assertFalse(bus.get(2).power, "it has been gone for 10 s");
    }

    @Test
    void whereAllAgentsAreGoneNobodyGoes() {
        serving(1, 2);
        control.onAgent(1, false, false, now);
        control.onAgent(2, false, false, now);
        bus.get(1).handle = false;
        HardwareControl.Given out = control.operatorOut(2, false, false, now);
        assertTrue(out.refusal().contains("only blade"), out.refusal());
        run(15_000);
        assertTrue(bus.get(1).power && bus.get(2).power, "the fault is this controller's");
        assertTrue(reason(1).contains("only blade in service"), reason(1));
        control.operatorOut(1, false, true, now);
        run(300);
        assertFalse(bus.get(1).power, "by force");
    }

    @Test
    void aBladeThatHasNotServedYetGoesAtOnceEvenAsTheOnlyOne() {
        psu(1, 1200);
        insert(1);
        run(6000);
        assertEquals("", control.operatorOut(1, false, false, now).refusal());
        run(300);
        assertFalse(bus.get(1).power);
    }

    @Test
    void aBladeWhoseCbcHangsOnTheWayOutTakesOnNothing() {
        serving(1, 2);
        bus.get(1).handle = false;
        run(1000);
        bus.get(1).silent = true;
        left(1, 0);
        run(4000);
        assertEquals(HotSwapState.M6_DEACTIVATION_IN_PROGRESS, state(1));
        actions.clear();
        run(3000);
        assertTrue(actions.contains(new HardwareAction.Drain(1, true)), "its agent is told as long as it has power");
        bus.get(1).silent = false;
        run(3000);
        assertFalse(bus.get(1).power);
    }

    @Test
    void extractionEndsWhenTheBladeIsOutAndAShutdownDoesNot() {
        serving(1, 2, 3);
        actions.addAll(control.operatorOut(1, true, false, now).actions());
        assertTrue(actions.contains(new HardwareAction.OperatorWordChanged(new OperatorWord(1, 1))));
        left(1, 0);
        run(3500);
        assertEquals(HotSwapState.M1_INACTIVE, state(1));
        actions.addAll(control.operatorOut(2, false, false, now).actions());
        left(2, 0);
        run(3500);
        slots = 0b100;
        run(50);
        assertTrue(actions.contains(new HardwareAction.OperatorWordChanged(new OperatorWord(2, 0))));
        insert(1);
        insert(2);
        run(2000);
        assertTrue(bus.get(1).power);
        assertFalse(bus.get(2).power);
    }

    @Test
    void aRefusedOrderIsNotCarriedOutLater() {
        serving(1, 2);
        actions.addAll(control.operatorOut(1, false, false, now).actions());
        left(1, 1);
        run(31_000);
        assertEquals(HotSwapState.M4_ACTIVE, state(1));
        assertTrue(actions.contains(new HardwareAction.OperatorWordChanged(OperatorWord.NONE)));
        assertFalse(reason(1).isEmpty());
    }

    @Test
    void aNewControllerLetsABladeThatIsToGoHandOverFirst() {
        serving(1, 2);
        control = fresh(new OperatorWord(1, 0));
        control.onDirector(2, now);
        run(500);
        assertTrue(bus.get(1).power, "its agent may have no link yet");
        control.onAgent(1, true, true, now);
        run(50);
        assertTrue(reason(1).isEmpty(), "the others may come yet");
        control.onAgent(2, true, true, now);
        run(50);
        assertEquals(HotSwapState.M5_DEACTIVATION_REQUEST, state(1));
        left(1, 0);
        run(3300);
        assertFalse(bus.get(1).power);
    }

    @Test
    void boardsThatDoNotBelongHereGetNoPowerAndTheReasonIsTold() {
        psu(1, 1200);
        insert(1).type = BoardType.CONTROLLER_BOARD;
        insert(2).type = BoardType.BOARD_TYPE_UNSPECIFIED;
        insert(3);
        run(4000);
        assertEquals(List.of(3), poweredOn);
        assertEquals(HotSwapState.M1_INACTIVE, state(1));
        assertEquals(BlueLed.BLUE_ON, bus.get(1).led);
        assertTrue(reason(1).contains("a controller board"), reason(1));
        assertTrue(reason(2).contains("does not know"), reason(2));
        assertEquals(1, texts("blade.refused", 1).size());
    }

    @Test
    void aCbcThatRestartsFindsItsBladeUndisturbedAndItsLightsAsTheyWere() {
        serving(1, 2);
        control.operatorIdentify(1, true, now);
        run(200);
        Device blade = bus.get(1);
        int enrolments = blade.enrolments;
        blade.nonce = 2;
        blade.identify = false;
        blade.led = BlueLed.BLUE_ON;
        run(2500);
        assertEquals(HotSwapState.M4_ACTIVE, state(1));
        assertEquals(BlueLed.BLUE_OFF, blade.led);
        assertTrue(blade.identify);
        assertEquals(enrolments, blade.enrolments);
        assertFalse(logged("blade.state", 1), "nothing has happened to the blade");
    }

    @Test
    void lossesOfPowerAreToldApart() {
        serving(1, 2);
        bus.get(1).event(DeviceEvent.Kind.POWER_LOST);
        control.operatorPower(2, false, now);
        run(100);
        bus.get(2).event(DeviceEvent.Kind.POWER_LOST);
        run(200);
        assertEquals(List.of("Power lost without an order, says the CBC"), texts("blade.power_lost", 1));
        assertEquals(List.of("Power off, as ordered"), texts("blade.power_lost", 2));
    }

    @Test
    void anOrderToSwitchOnExplainsNoLoss() {
        serving(1, 2);
        control.operatorPower(1, true, now);
        run(100);
        bus.get(1).event(DeviceEvent.Kind.POWER_LOST);
        run(200);
        assertEquals(List.of("Power lost without an order, says the CBC"), texts("blade.power_lost", 1));
    }

    private void with(PowerBudget.Redundancy redundancy, RestorePolicy restore) {
        settings = ControlSettings.DEFAULT.withPower(Duration.ofMillis(500), redundancy, restore);
        control = fresh(OperatorWord.NONE);
    }

    @Test
    void noMoreIsPromisedThanIsLeftWhenAPsuFails() {
        with(PowerBudget.Redundancy.N_PLUS_1, RestorePolicy.PREVIOUS);
        psu(1, 320);
        psu(2, 320);
        for (int slot = 1; slot <= 3; slot++) {
            insert(slot);
        }
        run(4000);
        assertEquals(List.of(1, 2), poweredOn);
        assertTrue(reason(3).startsWith("Waits for power: it may draw 100 W, 20 W"), reason(3));
        bus.get(BusAddress.psu(2)).power = false;
        run(3000);
        assertTrue(bus.get(1).power && bus.get(2).power, "that was provided for");
        assertTrue(logged("power.redundancy_lost", 0));
        assertFalse(logged("power.shed", 2));
    }

    @Test
    void aPsuThatFailsTakesTheLeastImportantBladesWithItAndNeverTheDirectorFirst() {
        psu(1, 250);
        psu(2, 250);
        for (int slot = 1; slot <= 3; slot++) {
            insert(slot).draws = 40;
        }
        run(4500);
        for (int slot = 1; slot <= 3; slot++) {
            actions.addAll(control.onAgent(slot, true, true, now));
        }
        control.onDirector(3, now);
        actions.clear();
        bus.get(BusAddress.psu(1)).power = false;
        run(500);
        assertEquals(HotSwapState.M5_DEACTIVATION_REQUEST, state(2), "it hands over: the rail holds meanwhile");
        assertEquals(HotSwapState.M5_DEACTIVATION_REQUEST, state(1), "250 W feed the chassis and one blade");
        assertEquals(HotSwapState.M4_ACTIVE, state(3));
        left(2, 0);
        left(1, 3);
        run(3500);
        assertFalse(bus.get(2).power);
        assertTrue(bus.get(1).power);
        run(31_000);
        assertFalse(bus.get(1).power, "it has had its time");
        assertTrue(bus.get(3).power);
        bus.get(BusAddress.psu(1)).power = true;
        run(6000);
        assertTrue(bus.get(1).power && bus.get(2).power, "they come back in their turn");
    }

    @Test
    void whoseHandleIsOpenGoesBeforeAnotherIsShed() {
        psu(1, 350);
        psu(2, 50);
        for (int slot = 1; slot <= 3; slot++) {
            insert(slot).draws = 40;
        }
        run(4500);
        for (int slot = 1; slot <= 3; slot++) {
            actions.addAll(control.onAgent(slot, true, true, now));
        }
        control.onDirector(2, now);
        bus.get(1).handle = false;
        run(500);
        assertEquals(HotSwapState.M5_DEACTIVATION_REQUEST, state(1));
        bus.get(BusAddress.psu(2)).power = false;
        run(1000);
        assertTrue(logged("power.shed", 1));
        assertEquals(HotSwapState.M4_ACTIVE, state(3));
    }

    @Test
    void whatTheRailCantHoldGoesAtOnce() {
        psu(1, 250);
        psu(2, 250);
        for (int slot = 1; slot <= 3; slot++) {
            insert(slot).draws = 90;
        }
        run(4500);
        for (int slot = 1; slot <= 3; slot++) {
            actions.addAll(control.onAgent(slot, true, true, now));
        }
        control.onDirector(1, now);
        bus.get(BusAddress.psu(1)).power = false;
        run(200);
        assertFalse(bus.get(3).power);
        assertTrue(bus.get(1).power);
    }

    @Test
    void aPsuThatSaysNothingToANewControllerIsNoLoss() {
        psu(1, 250);
        psu(2, 250);
        for (int slot = 1; slot <= 3; slot++) {
            insert(slot);
        }
        run(4500);
        bus.get(BusAddress.psu(2)).silent = true;
        control = fresh(OperatorWord.NONE);
        run(12_000);
        assertTrue(bus.get(1).power && bus.get(2).power && bus.get(3).power);
    }

    @Test
    void aPsuThatNeverAnswersDoesNotProtectForEver() {
        psu(1, 250);
        psu(2, 250);
        psu(3, 250);
        bus.get(BusAddress.psu(3)).silent = true;
        for (int slot = 1; slot <= 3; slot++) {
            insert(slot).draws = 90;
        }
        run(20_000);
        assertTrue(bus.get(1).power && bus.get(2).power && bus.get(3).power);
        bus.get(BusAddress.psu(1)).power = false;
        run(500);
        assertTrue(bus.get(1).power);
        assertFalse(bus.get(2).power || bus.get(3).power, "the rail can't hold them");
    }

    @Test
    void aPsuPutInLaterCountsNothingUntilItSpeaks() {
        psu(1, 250);
        psu(2, 250);
        for (int slot = 1; slot <= 3; slot++) {
            insert(slot).draws = 90;
        }
        run(21_000);
        psu(3, 250);
        bus.get(BusAddress.psu(3)).silent = true;
        run(1000);
        bus.get(BusAddress.psu(1)).power = false;
        run(500);
        assertFalse(bus.get(2).power || bus.get(3).power);
    }

    @Test
    void whoNeedNotGoAnyMoreStays() {
        psu(1, 250);
        psu(2, 250);
        for (int slot = 1; slot <= 3; slot++) {
            insert(slot).draws = 40;
        }
        run(4500);
        for (int slot = 1; slot <= 3; slot++) {
            actions.addAll(control.onAgent(slot, true, true, now));
        }
        bus.get(BusAddress.psu(1)).power = false;
        run(500);
        assertEquals(HotSwapState.M5_DEACTIVATION_REQUEST, state(3));
        bus.get(BusAddress.psu(1)).power = true;
        run(500);
        assertEquals(HotSwapState.M4_ACTIVE, state(3));
        assertTrue(bus.get(3).power);
    }

    @Test
    void powerThatReturnsFindsTheBladesAsIsConfigured() {
        with(PowerBudget.Redundancy.N, RestorePolicy.ALWAYS_OFF);
        psu(1, 1200);
        insert(1);
        run(5000);
        assertFalse(bus.get(1).power);
        assertTrue(actions.contains(new HardwareAction.OperatorWordChanged(new OperatorWord(1, 0))));
        insert(2);
        run(2000);
        assertTrue(bus.get(2).power, "put in later: nobody's power returned");
        control.operatorPower(1, true, now);
        run(1000);
        assertTrue(bus.get(1).power);

        with(PowerBudget.Redundancy.N, RestorePolicy.ALWAYS_ON);
        bus.get(1).power = false;
        bus.get(2).power = false;
        control = fresh(new OperatorWord(2, 0));
        run(4000);
        assertTrue(bus.get(1).power && bus.get(2).power);
    }

    @Test
    void aControllerThatTakesOverIsNoReturnOfPower() {
        with(PowerBudget.Redundancy.N, RestorePolicy.ALWAYS_OFF);
        psu(1, 1200);
        insert(1).cause = ResetCause.POWER_ON;
        run(2000);
        assertTrue(bus.get(1).power, "it was on since its CBC started");
    }

    @Test
    void cbcsThatSayNothingToANewControllerAreNoReturnOfPower() {
        with(PowerBudget.Redundancy.N, RestorePolicy.ALWAYS_OFF);
        psu(1, 1200);
        insert(1).power = true;
        bus.get(1).silent = true;
        run(4000);
        bus.get(1).silent = false;
        run(4000);
        assertTrue(bus.get(1).power);
        assertFalse(logged("power.restored", 1));
    }

    @Test
    void whereAnAgentHasALinkPowerHasNotJustReturned() {
        with(PowerBudget.Redundancy.N, RestorePolicy.ALWAYS_OFF);
        psu(1, 1200);
        insert(1);
        insert(2);
        actions.addAll(control.onArbiter(ArbiterStatus.newBuilder().setPresentSlots(slots).build(), now));
        actions.addAll(control.onAgent(2, true, true, now));
        run(4000);
        assertFalse(logged("power.restored", 1));
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
        actions.clear();
        run(2000);
        assertEquals(HotSwapState.M3_ACTIVATION_IN_PROGRESS, state(1));
        assertEquals(1, texts("blade.state", 1).size(), "straight back");
    }

    @Test
    void fansFollowTheHeatAndFailSafe() {
        psu(1, 1200);
        Device blade = insert(1);
        blade.draws = 40;
        Device tray = bus.computeIfAbsent(BusAddress.fanTray(1), a -> new Device());
        run(1200);
        assertTrue(tray.duty >= 46 && tray.duty <= 50, "goes on from where the tray is, not at " + tray.duty);
        run(60_000);
        assertEquals(40, tray.duty, "a cool blade: the lowest level");
        int orders = tray.dutyOrders;
        run(30_000);
        assertTrue(tray.dutyOrders - orders >= 9, "told again, or the tray takes its controller for lost");
        while (blade.deciCelsius < 700) {
            blade.deciCelsius += 10;
            run(1000);
        }
        run(60_000);
        assertTrue(tray.duty > 50, "a minute at 70 degrees: " + tray.duty);
        while (blade.deciCelsius > 400) {
            blade.deciCelsius -= 10;
            run(1000);
        }
        run(60_000);
        assertEquals(40, tray.duty);
        blade.deciCelsius = 5000;
        run(30);
        blade.deciCelsius = 400;
        run(5000);
        assertEquals(40, tray.duty, "one reading that can't be leads to nothing");
        assertFalse(logged("sensor.lost", 1));
        blade.silent = true;
        run(4000);
        assertEquals(40, tray.duty, "the last reading counts for a while");
        run(4000);
        assertEquals(100, tray.duty, "full speed without any sensor");
        assertTrue(logged("fans.full", 0));
        assertTrue(logged("sensor.lost", 1));
    }

    /** As fast as a board can. */
    private void heat(int slot, int deciCelsius) {
        Device blade = bus.get(slot);
        while (blade.deciCelsius < deciCelsius) {
            blade.deciCelsius = Math.min(deciCelsius, blade.deciCelsius + 20);
            run(1000);
        }
    }

    private CoolingView.Zone zone() {
        return control.view().cooling().zones().get(0);
    }

    @Test
    void aBoardThatWasHotWhenItsSensorWasLostIsCooledAsBefore() {
        serving(1, 2);
        Device tray = bus.computeIfAbsent(BusAddress.fanTray(1), a -> new Device());
        heat(1, 860);
        run(10_000);
        assertEquals(ZoneState.FULL, zone().state());
        bus.get(1).silent = true;
        run(30_000);
        assertTrue(logged("sensor.lost", 1));
        assertEquals(ZoneState.FULL, zone().state(), "blade 2 is cool, and blade 1 is not by its silence");
        assertEquals(100, tray.duty);
        bus.get(1).silent = false;
        bus.get(1).deciCelsius = 400;
        run(30_000);
        assertEquals(ZoneState.CONTROLLED, zone().state(), zone().reason());
    }

    @Test
    void aSensorThatShowsColdHidesNoHotOne() {
        serving(1, 2);
        bus.get(1).otherDeciCelsius = -390;
        heat(1, 860);
        run(10_000);
        assertTrue(logged("sensor.fatal", 1), "too cold");
        assertEquals(ZoneState.FULL, zone().state());
        assertTrue(actions.contains(new HardwareAction.Throttle(1, 50)));
    }

    @Test
    void theNextControllerDoesNotBelieveWhatThisOneFoundToLie() {
        serving(1, 2);
        run(5000);
        bus.get(1).deciCelsius = 1270;
        run(10_000);
        assertTrue(logged("sensor.lost", 1));
        takeOver();
        run(60_000);
        assertTrue(bus.get(1).power);
        assertFalse(logged("blade.overheated", 1));
        assertEquals(ZoneState.FAILSAFE, zone().state());
        assertFalse(logged("sensor.lost", 1), "that was told");
        bus.get(1).deciCelsius = 400;
        run(30_000);
        assertTrue(logged("sensor.found", 1));
    }

    @Test
    void theNextControllerBelievesADeviceThatHasBeenStartedAgain() {
        serving(1, 2);
        run(5000);
        bus.get(1).deciCelsius = 1270;
        run(10_000);
        takeOver();
        bus.get(1).nonce++;
        bus.get(1).deciCelsius = 700;
        run(10_000);
        assertEquals(ZoneState.CONTROLLED, zone().state(), zone().reason());
    }

    /** Another controller, which knows what this one has told it of the cooling. */
    private void takeOver() {
        CoolingMemory memory = actions.stream()
                .filter(HardwareAction.CoolingRemembered.class::isInstance)
                .map(a -> ((HardwareAction.CoolingRemembered) a).memory())
                .reduce((a, b) -> b)
                .orElseThrow();
        actions.clear();
        control = new HardwareControl(settings, 8, OperatorWord.NONE, (party, number) -> Enrolment.getDefaultInstance(),
                memory, new Counts<>(CoolingCounter.class), now);
        actions.addAll(control.onAgent(1, true, true, now));
        actions.addAll(control.onAgent(2, true, true, now));
    }

    @Test
    void firstReadingsAreNotLostSensors() {
        serving(1, 2);
        bus.computeIfAbsent(BusAddress.fanTray(1), a -> new Device());
        control = fresh(OperatorWord.NONE);
        actions.addAll(control.onAgent(1, true, true, now));
        actions.addAll(control.onAgent(2, true, true, now));
        for (int i = 0; i < 100; i++) {
            run(100);
            assertTrue(zone().state() == ZoneState.STARTING || zone().state() == ZoneState.CONTROLLED, zone().reason());
        }
        assertEquals(ZoneState.CONTROLLED, zone().state());
    }

    @Test
    void aBladeThatIsHotAtItsFirstReadingGetsNoPower() {
        psu(1, 1200);
        insert(1).deciCelsius = 800;
        run(10_000);
        assertFalse(bus.get(1).power);
        assertTrue(logged("blade.too_hot", 1));
        bus.get(1).deciCelsius = 400;
        run(90_000);
        assertTrue(bus.get(1).power || !poweredOn.isEmpty());
    }

    private void overheats(int slot) {
        heat(slot, 930);
        left(slot, 0);
        run(15_000);
        assertFalse(bus.get(slot).power);
        assertEquals(HotSwapState.M1_INACTIVE, state(slot));
        poweredOn.clear();
    }

    @Test
    void aBladeThatIsOffForHeatGetsNoPowerByItsHandle() {
        serving(1, 2);
        overheats(1);
        actions.addAll(control.operatorOut(1, true, false, now).actions());
        bus.get(1).handle = false;
        run(2000);
        bus.get(1).handle = true;
        run(10_000);
        assertEquals(List.of(), poweredOn);
        assertEquals(HotSwapState.M1_INACTIVE, state(1));
        while (bus.get(1).deciCelsius > 400) {
            bus.get(1).deciCelsius -= 20;
            run(1000);
        }
        run(70_000);
        assertEquals(List.of(1), poweredOn, "it is cool, and its operator wants it in");
    }

    @Test
    void aBladeThatHasPowerThoughItIsOffForHeatIsSwitchedOffAgain() {
        serving(1, 2);
        overheats(1);
        bus.get(1).power = true;
        run(15_000);
        assertFalse(bus.get(1).power);
        assertEquals(2, texts("blade.overheated", 1).size());
    }

    @Test
    void theReturnOfPowerSwitchesOnNoHotBlade() {
        with(PowerBudget.Redundancy.N, RestorePolicy.ALWAYS_ON);
        psu(1, 1200);
        insert(1).deciCelsius = 800;
        control = fresh(new OperatorWord(1, 0));
        run(10_000);
        assertTrue(logged("power.restored", 1));
        assertEquals(List.of(), poweredOn);
    }

    @Test
    void theOperatorLiftsAThrottlingWhoseReasonNobodySees() {
        serving(1, 2);
        control.onThrottleReport(1, 10, now);
        run(100);
        assertEquals(10, control.view().cooling().heats().get(1).admitted());
        bus.get(1).silent = true;
        run(10_000);
        actions.clear();
        actions.addAll(control.operatorPower(1, true, now).actions());
        control.onThrottleReport(1, 10, now);
        run(2000);
        assertTrue(actions.contains(new HardwareAction.Throttle(1, 100)));
        assertFalse(actions.contains(new HardwareAction.Throttle(1, 10)));
    }
}
