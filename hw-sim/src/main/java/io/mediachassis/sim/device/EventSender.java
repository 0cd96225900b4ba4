package io.mediachassis.sim.device;

import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.serial.SerialFrame;
import java.util.List;

/**
 * Says events on a private line without being asked, the oldest first and each again until it is acknowledged: after
 * 100 ms, then ever more rarely down to every 2 s, since the board may be off for days. Pure.
 */
final class EventSender {
    private static final long FIRST_REPEAT_NS = 100_000_000;
    private static final long LONGEST_REPEAT_NS = 2_000_000_000L;

    private final EventQueue queue = new EventQueue();
    private final int line;
    private final int address;
    private final int bootNonce;
    private boolean due;
    private long dueNs;
    private long repeatNs = FIRST_REPEAT_NS;

    EventSender(int line, int address, int bootNonce) {
        this.line = line;
        this.address = address;
        this.bootNonce = bootNonce;
    }

    void add(DeviceEvent event) {
        if (queue.isEmpty()) {
            due = true;
        }
        queue.add(event);
    }

    /** Somebody is there: say at once what waits. */
    void listenerHeard() {
        if (!queue.isEmpty() && repeatNs > 2 * FIRST_REPEAT_NS) {
            due = true;
        }
    }

    void acknowledged(SerialFrame ack) {
        DeviceEvent oldest = queue.oldest();
        if (oldest != null && ack.nonce() == bootNonce && ack.sequence() == (oldest.getNumber() & 0xFFFF)) {
            queue.acknowledgeThrough(oldest.getNumber());
            due = true;
        }
    }

    List<DeviceAction> step(long nowNs) {
        DeviceEvent oldest = queue.oldest();
        if (oldest == null) {
            due = false;
            return List.of();
        }
        if (due) {
            due = false;
            repeatNs = FIRST_REPEAT_NS;
        } else if (dueNs - nowNs > 0) {
            return List.of();
        }
        dueNs = nowNs + repeatNs;
        repeatNs = Math.min(2 * repeatNs, LONGEST_REPEAT_NS);
        return List.of(new DeviceAction.Transmit(line, new SerialFrame(
                SerialFrame.Type.EVENT, address, oldest.getNumber() & 0xFFFF, 0, bootNonce, oldest.toByteString())));
    }
}
