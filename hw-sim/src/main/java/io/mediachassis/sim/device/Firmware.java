package io.mediachassis.sim.device;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.backplane.proto.Poll;
import io.mediachassis.backplane.proto.SensorReading;
import io.mediachassis.backplane.serial.SerialFrame;
import java.util.ArrayList;
import java.util.List;

/**
 * What every device of the management bus does alike: it answers what is addressed to it, executes a request at most
 * once, fences orders by epoch and reports numbered events. It speaks only when asked.
 *
 * <p>The fence: power, reset, fan, indicator and enrolment orders carry the epoch of the controller that gives them.
 * The device keeps the highest it obeyed in non-volatile memory and refuses a lower one, so that a controller that
 * lost the arbiter can do no harm however late its order arrives.
 *
 * <p>Pure; owned by one thread.
 */
public abstract class Firmware {
    /** The multi-drop management bus. */
    public static final int BUS_LINE = 0;

    /** Fits a reply beside all readings, and keeps a poll short. */
    private static final int EVENTS_PER_POLL = 4;

    private static final String HIGHEST_EPOCH = "highest-epoch";
    private static final String BOOTS = "boots";

    private final DeviceIdentity identity;
    private final int address;
    private final NonVolatile memory;
    private final int bootNonce;
    private final OnceCache once = new OnceCache();
    private final EventQueue busEvents = new EventQueue();
    private List<SensorReading> readings = List.of();
    private boolean indicator;
    private int lastEvent;
    private long executed;

    /**
     * Starts the firmware.
     *
     * @param address on the bus, 1..255
     * @param seed with the count of starts in {@code memory} it makes the boot nonce
     */
    protected Firmware(DeviceIdentity identity, int address, NonVolatile memory, long seed) {
        this.identity = identity;
        this.address = address;
        this.memory = memory;
        long boots = memory.read(BOOTS, 0) + 1;
        memory.write(BOOTS, boots);
        this.bootNonce = nonce(seed, address, boots);
    }

    private static int nonce(long seed, int address, long boots) {
        // The finaliser of SplitMix64: neighbours in give strangers out.
        long z = seed + address * 0x9E37_79B9_7F4A_7C15L + boots * 0xD1B5_4A32_D192_ED03L;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return (int) (z ^ (z >>> 31));
    }

    public final int address() {
        return address;
    }

    public final int bootNonce() {
        return bootNonce;
    }

    /** Requests executed, repetitions not counted. */
    public final long executed() {
        return executed;
    }

    public final DeviceIdentity identity() {
        return identity;
    }

    public final boolean indicator() {
        return indicator;
    }

    /** What the sensors show from now on. */
    public void readings(List<SensorReading> now) {
        this.readings = List.copyOf(now);
    }

    protected final NonVolatile memory() {
        return memory;
    }

    /** A frame on one of the device's lines; every frame on the bus comes here, whoever it is for. */
    public List<DeviceAction> receive(int line, SerialFrame frame, long nowNs) {
        boolean mine = frame.address() == address || (frame.address() == 0 && isOwnLine(line));
        if (!mine || frame.type() != SerialFrame.Type.REQUEST) {
            return List.of();
        }
        SerialFrame before = once.replyTo(line, frame, nowNs);
        if (before != null) {
            return List.of(new DeviceAction.Transmit(line, before));
        }
        DeviceRequest request;
        try {
            request = DeviceRequest.parseFrom(frame.payload());
        } catch (InvalidProtocolBufferException e) {
            // Its check held, so this is another protocol's; no answer is what an unknown device gives.
            return List.of();
        }
        List<DeviceAction> out = new ArrayList<>(2);
        executed++;
        DeviceReply.Builder reply = answer(line, frame, request, nowNs, out);
        SerialFrame answer = new SerialFrame(SerialFrame.Type.REPLY, address, frame.sequence(), frame.epoch(),
                frame.nonce(), reply.build().toByteString());
        once.keep(line, frame, answer, nowNs);
        out.add(new DeviceAction.Transmit(line, answer));
        return out;
    }

    /** Does what is due. */
    public List<DeviceAction> step(long nowNs) {
        return List.of();
    }

    private DeviceReply.Builder answer(
            int line, SerialFrame frame, DeviceRequest request, long nowNs, List<DeviceAction> out) {
        if (!permits(line, request)) {
            // Before the fence: who may not order must not move it either.
            return unsupported();
        }
        if (isFenced(request)) {
            long highest = memory.read(HIGHEST_EPOCH, 0);
            if (frame.epoch() < highest) {
                return DeviceReply.newBuilder()
                        .setResult(DeviceReply.Result.STALE_EPOCH)
                        .setHighestEpoch((int) highest);
            }
            if (frame.epoch() > highest) {
                // Before it is obeyed: an order carried out and forgotten would let an older one in after a restart.
                memory.write(HIGHEST_EPOCH, frame.epoch());
            }
        }
        return switch (request.getRequestCase()) {
            case IDENTIFY -> DeviceReply.newBuilder().setIdentity(identity);
            case POLL -> poll(line, request.getPoll(), nowNs);
            case SET_INDICATOR -> {
                indicator = request.getSetIndicator().getIdentify();
                yield DeviceReply.newBuilder();
            }
            default -> execute(line, frame, request, nowNs, out);
        };
    }

    /** Whether this may be asked on this line at all. */
    protected boolean permits(int line, DeviceRequest request) {
        return true;
    }

    /** Whether only a controller whose epoch is not stale may ask this. */
    protected boolean isFenced(DeviceRequest request) {
        return switch (request.getRequestCase()) {
            case SET_POWER, RESET, SET_FAN_DUTY, SET_INDICATOR, SET_BLUE_LED, PUT_ENROLMENT -> true;
            default -> false;
        };
    }

    /** Whether the device sits alone with its master on this line, where address 0 reaches it. */
    protected boolean isOwnLine(int line) {
        return false;
    }

    /** Carries out what only this kind of device can. */
    protected abstract DeviceReply.Builder execute(
            int line, SerialFrame frame, DeviceRequest request, long nowNs, List<DeviceAction> out);

    /** Fills in what only this kind of device has. */
    protected abstract void describe(DeviceStatus.Builder status);

    /** Answers a poll. */
    protected DeviceReply.Builder poll(int line, Poll poll, long nowNs) {
        DeviceStatus.Builder status = DeviceStatus.newBuilder()
                .setBootNonce(bootNonce)
                .setIdentify(indicator)
                .addAllReadings(readings);
        if (line == BUS_LINE) {
            if (poll.getBootNonce() == bootNonce) {
                busEvents.acknowledgeThrough(poll.getAcknowledgeThrough());
            }
            status.addAllEvents(busEvents.oldest(EVENTS_PER_POLL));
        }
        describe(status);
        return DeviceReply.newBuilder()
                .setHighestEpoch((int) memory.read(HIGHEST_EPOCH, 0))
                .setStatus(status);
    }

    /** Something happened. */
    protected DeviceEvent raise(DeviceEvent.Kind kind) {
        DeviceEvent event =
                DeviceEvent.newBuilder().setNumber(++lastEvent).setKind(kind).build();
        busEvents.add(event);
        return event;
    }

    protected static DeviceReply.Builder unsupported() {
        return DeviceReply.newBuilder().setResult(DeviceReply.Result.UNSUPPORTED);
    }

    protected static DeviceReply.Builder refused(String why) {
        return DeviceReply.newBuilder().setResult(DeviceReply.Result.REFUSED).setDetail(why);
    }
}
