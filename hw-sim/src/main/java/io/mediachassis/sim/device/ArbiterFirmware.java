package io.mediachassis.sim.device;

import io.mediachassis.backplane.proto.ArbiterStatus;
import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.backplane.proto.Enrolment;
import io.mediachassis.backplane.proto.Poll;
import io.mediachassis.backplane.serial.SerialFrame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mid-plane's arbiter: which of two controllers is active. Each has a line of its own to it (lines 1 and 2).
 *
 * <pre>
 *               claim of n, expected epoch right: epoch + 1, kept before the reply
 *   FREE ---------------------------------------------------------------------------> HELD by n
 *     ^                                                                                |  ^
 *     |  release by n, epoch right                                                     |  | refresh by n
 *     +--------------------------------------------------------------------------------+  |
 *                                                        |  the refresh is 1 s old        |
 *            HELD by m, epoch + 1  <---------------------+  and m claims                  |
 *                                                        +--------------------------------+
 * </pre>
 *
 * <p>A claim on a wrong epoch is CLAIM_LOST; a claim while the holder is fresh is REFUSED; a refresh or release of an
 * older epoch is STALE_EPOCH, by one who does not hold it REFUSED. Every reply carries the whole status. Peer-healthy
 * says that the other controller's line spoke within 1 s. Pure; owned by one thread.
 */
public final class ArbiterFirmware extends Firmware {
    /** On its own lines. */
    public static final int ADDRESS = 0x40;

    /** A holder that did not refresh for so long may be succeeded, and a line silent for so long is not healthy. */
    public static final long WATCHDOG_NS = 1_000_000_000;

    private static final String EPOCH = "epoch";
    private static final long MAX_EPOCH = 0xFFFF_FFFFL;

    private final long[] heardNs = new long[3];
    private final boolean[] heard = new boolean[3];
    private final boolean[] present = {false, true, true};
    private final @Nullable Enrolment[] forController = new Enrolment[3];
    private int holder;
    private long refreshedNs;
    private int slotPins;
    private int psuPins;
    private int fanTrayPins;

    public ArbiterFirmware(DeviceIdentity identity, NonVolatile memory, long seed) {
        super(identity, ADDRESS, memory, seed);
        raise(DeviceEvent.Kind.FIRMWARE_STARTED);
    }

    /** Presence pins as they are now; bit n-1 is set where number n is in its place. */
    public void pins(int slots, int psus, int fanTrays) {
        slotPins = slots;
        psuPins = psus;
        fanTrayPins = fanTrays;
    }

    /** Whether controller 1 or 2 is plugged in. */
    public void controllerPresent(int controller, boolean nowPresent) {
        present[controller] = nowPresent;
    }

    public long epoch() {
        return memory().read(EPOCH, 0);
    }

    /** Number of the controller that holds it, 0 for none. */
    public int holder() {
        return holder;
    }

    @Override
    protected boolean isOwnLine(int line) {
        return true;
    }

    @Override
    protected boolean isFenced(DeviceRequest request) {
        // Its own epoch is the fence, and each verb compares it.
        return false;
    }

    @Override
    public List<DeviceAction> receive(int line, SerialFrame frame, long nowNs) {
        if (line != 1 && line != 2) {
            throw new IllegalArgumentException("the arbiter has lines 1 and 2, not " + line);
        }
        heard[line] = true;
        heardNs[line] = nowNs;
        return super.receive(line, frame, nowNs);
    }

    @Override
    protected DeviceReply.Builder poll(int line, Poll poll, long nowNs) {
        return withStatus(DeviceReply.newBuilder(), line, nowNs);
    }

    @Override
    protected DeviceReply.Builder execute(
            int line, SerialFrame frame, DeviceRequest request, long nowNs, List<DeviceAction> out) {
        return switch (request.getRequestCase()) {
            case CLAIM -> claim(line, Integer.toUnsignedLong(request.getClaim().getExpectedEpoch()), nowNs);
            case REFRESH -> refresh(line, Integer.toUnsignedLong(request.getRefresh().getEpoch()), nowNs);
            case RELEASE -> release(line, Integer.toUnsignedLong(request.getRelease().getEpoch()), nowNs);
            case PUT_ENROLMENT -> {
                forController[other(line)] = request.getPutEnrolment().getEnrolment();
                yield DeviceReply.newBuilder();
            }
            case TAKE_ENROLMENT -> {
                Enrolment taken = forController[line];
                forController[line] = null;
                yield taken == null ? refused("none waits") : DeviceReply.newBuilder().setEnrolment(taken);
            }
            default -> unsupported();
        };
    }

    private DeviceReply.Builder refresh(int line, long asked, long nowNs) {
        DeviceReply.Builder reply = byHolder(line, asked);
        if (reply.getResult() == DeviceReply.Result.OK) {
            refreshedNs = nowNs;
        }
        return withStatus(reply, line, nowNs);
    }

    private DeviceReply.Builder release(int line, long asked, long nowNs) {
        DeviceReply.Builder reply = byHolder(line, asked);
        if (reply.getResult() == DeviceReply.Result.OK) {
            holder = 0;
        }
        return withStatus(reply, line, nowNs);
    }

    private DeviceReply.Builder claim(int line, long expected, long nowNs) {
        DeviceReply.Builder reply = DeviceReply.newBuilder();
        long epoch = epoch();
        if (expected != epoch || epoch == MAX_EPOCH) {
            reply.setResult(DeviceReply.Result.CLAIM_LOST);
        } else if (holder != 0 && nowNs - refreshedNs < WATCHDOG_NS) {
            reply.setResult(DeviceReply.Result.REFUSED).setDetail("held");
        } else {
            memory().write(EPOCH, epoch + 1);
            holder = line;
            refreshedNs = nowNs;
        }
        return withStatus(reply, line, nowNs);
    }

    private DeviceReply.Builder byHolder(int line, long asked) {
        if (asked != epoch()) {
            return DeviceReply.newBuilder().setResult(DeviceReply.Result.STALE_EPOCH);
        }
        return holder == line ? DeviceReply.newBuilder() : refused("not the holder");
    }

    private DeviceReply.Builder withStatus(DeviceReply.Builder reply, int line, long nowNs) {
        int other = other(line);
        return reply.setHighestEpoch((int) epoch()).setArbiter(ArbiterStatus.newBuilder()
                .setEpoch((int) epoch())
                .setHolder(holder)
                .setPeerPresent(present[other])
                .setPeerHealthy(present[other] && heard[other] && nowNs - heardNs[other] <= WATCHDOG_NS)
                .setPresentSlots(slotPins)
                .setPresentPsus(psuPins)
                .setPresentFanTrays(fanTrayPins)
                .setRefreshedMsAgo(holder == 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, (nowNs - refreshedNs) / 1_000_000))
                .setChassisSerial(identity().getChassisSerial())
                .setSlotCount(identity().getSlotCount())
                .setLine(line));
    }

    private static int other(int line) {
        return 3 - line;
    }

    @Override
    protected void describe(DeviceStatus.Builder status) {
        // An arbiter's poll is answered by its own status.
    }
}
