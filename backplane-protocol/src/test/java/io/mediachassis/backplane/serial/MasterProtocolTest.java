package io.mediachassis.backplane.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.Poll;
import io.mediachassis.backplane.proto.Reset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MasterProtocolTest {
    private static final long MS = 1_000_000;
    private static final int NONCE = 77;
    private static final DeviceRequest POLL =
            DeviceRequest.newBuilder().setPoll(Poll.getDefaultInstance()).build();
    private static final DeviceRequest RESET =
            DeviceRequest.newBuilder().setReset(Reset.getDefaultInstance()).build();

    private final Counts<SerialCounter> counters = new Counts<>(SerialCounter.class);
    private final MasterProtocol master =
            new MasterProtocol(NONCE, SerialSettings.defaults(), new Random(1), counters::add);

    @BeforeEach
    void up() {
        master.lineUp();
    }

    private SerialFrame sent(long nowNs) {
        List<MasterAction> actions = master.step(nowNs, false);
        assertEquals(1, actions.size(), "actions " + actions);
        return assertInstanceOf(MasterAction.Send.class, actions.get(0)).frame();
    }

    private static SerialFrame replyTo(SerialFrame request) {
        return new SerialFrame(SerialFrame.Type.REPLY, request.address(), request.sequence(), request.epoch(),
                request.nonce(), DeviceReply.newBuilder().setDetail("here").build().toByteString());
    }

    @Test
    void sendsTheSameThreeTimesAndGivesUp() {
        master.submit(1, 5, 9, RESET);
        SerialFrame first = sent(0);
        assertEquals(new SerialFrame(SerialFrame.Type.REQUEST, 5, first.sequence(), 9, NONCE, RESET.toByteString()),
                first);
        assertEquals(List.of(), master.step(49 * MS, false));
        assertEquals(first, sent(63 * MS));
        assertEquals(first, sent(126 * MS));
        MasterAction.Fail fail = assertInstanceOf(
                MasterAction.Fail.class, master.step(189 * MS, false).get(0));
        assertEquals(SerialException.Reason.NO_ANSWER, fail.reason());
        assertEquals(SerialLine.NO_DEADLINE, master.waitNs(189 * MS));
        assertEquals(2, counters.get(SerialCounter.RETRIES));
    }

    @Test
    void takesOneReplyAndDropsDoubledLateAndForeignOnes() {
        master.submit(1, 5, 0, POLL);
        SerialFrame request = sent(0);
        SerialFrame reply = replyTo(request);
        assertEquals(List.of(), master.received(new SerialFrame(SerialFrame.Type.REPLY, 5, request.sequence(), 0,
                NONCE + 1, reply.payload())), "of another master");
        assertEquals(List.of(), master.received(new SerialFrame(SerialFrame.Type.REPLY, 6, request.sequence(), 0,
                NONCE, reply.payload())), "of another device");
        MasterAction.Complete done =
                assertInstanceOf(MasterAction.Complete.class, master.received(reply).get(0));
        assertEquals("here", done.reply().getDetail());
        assertEquals(List.of(), master.received(reply), "doubled");
        master.submit(2, 5, 0, POLL);
        assertTrue(sent(MS).sequence() != request.sequence());
        assertEquals(List.of(), master.received(reply), "late");
        assertEquals(4, counters.get(SerialCounter.LATE_REPLY));
    }

    @Test
    void ordersOvertakePolls() {
        master.submit(1, 1, 0, POLL);
        SerialFrame first = sent(0);
        master.submit(2, 2, 0, POLL);
        master.submit(3, 3, 0, RESET);
        master.received(replyTo(first));
        assertEquals(3, sent(MS).address());
    }

    @Test
    void theQueueHasAnEndAndKeepsRoomForOrders() {
        for (int i = 0; i < 256; i++) {
            assertEquals(List.of(), master.submit(i, 1, 0, POLL));
        }
        MasterAction.Fail full = assertInstanceOf(
                MasterAction.Fail.class, master.submit(256, 1, 0, POLL).get(0));
        assertEquals(SerialException.Reason.QUEUE_FULL, full.reason());
        assertEquals(List.of(), master.submit(257, 1, 0, RESET));
    }

    @Test
    void aLostLineFailsEverythingAtOnce() {
        master.submit(1, 1, 0, POLL);
        sent(0);
        master.submit(2, 1, 0, RESET);
        master.submit(3, 1, 0, POLL);
        assertEquals(3, master.lineDown("pulled").size());
        MasterAction.Fail down = assertInstanceOf(
                MasterAction.Fail.class, master.submit(4, 1, 0, POLL).get(0));
        assertEquals(SerialException.Reason.LINE_DOWN, down.reason());
    }

    @Test
    void waitsForATalkerButNotForNoise() {
        master.submit(1, 1, 0, POLL);
        assertEquals(List.of(), master.step(0, true));
        assertEquals(List.of(), master.step(48 * MS, true));
        assertEquals(1, master.step(51 * MS, true).size());
    }

    @Test
    void anEventIsDeliveredOnceAndAcknowledgedEachTime() {
        SerialFrame event = event(1, 100);
        List<MasterAction> first = master.received(event);
        assertInstanceOf(MasterAction.Deliver.class, first.get(0));
        assertAck(first.get(1), event);
        List<MasterAction> again = master.received(event);
        assertEquals(1, again.size());
        assertAck(again.get(0), event);
        assertEquals(2, master.received(event(2, 100)).size());
        assertEquals(2, master.received(event(1, 200)).size(), "the first of another boot is new");
        assertEquals(1, master.received(event(2, 100)).size(), "delayed over the restart");
    }

    private static void assertAck(MasterAction action, SerialFrame event) {
        SerialFrame ack = assertInstanceOf(MasterAction.Send.class, action).frame();
        assertEquals(new SerialFrame(SerialFrame.Type.EVENT_ACK, event.address(), event.sequence(), 0, event.nonce(),
                ByteString.EMPTY), ack);
    }

    private static SerialFrame event(int number, int nonce) {
        return new SerialFrame(SerialFrame.Type.EVENT, 4, number, 0, nonce, DeviceEvent.newBuilder()
                .setNumber(number)
                .setKind(DeviceEvent.Kind.POWER_LOST)
                .build()
                .toByteString());
    }
}
