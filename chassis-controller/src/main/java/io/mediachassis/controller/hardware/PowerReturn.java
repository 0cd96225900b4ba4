package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.ResetCause;
import java.util.List;

/**
 * Whether power has just returned to the whole chassis: every CBC is there, and none has switched its board on since it
 * got standby power itself. Decided once, when all have told or have had the time for it. Pure; one thread.
 */
final class PowerReturn {
    private static final long PATIENCE_NS = 3_000_000_000L;

    private final long startNs;
    private boolean decided;

    /** @param policy which is to be carried out; nothing has to be found out where that changes nothing */
    PowerReturn(RestorePolicy policy, long nowNs) {
        this.startNs = nowNs;
        this.decided = policy == RestorePolicy.PREVIOUS;
    }

    /** Until then nothing may be powered on. */
    boolean decided() {
        return decided;
    }

    /**
     * Looks at what is known of the CBCs that are present. One that says nothing is no evidence that its board was off.
     *
     * @param linked some agent has a link, so its board is on
     * @return true once, when power has returned
     */
    boolean look(List<DeviceFacts> cbcs, boolean linked, long nowNs) {
        boolean complete = !cbcs.isEmpty() && cbcs.stream().allMatch(cbc -> cbc.status() != null);
        if (decided || (!complete && nowNs - startNs < PATIENCE_NS)) {
            return false;
        }
        decided = true;
        return complete && !linked && cbcs.stream().noneMatch(PowerReturn::wasOn);
    }

    private static boolean wasOn(DeviceFacts cbc) {
        return cbc.status() != null
                && (cbc.status().getPowerGood() || cbc.status().getResetCause() != ResetCause.RESET_CAUSE_UNSPECIFIED);
    }
}
