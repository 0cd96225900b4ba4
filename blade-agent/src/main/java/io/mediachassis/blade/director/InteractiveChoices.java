package io.mediachassis.blade.director;

import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what was chosen for the consoles of each program's multicast streams, and says why in the log: each new reason at
 * once, one that stays the same once a minute. Bounded; any thread.
 */
public final class InteractiveChoices {
    private static final Logger LOG = LoggerFactory.getLogger(InteractiveChoices.class);
    private static final int MOST = 1024;
    private static final long AGAIN_NS = 60_000_000_000L;

    private final Map<String, Noted> byProgram = new HashMap<>();

    /**
     * Of a program.
     *
     * @param here consoles that the interactive server served
     * @param directly an engine
     * @param deliveredFirst one to which it was delivered first
     * @param last why the last one was
     * @param lastEpochMs when that was
     */
    public record Tally(long here, long directly, long deliveredFirst, String last, long lastEpochMs) {
        private static final Tally NOTHING = new Tally(0, 0, 0, "", 0);

        private Tally plus(InteractiveChoice choice, long epochMs) {
            return new Tally(
                    here + (choice.way() == InteractiveChoice.Way.HERE ? 1 : 0),
                    directly + (choice.way() == InteractiveChoice.Way.DIRECTLY ? 1 : 0),
                    deliveredFirst + (choice.way() == InteractiveChoice.Way.DELIVERED_FIRST ? 1 : 0), choice.why(), epochMs);
        }
    }

    private record Noted(Tally tally, long saidNs) {}

    /**
     * A console is served so.
     *
     * @return whether that was said in the log, and not only noted
     */
    boolean note(String programId, InteractiveChoice choice, long nowNs, long epochMs) {
        boolean say;
        synchronized (this) {
            Noted before = byProgram.get(programId);
            if (before == null && byProgram.size() >= MOST) {
                byProgram.clear();
            }
            say = before == null || !before.tally().last().equals(choice.why()) || nowNs - before.saidNs() >= AGAIN_NS;
            byProgram.put(programId, new Noted((before == null ? Tally.NOTHING : before.tally()).plus(choice, epochMs),
                    say || before == null ? nowNs : before.saidNs()));
        }
        if (say) {
            LOG.info("A console of the multicast streams of {} is served {}", programId, choice.why());
        }
        return say;
    }

    /** What was chosen for a program's consoles. */
    public synchronized Tally of(String programId) {
        Noted noted = byProgram.get(programId);
        return noted == null ? Tally.NOTHING : noted.tally();
    }
}
