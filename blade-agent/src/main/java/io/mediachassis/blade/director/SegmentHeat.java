package io.mediachassis.blade.director;

import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which segments are in such demand that their extra copies are worth their room. Pure; the director's control loop owns
 * it.
 *
 * <pre>
 *   COOL   all who hold it were full when it was asked for     -> HOT
 *   COOL   they are used to more than {@link #WARM}             -> HOT   (a new director does not know what was asked)
 *   HOT    used to less than {@link #WARM}, and not asked for, all through the hold time -> COOL
 * </pre>
 */
public final class SegmentHeat {
    /** Below this use of the engines that shall hold it they could take an extra copy's consoles too. */
    static final double WARM = 0.75;
    /** More segments than a station has hot ones. */
    private static final int LIMIT = 100_000;

    private final long holdNs;
    private final Map<Key, Long> hotNs = new HashMap<>();

    private record Key(String programId, int segment) {}

    /** @param holdNs for which demand must have been low before a segment counts as cool */
    public SegmentHeat(long holdNs) {
        this.holdNs = holdNs;
    }

    /** It was asked for, and nobody who holds it had room. */
    public void onHot(String programId, int segment, long nowNs) {
        if (hotNs.size() >= LIMIT) {
            expire(nowNs);
        }
        hotNs.put(new Key(programId, segment), nowNs);
    }

    /** Forgets what has been cool for long enough. */
    public void expire(long nowNs) {
        hotNs.values().removeIf(at -> nowNs - at >= holdNs);
    }

    /**
     * Whether its extra copies are still needed; to be asked again and again.
     *
     * @param keepers the engines that shall hold it in any case
     */
    public boolean isHot(String programId, int segment, List<Engine> keepers, Headroom headroom, long nowNs) {
        double used = keepers.stream().mapToDouble(engine -> headroom.used(engine, nowNs)).average().orElse(1);
        Key key = new Key(programId, segment);
        if (used >= WARM) {
            onHot(programId, segment, nowNs);
            return true;
        }
        Long at = hotNs.get(key);
        if (at == null) {
            return false;
        }
        if (nowNs - at < holdNs) {
            return true;
        }
        hotNs.remove(key);
        return false;
    }
}
