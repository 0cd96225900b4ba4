package io.mediachassis.backplane.serial;

import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.DeviceReply;

/** What {@link MasterProtocol} wants done, in order. */
sealed interface MasterAction {
    /** Write this frame. */
    record Send(SerialFrame frame) implements MasterAction {}

    /** The request of this id has its reply. */
    record Complete(long id, DeviceReply reply) implements MasterAction {}

    /** The request of this id has none. */
    record Fail(long id, SerialException.Reason reason, String text) implements MasterAction {}

    /** An event that was not seen before. */
    record Deliver(int bootNonce, DeviceEvent event) implements MasterAction {}
}
