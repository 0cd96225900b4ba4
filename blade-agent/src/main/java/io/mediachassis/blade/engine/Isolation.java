package io.mediachassis.blade.engine;

import java.util.HashMap;
import java.util.Map;

/**
 * Whether this blade is cut off from the whole station: then others send its streams on, and it is not to send them
 * beside those once it is heard again. Where no controller was ever heard, or no other blade is there, nobody could. Pure;
 * one thread.
 */
public final class Isolation {
    /** Blades tell of their streams each second, controllers beat ten times in it. */
    static final long SILENT_NS = 2_500_000_000L;

    private final Map<Integer, Long> heardNs = new HashMap<>();
    private boolean controlled;
    private long controllerNs;

    /** Another blade told of its streams. */
    public void onBlade(int slot, long nowNs) {
        heardNs.put(slot, nowNs);
    }

    /** The link to a blade ended. One that ends since nothing came says nothing of that blade. */
    public void onBladeGone(int slot, long nowNs) {
        heardNs.computeIfPresent(slot, (gone, at) -> nowNs - at < SILENT_NS ? null : at);
    }

    /** The active controller's heartbeat came. */
    public void onController(long nowNs) {
        controlled = true;
        controllerNs = nowNs;
    }

    /** Whether all have been silent for so long that this blade's streams are others' now. */
    public boolean cutOff(long nowNs) {
        return controlled && nowNs - controllerNs >= SILENT_NS && !heardNs.isEmpty()
                && heardNs.values().stream().allMatch(at -> nowNs - at >= SILENT_NS);
    }
}
