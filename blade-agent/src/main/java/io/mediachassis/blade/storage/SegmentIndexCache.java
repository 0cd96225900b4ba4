package io.mediachassis.blade.storage;

import io.mediachassis.blade.ts.SegmentIndex;
import io.mediachassis.blade.ts.SegmentIndexCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The indexes used last: an hour of media has about 2 MB of them, so a full disk's would not fit in an agent that has
 * to stay small. Any thread; a miss reads one small file outside the lock.
 */
final class SegmentIndexCache {
    private final long maxMarks;
    private final Map<Path, SegmentIndex> recent = new LinkedHashMap<>(64, 0.75f, true);
    private long marks;

    /** @param maxMarks marks and random access points to hold, 12 bytes each */
    SegmentIndexCache(long maxMarks) {
        this.maxMarks = maxMarks;
    }

    SegmentIndex get(Segment segment) throws IOException {
        synchronized (this) {
            SegmentIndex known = recent.get(segment.sidecar());
            if (known != null) {
                return known;
            }
        }
        SegmentIndex read = SegmentIndexCodec.decode(Files.readAllBytes(segment.sidecar()));
        synchronized (this) {
            SegmentIndex raced = recent.putIfAbsent(segment.sidecar(), read);
            if (raced != null) {
                return raced;
            }
            marks += weight(read);
            var oldest = recent.entrySet().iterator();
            while (marks > maxMarks && recent.size() > 1) {
                marks -= weight(oldest.next().getValue());
                oldest.remove();
            }
        }
        return read;
    }

    /** Forgets what lies below a folder: another program of the same id may come to live there. */
    synchronized void forget(Path folder) {
        recent.entrySet().removeIf(e -> {
            boolean below = e.getKey().startsWith(folder);
            marks -= below ? weight(e.getValue()) : 0;
            return below;
        });
    }

    private static long weight(SegmentIndex index) {
        return index.marks() + index.randomAccessPoints() + 16L;
    }
}
