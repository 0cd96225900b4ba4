package io.mediachassis.snmp.alarm;

import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.snmp.chassis.ChassisMib;
import io.mediachassis.snmp.entity.PhysicalEntity;
import io.mediachassis.snmp.interfaces.UnitInterface;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The alarms since this agent took the management address: those that are there, and the last that were. One that was
 * there already has been since then, for all that the agent knows. One thread.
 */
public final class AlarmBook {
    /** More at once are not listed, but counted. */
    static final int MOST_ACTIVE = 256;
    /** alarmClearMaximum. */
    static final int MOST_CLEARED = 256;

    /**
     * An alarm and since when.
     *
     * @param index alarmActiveIndex or alarmClearIndex, from 1 in the order of coming
     * @param atEpochMs when it was raised, or cleared
     * @param ticks sysUpTime of that, in hundredths of a second
     */
    record Dated(int index, long atEpochMs, long ticks, Alarm alarm) {}

    /**
     * What has changed, told to network management: never what was there at the start.
     *
     * @param cleared as they were while they were active
     */
    public record Changes(List<Dated> raised, List<Dated> cleared) {
        public Changes {
            raised = List.copyOf(raised);
            cleared = List.copyOf(cleared);
        }
    }

    private final ChassisMib mib;
    private final Map<Alarm, Dated> active = new LinkedHashMap<>();
    private final Deque<Dated> cleared = new ArrayDeque<>();
    private final Set<Alarm> unlisted = new HashSet<>();
    private boolean begun;
    private int raisedIndex;
    private int clearedIndex;
    private long overflow;
    private long changedTicks;
    private long raisedTicks;
    private long clearedTicks;

    public AlarmBook(ChassisMib mib) {
        this.mib = mib;
    }

    /**
     * Takes the unit in as it is now.
     *
     * @param ticks sysUpTime now, in hundredths of a second
     */
    public Changes observe(
            UnitSnapshot unit, List<PhysicalEntity> entities, List<UnitInterface> interfaces, long ticks) {
        return observe(UnitAlarms.of(unit, entities, interfaces, mib), unit.getAtEpochMs(), ticks);
    }

    Changes observe(List<Alarm> now, long epochMs, long ticks) {
        List<Dated> raised = new ArrayList<>();
        List<Dated> gone = new ArrayList<>();
        Set<Alarm> still = new HashSet<>(now);
        active.values().removeIf(was -> {
            boolean over = !still.contains(was.alarm());
            if (over) {
                gone.add(was);
                clear(was, epochMs, ticks);
            }
            return over;
        });
        unlisted.retainAll(still);
        for (Alarm alarm : now) {
            if (!active.containsKey(alarm)) {
                if (active.size() == MOST_ACTIVE) {
                    overflow += unlisted.add(alarm) ? 1 : 0;
                } else {
                    unlisted.remove(alarm);
                    Dated dated = new Dated(++raisedIndex, epochMs, ticks, alarm);
                    active.put(alarm, dated);
                    raised.add(dated);
                }
            }
        }
        if (!raised.isEmpty() || !gone.isEmpty()) {
            changedTicks = ticks;
            raisedTicks = raised.isEmpty() ? raisedTicks : ticks;
            clearedTicks = gone.isEmpty() ? clearedTicks : ticks;
        }
        boolean first = !begun;
        begun = true;
        return first ? new Changes(List.of(), List.of()) : new Changes(raised, gone);
    }

    private void clear(Dated was, long epochMs, long ticks) {
        if (cleared.size() == MOST_CLEARED) {
            cleared.removeFirst();
        }
        cleared.addLast(new Dated(++clearedIndex, epochMs, ticks, was.alarm()));
    }

    Collection<Dated> active() {
        return active.values();
    }

    Collection<Dated> cleared() {
        return cleared;
    }

    /** Raised so far: alarmActiveStatsActives. */
    int raisedTotal() {
        return raisedIndex;
    }

    /** Alarms that were not listed at first, for want of room: alarmActiveOverflow. */
    long overflow() {
        return overflow;
    }

    /** sysUpTime of the last change, of the last one raised and the last one cleared. */
    long changedTicks() {
        return changedTicks;
    }

    long raisedTicks() {
        return raisedTicks;
    }

    long clearedTicks() {
        return clearedTicks;
    }
}
