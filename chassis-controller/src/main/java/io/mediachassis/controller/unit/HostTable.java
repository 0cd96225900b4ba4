package io.mediachassis.controller.unit;

import io.mediachassis.backplane.proto.HostReport;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.UnitSnapshot;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What each blade last told of its board, kept while the blade is there: a blade that is out of reach still has its
 * network ports. Pure; one thread.
 */
public final class HostTable {
    private final Map<Integer, HostReport> bySlot = new HashMap<>();

    /** Takes over what another controller knows of blades that this one has not heard yet, and which are taken out. */
    public void remember(UnitSnapshot unit) {
        for (SlotStatus slot : unit.getSlotsList()) {
            if (slot.hasHost()) {
                bySlot.put(slot.getSlot(), slot.getHost());
            } else if (!slot.getPresent()) {
                bySlot.remove(slot.getSlot());
            }
        }
    }

    /**
     * The report of the blade in a slot, null when it has never told.
     *
     * @param now what its agent tells now, null when it tells nothing
     */
    public @Nullable HostReport of(int slot, boolean present, @Nullable HostReport now) {
        if (!present) {
            bySlot.remove(slot);
        } else if (now != null) {
            bySlot.put(slot, now);
        }
        return bySlot.get(slot);
    }
}
