package io.mediachassis.blade.engine;

import io.mediachassis.blade.storage.Manifest;
import io.mediachassis.blade.storage.SegmentReceiver.Growing;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Segments on their way to this blade, which can be played as far as they have come (seed 002 claim 20). Any thread. */
public final class ArrivingSegments {
    private final Map<Key, Growing> segments = new ConcurrentHashMap<>();
    private final Map<String, Manifest> manifests = new ConcurrentHashMap<>();

    private record Key(String programId, int segment) {}

    void add(Manifest manifest, int segment, Growing growing) {
        manifests.put(manifest.id(), manifest);
        segments.put(new Key(manifest.id(), segment), growing);
    }

    void remove(String programId, int segment) {
        segments.remove(new Key(programId, segment));
        if (segments.keySet().stream().noneMatch(key -> key.programId().equals(programId))) {
            manifests.remove(programId);
        }
    }

    Optional<Growing> segment(String programId, int segment) {
        return Optional.ofNullable(segments.get(new Key(programId, segment)));
    }

    /** The manifest of a program of which something is arriving. */
    Optional<Manifest> manifest(String programId) {
        return Optional.ofNullable(manifests.get(programId));
    }
}
