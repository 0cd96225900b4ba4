package io.mediachassis.controller.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.ArbiterStatus;
import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.backplane.proto.Reset;
import io.mediachassis.backplane.proto.SetFanDuty;
import io.mediachassis.backplane.proto.SetPower;
import io.mediachassis.controller.hardware.BusRequest.Urgency;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HardwarePollTest {
    private static final long MS = 1_000_000;
    private static final DeviceRequest OFF =
            DeviceRequest.newBuilder().setSetPower(SetPower.newBuilder()).build();
    private static final DeviceRequest RESET =
            DeviceRequest.newBuilder().setReset(Reset.getDefaultInstance()).build();

    private final HardwarePoll poll = new HardwarePoll(new HardwarePoll.Settings(2, 1000 * MS, 0, 4));
    private long now = Long.MAX_VALUE - 5; // Deadlines must survive the wrap of the clock.

    private static DeviceReply identity() {
        return DeviceReply.newBuilder().setIdentity(DeviceIdentity.newBuilder()).build();
    }

    private static DeviceReply status(int nonce, int... events) {
        DeviceStatus.Builder status = DeviceStatus.newBuilder().setBootNonce(nonce);
        for (int number : events) {
            status.addEvents(DeviceEvent.newBuilder().setNumber(number).setKind(DeviceEvent.Kind.POWER_LOST));
        }
        return DeviceReply.newBuilder().setStatus(status).build();
    }

    private void present(int slots, int psus, int trays) {
        poll.onPresence(ArbiterStatus.newBuilder()
                .setPresentSlots(slots)
                .setPresentPsus(psus)
                .setPresentFanTrays(trays)
                .build());
    }

    private BusRequest next() {
        now += 10 * MS;
        return poll.next(now).orElseThrow();
    }

    private BusRequest answerNext() {
        BusRequest request = next();
        poll.onReply(request, request.request().hasIdentify() ? identity() : status(7));
        return request;
    }

    private List<Integer> addresses(int count) {
        List<Integer> addresses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            addresses.add(answerNext().address());
        }
        return addresses;
    }

    @Test
    void asksAllThatIsPresentInTurnAndIdentifiesFirst() {
        present(0b101, 0b10, 0b1);
        BusRequest first = next();
        assertTrue(first.request().hasIdentify());
        assertTrue(poll.next(now).isEmpty(), "one request outstanding at most");
        poll.onReply(first, identity());
        assertEquals(List.of(3, 0x22, 0x31, 1, 3, 0x22, 0x31), addresses(7));
        assertTrue(next().request().hasPoll());
    }

    /** 400 ms a round when nothing happens, of which each test takes turns of 10 ms. */
    @Test
    void isCalmWhenNothingHappens_andFastWhenSomethingDoes() {
        HardwarePoll calm = new HardwarePoll(new HardwarePoll.Settings(2, 1000 * MS, 400 * MS, 4));
        calm.onPresence(ArbiterStatus.newBuilder().setPresentSlots(0b11).build());
        assertEquals(100, asked(calm, 1000, 7), "new blades");
        asked(calm, 1000, 7);
        assertEquals(5, asked(calm, 1000, 7), 1, "nothing happens");
        calm.order(1, DeviceRequest.newBuilder().setSetFanDuty(SetFanDuty.newBuilder().setPercent(40)).build(), Urgency.ORDER);
        assertEquals(6, asked(calm, 1000, 7), 1, "only the fans' speed was set");
        calm.order(1, RESET, Urgency.ORDER);
        assertEquals(100, asked(calm, 1000, 7), "an order");
        asked(calm, 1500, 7);
        calm.suspect(2, true);
        assertEquals(100, asked(calm, 1000, 7), "a suspicion");
        calm.suspect(2, false);
        assertEquals(5, asked(calm, 1000, 7), 1, "not any more");
        calm.hurry();
        assertEquals(100, asked(calm, 1000, 7), "a sensor shows what can't be");
        asked(calm, 1500, 7);
        calm.onReply(until(calm), status(7, 1));
        assertEquals(100, asked(calm, 1000, 7, 1), "an event");
    }

    /** The requests of some milliseconds, each answered within 10. */
    private int asked(HardwarePoll of, int ms, int nonce, int... events) {
        int requests = 0;
        for (int i = 0; i < ms; i += 10) {
            now += 10 * MS;
            Optional<BusRequest> request = of.next(now);
            request.ifPresent(r -> of.onReply(r, r.request().hasIdentify() ? identity() : status(nonce, events)));
            requests += request.isPresent() ? 1 : 0;
        }
        return requests;
    }

    private BusRequest until(HardwarePoll of) {
        while (true) {
            now += 10 * MS;
            Optional<BusRequest> request = of.next(now);
            if (request.isPresent()) {
                return request.get();
            }
        }
    }

    @Test
    void acknowledgesWhatWasSeenAndHandsEachEventOnOnce() {
        present(1, 0, 0);
        answerNext();
        assertEquals(
                2, poll.onReply(next(), status(7, 1, 2)).stream().filter(BusFinding.EventSeen.class::isInstance).count());
        BusRequest unstored = next();
        assertEquals(0, unstored.request().getPoll().getAcknowledgeThrough(), "nothing is on the disk yet");
        assertTrue(poll.onReply(unstored, status(7, 1, 2)).stream().noneMatch(BusFinding.EventSeen.class::isInstance));
        poll.onStored(1, 6, 2);
        poll.onStored(1, 7, 2);
        BusRequest second = next();
        assertEquals(2, second.request().getPoll().getAcknowledgeThrough());
        assertEquals(7, second.request().getPoll().getBootNonce());
        assertEquals(
                List.of(3),
                poll.onReply(second, status(7, 1, 2, 3)).stream()
                        .filter(BusFinding.EventSeen.class::isInstance)
                        .map(f -> ((BusFinding.EventSeen) f).event().getNumber())
                        .toList());
        // The firmware restarts: its numbers begin again, and it is asked what it is.
        List<BusFinding> restarted = poll.onReply(next(), status(8, 1));
        assertTrue(restarted.stream().anyMatch(BusFinding.EventSeen.class::isInstance));
        assertTrue(next().request().hasIdentify());
    }

    @Test
    void silentDeviceCountsAsUnreachableAndIsTriedNowAndThen() {
        present(0b11, 0, 0);
        addresses(4);
        assertEquals(List.of(), poll.onNoAnswer(next(), "silent"));
        answerNext();
        assertEquals(List.of(new BusFinding.Unreachable(1)), poll.onNoAnswer(next(), "silent"));
        assertFalse(poll.reachable(1));
        assertEquals(List.of(2, 2, 2), addresses(3));
        poll.suspect(2, true);
        now += 2000 * MS;
        assertEquals(List.of(2, 2), addresses(2), "nothing silent is tried while a blade is suspected");
        poll.suspect(2, false);
        BusRequest again = next();
        assertEquals(1, again.address());
        assertTrue(poll.onReply(again, identity()).contains(new BusFinding.Reachable(1)));
    }

    @Test
    void suspectedBladeTakesEverySecondTurn() {
        present(0b1111, 0, 0);
        addresses(8);
        poll.suspect(3, true);
        assertEquals(List.of(3, 1, 3, 2, 3, 3, 3, 4), addresses(8));
    }

    @Test
    void fenceGoesFirstAndWithdrawsWhatWaitsForTheBlade() {
        present(0b11, 0, 0);
        addresses(4);
        BusRequest onTheWire = next();
        poll.order(2, RESET, Urgency.ORDER);
        poll.order(1, RESET, Urgency.ORDER);
        HardwarePoll.Ordered fence = poll.order(2, OFF, Urgency.FENCE);
        assertEquals(1, fence.findings().size(), "the reset of slot 2 is withdrawn");
        poll.onReply(onTheWire, status(7));
        BusRequest first = next();
        assertEquals(fence.id(), first.id());
        List<BusFinding> answered = poll.onReply(first, DeviceReply.getDefaultInstance());
        assertTrue(answered.get(0) instanceof BusFinding.OrderAnswered);
        assertEquals(1, next().address());
    }

    @Test
    void refusesOrdersBeyondTheBoundAndForWhatIsNotThere() {
        present(1, 0, 0);
        for (int i = 0; i < 4; i++) {
            assertEquals(List.of(), poll.order(1, RESET, Urgency.ORDER).findings());
        }
        assertEquals(1, poll.order(1, RESET, Urgency.ORDER).findings().size());
        assertEquals(1, poll.order(9, RESET, Urgency.ORDER).findings().size());
    }

    @Test
    void higherEpochAtADeviceMeansThatAnotherControllerIsActive() {
        present(1, 0, 0);
        List<BusFinding> findings = poll.onReply(
                next(),
                DeviceReply.newBuilder()
                        .setResult(DeviceReply.Result.STALE_EPOCH)
                        .setHighestEpoch(9)
                        .build());
        assertTrue(findings.contains(new BusFinding.Superseded(1, 9)));
    }
}
