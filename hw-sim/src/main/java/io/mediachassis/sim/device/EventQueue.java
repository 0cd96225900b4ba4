package io.mediachassis.sim.device;

import io.mediachassis.backplane.proto.DeviceEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Numbered events for one listener, kept until it acknowledges them; the oldest go when there are too many. */
final class EventQueue {
    private static final int LIMIT = 32;

    private final Deque<DeviceEvent> events = new ArrayDeque<>();
    private long dropped;

    void add(DeviceEvent event) {
        if (events.size() == LIMIT) {
            events.removeFirst();
            dropped++;
        }
        events.add(event);
    }

    @Nullable DeviceEvent oldest() {
        return events.peekFirst();
    }

    List<DeviceEvent> oldest(int most) {
        List<DeviceEvent> result = new ArrayList<>(Math.min(most, events.size()));
        for (DeviceEvent event : events) {
            if (result.size() == most) {
                break;
            }
            result.add(event);
        }
        return result;
    }

    void acknowledgeThrough(int number) {
        while (!events.isEmpty() && Integer.compareUnsigned(events.getFirst().getNumber(), number) <= 0) {
            events.removeFirst();
        }
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    long dropped() {
        return dropped;
    }
}
