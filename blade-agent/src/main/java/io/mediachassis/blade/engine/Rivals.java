package io.mediachassis.blade.engine;

import io.mediachassis.backplane.proto.StreamRecord;
import io.mediachassis.backplane.proto.StreamsPush;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * Of two engines that send one stream, which goes on. An engine that was cut off does not hear that another took its
 * stream over, so each finds out by what the others tell of theirs: whoever went on last is right. Two that went on for
 * the same one, by two directors' orders, see it last for a while; then the lower slot goes on. Pure; one thread.
 */
public class Rivals {
    /** Longer than what an engine told before it handed a stream over can be on its way. */
    static final long PATIENCE_NS = 3_000_000_000L;

    private final int slot;
    private final Map<Long, Rival> rivals = new HashMap<>();

    private record Rival(int engine, long sinceNs) {}

    /** @param slot this engine */
    public Rivals(int slot) {
        this.slot = slot;
    }

    /**
     * Another engine tells of its streams.
     *
     * @param own how often the stream of a session that is playing here was rescued; empty where none is
     * @return sessions that this engine is to send no more
     */
    public List<Long> onPush(int engine, StreamsPush push, LongFunction<OptionalInt> own, long nowNs) {
        List<Long> stopped = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (StreamRecord theirs : push.getStreamsList()) {
            long session = theirs.getStream().getSession();
            OptionalInt rescues = theirs.getPlaying() ? own.apply(session) : OptionalInt.empty();
            if (rescues.isEmpty()) {
                continue;
            }
            int more = Integer.compare(theirs.getStream().getRescues(), rescues.getAsInt());
            if (more > 0 || (more == 0 && slot > engine && lasts(session, engine, nowNs))) {
                stopped.add(session);
            } else if (more == 0) {
                seen.add(session);
            }
        }
        rivals.entrySet().removeIf(entry -> entry.getValue().engine() == engine && !seen.contains(entry.getKey()));
        return stopped;
    }

    private boolean lasts(long session, int engine, long nowNs) {
        Rival known = rivals.get(session);
        if (known == null || known.engine() != engine) {
            rivals.put(session, new Rival(engine, nowNs));
            return false;
        }
        return nowNs - known.sinceNs() >= PATIENCE_NS;
    }
}
