package io.mediachassis.controller.hardware;

import java.util.HashMap;
import java.util.Map;

/** Those blades that were shed, and how: gently they have a while to hand over. Pure; one thread. */
final class ShedBlades {
    private static final long PATIENCE_NS = 30_000_000_000L;

    private record Order(long atNs, boolean forced) {}

    private final Map<Integer, Order> orders = new HashMap<>();

    boolean isShed(int slot) {
        return orders.containsKey(slot);
    }

    /** It is to go; true: that is new, or harder than before. */
    boolean shed(int slot, boolean now, long nowNs) {
        Order before = orders.get(slot);
        if (before != null && (before.forced() || !now)) {
            return false;
        }
        orders.put(slot, new Order(nowNs, now));
        return true;
    }

    /** It has had its time, and more than it was to hand over. */
    boolean overdue(int slot, long nowNs) {
        Order order = orders.get(slot);
        return order != null && !order.forced() && nowNs - order.atNs() >= PATIENCE_NS;
    }

    /** It has no power any more, or is not to go after all; true: it was shed. */
    boolean over(int slot) {
        return orders.remove(slot) != null;
    }
}
