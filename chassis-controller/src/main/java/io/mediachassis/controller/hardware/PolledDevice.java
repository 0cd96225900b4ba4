package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.backplane.proto.Identify;
import io.mediachassis.backplane.proto.Poll;
import java.util.List;

/**
 * What {@link HardwarePoll} keeps of one device: whether it answers, whether it said what it is, and how far its events
 * were seen and stored. Pure; one thread.
 */
final class PolledDevice {
    final int address;
    private boolean reachable;
    private boolean identified;
    private boolean statusSeen;
    private int failures;
    private int bootNonce;
    private long seen;
    private long acknowledged;
    private long askedNs;

    PolledDevice(int address) {
        this.address = address;
    }

    boolean reachable() {
        return reachable;
    }

    /**
     * What it is asked next.
     *
     * @param urgent its status is waited for, what it is can wait
     */
    DeviceRequest question(boolean urgent, long nowNs) {
        askedNs = nowNs;
        DeviceRequest.Builder request = DeviceRequest.newBuilder();
        if (identified || urgent) {
            request.setPoll(Poll.newBuilder().setAcknowledgeThrough((int) acknowledged).setBootNonce(bootNonce));
        } else {
            request.setIdentify(Identify.getDefaultInstance());
        }
        return request.build();
    }

    /** It is known not to answer: to ask it costs the bus three time-outs. */
    boolean silent(HardwarePoll.Settings settings) {
        return !reachable && failures >= settings.failures();
    }

    /** It is silent, but was not tried for a while. */
    boolean worthATry(HardwarePoll.Settings settings, long nowNs) {
        return nowNs - askedNs >= settings.retryNs();
    }

    /** It answered. */
    void onReply(DeviceReply reply, List<BusFinding> findings) {
        failures = 0;
        if (!reachable) {
            reachable = true;
            findings.add(new BusFinding.Reachable(address));
        }
        if (reply.hasIdentity()) {
            identified = true;
            findings.add(new BusFinding.Identified(address, reply.getIdentity()));
        }
        if (reply.hasStatus()) {
            readStatus(reply.getStatus(), findings);
        }
    }

    private void readStatus(DeviceStatus status, List<BusFinding> findings) {
        if (!statusSeen || bootNonce != status.getBootNonce()) {
            // Events of a new run of the firmware start again at 1, and the board may have been exchanged.
            identified = identified && !statusSeen;
            statusSeen = true;
            bootNonce = status.getBootNonce();
            seen = 0;
            acknowledged = 0;
        }
        for (DeviceEvent event : status.getEventsList()) {
            long number = Integer.toUnsignedLong(event.getNumber());
            if (number > seen) {
                seen = number;
                findings.add(new BusFinding.EventSeen(address, event));
            }
        }
        findings.add(new BusFinding.StatusRead(address, status));
    }

    /** It did not answer, within all tries of a request. */
    void onNoAnswer(HardwarePoll.Settings settings, List<BusFinding> findings) {
        failures++;
        if (failures == settings.failures()) {
            reachable = false;
            identified = false;
            findings.add(new BusFinding.Unreachable(address));
        }
    }

    /**
     * Its events are on the disk, so that the next poll acknowledges them.
     *
     * @param ofBootNonce of the run of its firmware that they are of
     * @param through number of the last of them; what was never seen is not acknowledged
     */
    void onStored(int ofBootNonce, long through) {
        if (bootNonce == ofBootNonce) {
            acknowledged = Math.max(acknowledged, Math.min(seen, through));
        }
    }
}
