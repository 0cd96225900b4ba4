package io.mediachassis.backplane.source;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a station measured of the ways from others to it; ages. Not safe for several threads. */
public final class PathBook {
    private static final long OLD_NS = 3_600_000_000_000L;

    private final Map<String, PathMeasure> paths = new HashMap<>();
    private final Map<String, Long> atNs = new HashMap<>();

    /** A transfer ended, whole or not. */
    public void transferred(String from, long bytes, long ns, long roundTripNs, long nowNs) {
        if (bytes <= 0 || ns <= 0) {
            return;
        }
        double rate = bytes * 8e9 / ns;
        PathMeasure before = paths.get(from);
        paths.put(from, before == null
                ? new PathMeasure(rate, roundTripNs, 0, 1)
                : new PathMeasure(0.7 * before.bitsPerSecond() + 0.3 * rate, roundTripNs, 0, before.transfers() + 1));
        atNs.put(from, nowNs);
    }

    /** Of the way from a station; empty when none is known or it is too old. */
    public Optional<PathMeasure> of(String from, long nowNs) {
        PathMeasure path = paths.get(from);
        long age = path == null ? OLD_NS : nowNs - atNs.getOrDefault(from, nowNs);
        return path == null || age >= OLD_NS
                ? Optional.empty()
                : Optional.of(new PathMeasure(path.bitsPerSecond(), path.roundTripNs(), age, path.transfers()));
    }
}
