package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.proto.OnwardStatus;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The sending side of a distribution: its onward streams, and for how long they need what is stored. With the
 * distribution's lock ({@link DistributionState}); what it tells is for any thread.
 */
final class OnwardSenders {
    /** What is kept of a window beyond what is needed. */
    private static final long MARGIN_TICKS = 3 * InputClock.SECOND;

    private final DistributionState state;
    private final StoredPieces pieces;
    private final Distribution.Setting setting;
    private final long seed;
    private final List<OnwardSender> all = new CopyOnWriteArrayList<>();

    /** @param seed of the distribution: the same stream has the same SSRC and numbers after a restart */
    OnwardSenders(DistributionState state, StoredPieces pieces, Distribution.Setting setting, long seed) {
        this.state = state;
        this.pieces = pieces;
        this.setting = setting;
        this.seed = seed;
    }

    /** Another one. */
    void add(Onward onward) {
        all.add(new OnwardSender(
                onward, setting.rules().limits().leastOffsetMs(), seed, pieces.shelf(), setting.sending(),
                setting.clock().nanoTime()));
    }

    /** Time passed: sends what is due, and drops the pieces that none of them needs any more. */
    void step(long nowNs, long bitRate) {
        long epochNs = state.epochNs();
        long needed = state.order().keepsAll() ? 0 : Long.MAX_VALUE;
        for (OnwardSender sender : all) {
            sender.step(state.ended(), nowNs, epochNs, bitRate);
            needed = Math.min(needed, sender.neededFrom(nowNs, epochNs));
        }
        if (needed != Long.MAX_VALUE && needed > MARGIN_TICKS) {
            pieces.dropBefore(needed - MARGIN_TICKS);
        }
    }

    /** Ends all. */
    void close() {
        all.forEach(OnwardSender::close);
    }

    /** Whether none has anything more to send. */
    boolean over() {
        return all.stream().allMatch(OnwardSender::over);
    }

    List<OnwardStatus> statuses() {
        return all.stream().map(OnwardSender::status).toList();
    }
}
