package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.HotSwapState;
import io.mediachassis.controller.hardware.SlotState.Seen;
import org.jspecify.annotations.Nullable;

/** What is known of one slot, and what was ordered of it. Owned by {@link SlotTable}. */
final class WatchedSlot {
    final HandleSwitch handle;
    HotSwapState state = HotSwapState.M0_NOT_INSTALLED;
    boolean present;
    boolean cbcReachable;
    boolean powerGood;
    boolean allowed = true;
    boolean accepted = true;
    boolean linkUp;
    boolean inService;
    /** It has served since its board got power, or nobody knows. */
    boolean served = true;
    /** Since when its link and its service are as they are. */
    long agentSinceNs;
    /** Its operator, or a shortage of power, wants it out. */
    boolean ordered;
    /** Whatever still runs on it. */
    boolean forced;
    boolean drained;
    /** Why it stays though it was to go; empty: it was not told so. */
    String stays = "";
    @Nullable DrainWatch drain;

    WatchedSlot(long handleNs) {
        this.handle = new HandleSwitch(handleNs);
    }

    boolean leaves() {
        return ordered || !handle.closed();
    }

    Seen seen(boolean idle) {
        return new Seen(present, cbcReachable, powerGood, allowed, accepted, leaves(), !stays.isEmpty(), linkUp,
                inService, drained || forced, idle);
    }

    /** What its CBC says of its power. */
    void onPower(boolean good) {
        powerGood = good;
        served &= good;
    }

    /** The agent's link, and whether it serves. */
    void onAgent(boolean up, boolean serves, long nowNs) {
        if (up != linkUp || serves != inService) {
            agentSinceNs = nowNs;
        }
        linkUp = up;
        inService = serves;
        served |= serves;
    }

    /** Whether nothing can run on it that an agent could hand over. */
    boolean idle(long silentNs, long nowNs) {
        return !served || (!inService && nowNs - agentSinceNs >= silentNs);
    }

    /** Nobody wants it out any more: what it was told is over as well. */
    void settleAsk() {
        if (!leaves()) {
            stays = "";
            forced = false;
        }
    }

    /** The presence pin. What was known of the board leaves with it. */
    void onPin(boolean now, long nowNs) {
        if (now == present) {
            return;
        }
        present = now;
        handle.exchanged();
        cbcReachable = now;
        powerGood = false;
        accepted = true;
        linkUp = false;
        inService = false;
        served = true;
        agentSinceNs = nowNs;
        forced = false;
        stays = "";
    }
}
