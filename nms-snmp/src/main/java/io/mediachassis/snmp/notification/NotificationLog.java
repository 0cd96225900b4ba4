package io.mediachassis.snmp.notification;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/**
 * The last notifications of this engine, for managers that missed them. The library's own log would stand in the middle
 * of our range, and could be written. One thread.
 */
public final class NotificationLog {
    /** nlmConfigGlobalEntryLimit. */
    static final int LIMIT = 100;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private long logged;

    /**
     * One that was sent.
     *
     * @param index nlmLogIndex, from 1
     * @param ticks sysUpTime, in hundredths of a second
     */
    record Entry(long index, long ticks, long epochMs, Notification notification) {}

    /** Takes one in; the oldest goes when there are more than 100. */
    public void add(Notification notification, long ticks, long epochMs) {
        if (entries.size() == LIMIT) {
            entries.removeFirst();
        }
        entries.addLast(new Entry(++logged, ticks, epochMs, notification));
    }

    Collection<Entry> entries() {
        return entries;
    }

    /** All that were taken in. */
    long logged() {
        return logged;
    }

    /** Those that went to make room. */
    long bumped() {
        return logged - entries.size();
    }
}
