package io.mediachassis.sim.event;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What happens next: a binary heap on plain arrays, ordered by time and then by the order of entry. */
public final class EventQueue {
    private long[] times = new long[256];
    private long[] orders = new long[256];
    private @Nullable Runnable[] events = new Runnable[256];
    private int size;
    private long order;

    public boolean isEmpty() {
        return size == 0;
    }

    public long nextTime() {
        return times[0];
    }

    public void add(long time, Runnable event) {
        if (size == times.length) {
            times = Arrays.copyOf(times, size * 2);
            orders = Arrays.copyOf(orders, size * 2);
            events = Arrays.copyOf(events, size * 2);
        }
        long mine = order++;
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (times[parent] <= time) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        put(at, time, mine, event);
    }

    public Runnable poll() {
        Runnable first = events[0];
        if (size == 0 || first == null) {
            throw new IllegalStateException("the event queue is empty");
        }
        size--;
        long time = times[size];
        long mine = orders[size];
        Runnable event = events[size];
        events[size] = null;
        int at = 0;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && before(times[child + 1], orders[child + 1], times[child], orders[child])) {
                child++;
            }
            if (!before(times[child], orders[child], time, mine)) {
                break;
            }
            move(child, at);
            at = child;
        }
        if (size > 0) {
            put(at, time, mine, event);
        }
        return first;
    }

    private static boolean before(long time, long mine, long otherTime, long other) {
        return time < otherTime || (time == otherTime && mine < other);
    }

    private void move(int from, int to) {
        put(to, times[from], orders[from], events[from]);
    }

    private void put(int at, long time, long mine, @Nullable Runnable event) {
        times[at] = time;
        orders[at] = mine;
        events[at] = event;
    }
}
