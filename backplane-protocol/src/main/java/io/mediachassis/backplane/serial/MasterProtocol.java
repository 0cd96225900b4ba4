package io.mediachassis.backplane.serial;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The master's side of a serial line, as decisions: which request is sent when, when it is sent again, what a reply
 * belongs to. One request is outstanding at a time, since the line carries one talker at a time.
 *
 * <pre>
 *            submit                    reply of this sequence and nonce
 *   IDLE ---------------> WAITING --------------------------------------> IDLE   (Complete)
 *                          |   ^ no reply, tries left: the same sequence again
 *                          |   |
 *                          +---+
 *                          | no reply, no try left                -> IDLE   (Fail NO_ANSWER)
 *                          | line down                            -> IDLE   (Fail LINE_DOWN, the queue too)
 * </pre>
 *
 * <p>A retry repeats the sequence number and the nonce of this run of the process; the device executes such a pair at
 * most once and answers a repetition from its memory. A request given up may have been obeyed: the caller reads the
 * device's state back before it decides anything.
 *
 * <p>Orders (power, reset, the arbiter, the watchdog) go before everything else that waits: a fence must not stand in
 * a queue of polls. While somebody is heard in mid-frame, sending waits (at most for the time of the longest frame);
 * the wait before a retry has jitter, so that two masters that collided do not do so again in step.
 *
 * <p>Pure; owned by one thread.
 */
final class MasterProtocol {
    /** The longest frame takes 44.5 ms: who talks longer is noise, and is not waited for. */
    private static final long BUSY_LIMIT_NS = 50_000_000;
    private static final long BUSY_RETRY_NS = 2_000_000;

    private final int nonce;
    private final SerialSettings settings;
    private final RandomGenerator random;
    private final Consumer<SerialCounter> counts;
    private final Deque<Pending> urgent = new ArrayDeque<>();
    private final Deque<Pending> normal = new ArrayDeque<>();
    private final EventLedger ledger = new EventLedger();

    private int nextSequence;
    private boolean up;
    private @Nullable Pending outstanding;
    private int triesLeft;
    private long deadlineNs;
    private boolean busy;
    private long busySinceNs;

    private record Pending(long id, int address, long epoch, ByteString payload, int sequence) {}

    /**
     * @param nonce of this run of the process: two runs must not share it
     * @param random for the first sequence number and the jitter
     */
    MasterProtocol(int nonce, SerialSettings settings, RandomGenerator random, Consumer<SerialCounter> counts) {
        this.nonce = nonce;
        this.settings = settings;
        this.random = random;
        this.counts = counts;
        this.nextSequence = random.nextInt(0x1_0000);
    }

    /** Whether the order must not wait behind polls. */
    static boolean isUrgent(DeviceRequest request) {
        return switch (request.getRequestCase()) {
            case SET_POWER, RESET, CLAIM, REFRESH, RELEASE, KICK_WATCHDOG -> true;
            default -> false;
        };
    }

    /** The line was opened. */
    void lineUp() {
        up = true;
    }

    /** The line was lost: everything asked fails now rather than after its time. */
    List<MasterAction> lineDown(String why) {
        up = false;
        busy = false;
        List<MasterAction> out = new ArrayList<>();
        if (outstanding != null) {
            out.add(new MasterAction.Fail(outstanding.id, SerialException.Reason.LINE_DOWN, why));
            outstanding = null;
        }
        for (Deque<Pending> queue : List.of(urgent, normal)) {
            queue.forEach(p -> out.add(new MasterAction.Fail(p.id, SerialException.Reason.LINE_DOWN, why)));
            queue.clear();
        }
        return out;
    }

    /** A request of the caller's {@code id}. */
    List<MasterAction> submit(long id, int address, long epoch, DeviceRequest request) {
        if (!up) {
            return List.of(new MasterAction.Fail(id, SerialException.Reason.LINE_DOWN, "the line is not open"));
        }
        ByteString payload = request.toByteString();
        if (payload.size() > SerialFrame.MAX_PAYLOAD_BYTES) {
            return List.of(new MasterAction.Fail(id, SerialException.Reason.TOO_LONG,
                    "a request of " + payload.size() + " bytes; a frame carries " + SerialFrame.MAX_PAYLOAD_BYTES));
        }
        boolean first = isUrgent(request);
        int limit = first ? settings.queueLimit() + settings.queueLimit() / 4 + 1 : settings.queueLimit();
        if (urgent.size() + normal.size() >= limit) {
            counts.accept(SerialCounter.QUEUE_FULL);
            return List.of(new MasterAction.Fail(id, SerialException.Reason.QUEUE_FULL, limit + " requests wait"));
        }
        (first ? urgent : normal).add(new Pending(id, address, epoch, payload, nextSequence));
        nextSequence = (nextSequence + 1) & 0xFFFF;
        return List.of();
    }

    /** A frame was read. */
    List<MasterAction> received(SerialFrame frame) {
        return switch (frame.type()) {
            case REPLY -> reply(frame);
            case EVENT -> event(frame);
            // Another master's, or for a device: on a bus everyone hears everything.
            case REQUEST, EVENT_ACK -> List.of();
        };
    }

    private List<MasterAction> reply(SerialFrame frame) {
        Pending waiting = outstanding;
        // Address 0 is the device of a private line, which answers with its own.
        if (waiting == null || frame.nonce() != nonce || frame.sequence() != waiting.sequence
                || (waiting.address != 0 && frame.address() != waiting.address)) {
            counts.accept(SerialCounter.LATE_REPLY);
            return List.of();
        }
        DeviceReply reply;
        try {
            reply = DeviceReply.parseFrom(frame.payload());
        } catch (InvalidProtocolBufferException e) {
            counts.accept(SerialCounter.MALFORMED_PAYLOAD);
            return List.of();
        }
        outstanding = null;
        return List.of(new MasterAction.Complete(waiting.id, reply));
    }

    private List<MasterAction> event(SerialFrame frame) {
        DeviceEvent event;
        try {
            event = DeviceEvent.parseFrom(frame.payload());
        } catch (InvalidProtocolBufferException e) {
            counts.accept(SerialCounter.MALFORMED_PAYLOAD);
            return List.of();
        }
        List<MasterAction> out = new ArrayList<>(2);
        if (ledger.take(frame.nonce(), event)) {
            counts.accept(SerialCounter.EVENTS);
            out.add(new MasterAction.Deliver(frame.nonce(), event));
        } else {
            counts.accept(SerialCounter.DUPLICATE_EVENT);
        }
        out.add(new MasterAction.Send(new SerialFrame(
                SerialFrame.Type.EVENT_ACK, frame.address(), frame.sequence(), 0, frame.nonce(), ByteString.EMPTY)));
        return out;
    }

    /**
     * Sends, sends again and gives up what is due.
     *
     * @param talking somebody is heard in mid-frame
     */
    List<MasterAction> step(long nowNs, boolean talking) {
        if (outstanding != null && deadlineNs - nowNs > 0) {
            return List.of();
        }
        if (outstanding == null && urgent.isEmpty() && normal.isEmpty()) {
            busy = false;
            return List.of();
        }
        if (mustWait(nowNs, talking)) {
            return List.of();
        }
        List<MasterAction> out = new ArrayList<>(2);
        if (outstanding != null) {
            if (triesLeft > 0) {
                counts.accept(SerialCounter.RETRIES);
                out.add(send(outstanding, nowNs));
                return out;
            }
            counts.accept(SerialCounter.NO_ANSWER);
            out.add(new MasterAction.Fail(outstanding.id, SerialException.Reason.NO_ANSWER,
                    "the device at address " + outstanding.address + " did not answer " + settings.tries()
                            + " times"));
            outstanding = null;
        }
        Pending next = urgent.isEmpty() ? normal.poll() : urgent.poll();
        if (next != null) {
            outstanding = next;
            triesLeft = settings.tries();
            out.add(send(next, nowNs));
        }
        return out;
    }

    /** Nanoseconds until {@link #step} has something to do; {@link SerialLine#NO_DEADLINE} if never. */
    long waitNs(long nowNs) {
        if (busy) {
            return BUSY_RETRY_NS;
        }
        if (outstanding != null) {
            return Math.max(0, deadlineNs - nowNs);
        }
        return urgent.isEmpty() && normal.isEmpty() ? SerialLine.NO_DEADLINE : 0;
    }

    private boolean mustWait(long nowNs, boolean talking) {
        if (!talking) {
            busy = false;
            return false;
        }
        if (!busy) {
            busy = true;
            busySinceNs = nowNs;
            counts.accept(SerialCounter.LINE_BUSY);
        }
        if (nowNs - busySinceNs >= BUSY_LIMIT_NS) {
            busy = false;
            return false;
        }
        return true;
    }

    private MasterAction send(Pending request, long nowNs) {
        triesLeft--;
        SerialFrame frame = new SerialFrame(SerialFrame.Type.REQUEST, request.address, request.sequence,
                request.epoch, nonce, request.payload);
        long timeout = settings.replyTimeout().toNanos();
        deadlineNs = nowNs + SerialFrame.wireNs(frame.encode().length) + timeout + random.nextLong(timeout / 5);
        return new MasterAction.Send(frame);
    }
}
