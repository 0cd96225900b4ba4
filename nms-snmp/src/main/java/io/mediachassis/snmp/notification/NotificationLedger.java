package io.mediachassis.snmp.notification;

import io.mediachassis.backplane.proto.UnitEvent;

/**
 * Which events have been notified, so that each is exactly once while this agent's controller is active. Events from
 * before the controller became active were its predecessor's to tell; those told before this process restarted are
 * known by their number, which outlives it; what is older than {@link #MAX_AGE_MS} is in the event log and no news. One
 * thread.
 */
public final class NotificationLedger {
    /** Age beyond which a missed event is not notified any more, in milliseconds. */
    public static final long MAX_AGE_MS = 300_000;

    /**
     * What outlives the process.
     *
     * @param epoch of the controller's reign that the numbers belong to
     * @param event highest number told or passed over in it
     * @param switchoverTold whether the reign's own beginning has been told
     */
    public record Mark(long epoch, long event, boolean switchoverTold) {
        public static final Mark NONE = new Mark(0, 0, false);
    }

    private Mark mark;
    private long activeSinceEpochMs;

    /**
     * @param mark as saved before, or {@link Mark#NONE}
     */
    public NotificationLedger(Mark mark) {
        this.mark = mark;
    }

    /**
     * The controller is active in this epoch.
     *
     * @return whether the switch-over is still to be told
     */
    public boolean reign(long epoch, long sinceEpochMs) {
        activeSinceEpochMs = sinceEpochMs;
        if (mark.epoch() != epoch) {
            // Numbers run on from reign to reign, so the highest stays.
            mark = new Mark(epoch, mark.event(), false);
        }
        boolean tell = !mark.switchoverTold();
        mark = new Mark(epoch, mark.event(), true);
        return tell;
    }

    /** Whether this event is to be told now; it is then held to have been. */
    public boolean tell(UnitEvent event, long nowEpochMs) {
        if (Long.compareUnsigned(event.getNumber(), mark.event()) <= 0) {
            return false;
        }
        mark = new Mark(mark.epoch(), event.getNumber(), mark.switchoverTold());
        return event.getAtEpochMs() >= activeSinceEpochMs && nowEpochMs - event.getAtEpochMs() <= MAX_AGE_MS;
    }

    /** What to save. */
    public Mark mark() {
        return mark;
    }
}
