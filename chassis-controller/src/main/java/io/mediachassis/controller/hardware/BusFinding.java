package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceStatus;

/** What {@link HardwarePoll} found out from an answer, or from its absence. */
public sealed interface BusFinding {
    int address();

    /** The device said what it is: at its first answer, after it was away, and after its firmware restarted. */
    record Identified(int address, DeviceIdentity identity) implements BusFinding {}

    /** The device's status, whole. */
    record StatusRead(int address, DeviceStatus status) implements BusFinding {}

    /** An event of the device, seen for the first time; to be safe before the next request leaves. */
    record EventSeen(int address, DeviceEvent event) implements BusFinding {}

    /** The device answers again, or for the first time. */
    record Reachable(int address) implements BusFinding {}

    /** The device left too many requests in a row unanswered. */
    record Unreachable(int address) implements BusFinding {}

    /** An order was answered (which may be a refusal: see the result). */
    record OrderAnswered(int address, BusRequest order, DeviceReply reply) implements BusFinding {
        /** Whether the device did as it was told. */
        boolean obeyed() {
            return reply.getResult() == DeviceReply.Result.OK;
        }

        /** For people: that it is done, or why not. */
        String text() {
            if (obeyed()) {
                return "done";
            }
            String detail = reply.getDetail();
            return "refused by the device: " + (detail.isEmpty() ? reply.getResult().name() : detail);
        }
    }

    /** An order found no answer, or no room in the queue, or was withdrawn by a fence. */
    record OrderFailed(int address, BusRequest order, String why) implements BusFinding {}

    /** The device obeys a higher epoch: another controller is active, and this one must stop. */
    record Superseded(int address, long highestEpoch) implements BusFinding {}
}
