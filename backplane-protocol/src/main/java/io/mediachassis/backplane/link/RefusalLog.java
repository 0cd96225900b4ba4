package io.mediachassis.backplane.link;

import io.mediachassis.backplane.clock.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Says each trouble with a peer once a minute at most, with the number of times it was left out, so that a board that
 * tries for days does not bury the log. Remembers 256 peers and troubles. Any thread.
 */
public final class RefusalLog {
    private static final long QUIET_NS = Duration.ofMinutes(1).toNanos();
    private static final int MOST = 256;

    private static final class Said {
        private long atNs;
        private long leftOut;
    }

    private final Logger log;
    private final Clock clock;
    private final Map<String, Said> said = new LinkedHashMap<>(16, 0.75f, true);

    public RefusalLog(Logger log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    /**
     * Says it, unless it was said less than a minute ago.
     *
     * @param peer whom it is about
     * @param trouble a name for what it is about; another trouble with the same peer is said beside it
     */
    public void say(Level level, String peer, String trouble, String text) {
        long leftOut = due(peer + " " + trouble);
        if (leftOut > 0) {
            log.atLevel(level).log("{} ({} more times since it was last said)", text, leftOut);
        } else if (leftOut == 0) {
            log.atLevel(level).log("{}", text);
        }
    }

    /** -1 when it was said lately; otherwise how often it was left out. */
    private synchronized long due(String key) {
        long nowNs = clock.nanoTime();
        Said last = said.get(key);
        if (last != null && nowNs - last.atNs < QUIET_NS) {
            last.leftOut++;
            return -1;
        }
        Said now = new Said();
        now.atNs = nowNs;
        said.put(key, now);
        if (said.size() > MOST) {
            said.remove(said.keySet().iterator().next());
        }
        return last == null ? 0 : last.leftOut;
    }
}
