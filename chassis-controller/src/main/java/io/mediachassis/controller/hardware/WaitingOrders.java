package io.mediachassis.controller.hardware;

import io.mediachassis.controller.hardware.BusRequest.Urgency;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Orders that wait for their turn on the bus: fences, unbounded since there is one a slot, then the others in order. A
 * fence withdraws what waits for its device: none of it may switch the blade on again behind the fence. Pure; one
 * thread.
 */
final class WaitingOrders {
    private final int max;
    private final Deque<BusRequest> fences = new ArrayDeque<>();
    private final Deque<BusRequest> orders = new ArrayDeque<>();

    /** @param max bound of the orders that are no fences */
    WaitingOrders(int max) {
        this.max = max;
    }

    /** Queues it; what this ends, itself included when there is no room, is in {@code findings}. */
    void add(BusRequest order, List<BusFinding> findings) {
        if (order.urgency() == Urgency.FENCE) {
            withdraw(order.address(), "withdrawn, since the blade is being fenced", findings);
            fences.add(order);
        } else if (orders.size() >= max) {
            findings.add(new BusFinding.OrderFailed(
                    order.address(), order, "too many orders wait for the management bus; try again in a moment"));
        } else {
            orders.add(order);
        }
    }

    /** The next to leave, which waits no more; null: none waits. */
    @Nullable BusRequest next() {
        BusRequest fence = fences.poll();
        return fence == null ? orders.poll() : fence;
    }

    /** Ends all that waits for a device. */
    void withdraw(int address, String why, List<BusFinding> findings) {
        for (Deque<BusRequest> queue : List.of(fences, orders)) {
            for (Iterator<BusRequest> each = queue.iterator(); each.hasNext(); ) {
                BusRequest order = each.next();
                if (order.address() == address) {
                    each.remove();
                    findings.add(new BusFinding.OrderFailed(address, order, why));
                }
            }
        }
    }
}
