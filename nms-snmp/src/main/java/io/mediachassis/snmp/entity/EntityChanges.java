package io.mediachassis.snmp.entity;

import io.mediachassis.backplane.proto.Identity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what the physical table was, so that entLastChangeTime and entStateLastChanged can say since when. Readings
 * are no change; an entity that comes, goes or becomes another board is. One thread.
 */
public final class EntityChanges {
    private record Face(int containedIn, PhysicalClass physicalClass, String name, Identity identity,
            String software) {}

    private record Dated(Health health, long sinceEpochMs) {}

    private @Nullable Map<Integer, Face> faces;
    private final Map<Integer, Dated> healths = new HashMap<>();
    private long lastChangeTicks;

    /**
     * Takes a new table in.
     *
     * @param ticks sysUpTime now, in hundredths of a second
     * @return whether it differs from the last one; the first is none
     */
    public boolean observe(List<PhysicalEntity> entities, long ticks, long epochMs) {
        Map<Integer, Face> now = new HashMap<>();
        for (PhysicalEntity e : entities) {
            now.put(e.index(), new Face(e.containedIn(), e.physicalClass(), e.name(), e.identity(), e.software()));
            Health health = e.health();
            if (health != null) {
                healths.compute(e.index(), (i, old) ->
                        old != null && old.health().equals(health) ? old : new Dated(health, epochMs));
            }
        }
        healths.keySet().retainAll(now.keySet());
        boolean changed = faces != null && !faces.equals(now);
        if (changed) {
            lastChangeTicks = ticks;
        }
        faces = now;
        return changed;
    }

    /** sysUpTime at the last change, in hundredths of a second; 0 when there was none since the start. */
    public long lastChangeTicks() {
        return lastChangeTicks;
    }

    /** When this entity's state last changed, 0 when it has none. */
    public long healthChangedEpochMs(int index) {
        Dated dated = healths.get(index);
        return dated == null ? 0 : dated.sinceEpochMs();
    }
}
