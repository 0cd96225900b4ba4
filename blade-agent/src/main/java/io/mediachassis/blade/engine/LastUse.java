package io.mediachassis.blade.engine;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When each segment was last used: exactly in memory, and to about a minute across restarts, as the time of its sidecar.
 * The two {@code used} on any thread; the others read and write files.
 */
public final class LastUse {
    private static final Logger LOG = LoggerFactory.getLogger(LastUse.class);
    /** Between two writes of one segment's time. */
    private static final long WRITE_MS = 60_000;

    private final Clock clock;
    /** Epoch milliseconds. */
    private final Map<Key, Long> segments = new ConcurrentHashMap<>();
    /** Of those that were asked for without telling which segment. */
    private final Map<String, Long> programs = new ConcurrentHashMap<>();
    /** What the sidecars say. */
    private final Map<Key, Long> written = new ConcurrentHashMap<>();

    private record Key(String programId, int segment) {}

    public LastUse(Clock clock) {
        this.clock = clock;
    }

    /** A console is sent it now. */
    public void used(String programId, int segment) {
        segments.put(new Key(programId, segment), clock.now().toEpochMilli());
    }

    /** A console or another engine reads some of it now. */
    public void used(String programId) {
        programs.put(programId, clock.now().toEpochMilli());
    }

    /** Epoch milliseconds; for a segment not used since the start what its sidecar says, at least when it came. */
    long of(Program program, Segment segment) {
        Key key = new Key(program.id(), segment.number());
        return Math.max(
                segments.getOrDefault(key, 0L),
                Math.max(programs.getOrDefault(program.id(), 0L), written.computeIfAbsent(key, k -> read(segment))));
    }

    private static long read(Segment segment) {
        try {
            return Files.getLastModifiedTime(segment.sidecar()).toMillis();
        } catch (IOException e) {
            LOG.debug("{} does not tell when it was used", segment.sidecar(), e);
            return 0;
        }
    }

    /** Writes the times of a program's segments that were used well after what was written. */
    void write(Program program) {
        for (Segment segment : program.segments()) {
            Key key = new Key(program.id(), segment.number());
            boolean known = segments.containsKey(key) || programs.containsKey(program.id());
            if (!known || !program.holds(segment.number())) {
                continue;
            }
            long used = of(program, segment);
            if (used - written.getOrDefault(key, 0L) < WRITE_MS) {
                continue;
            }
            written.put(key, used);
            try {
                Files.setLastModifiedTime(segment.sidecar(), FileTime.fromMillis(used));
            } catch (IOException e) {
                LOG.debug("{} does not take when it was used", segment.sidecar(), e);
            }
        }
    }

    /** The program is gone from this engine, whole. */
    public void forget(Program program) {
        programs.remove(program.id());
        program.segments().forEach(segment -> {
            Key key = new Key(program.id(), segment.number());
            segments.remove(key);
            written.remove(key);
        });
    }
}
