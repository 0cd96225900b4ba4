package io.mediachassis.blade.locate;

import io.mediachassis.blade.director.EngineChoice.AllBusy;
import io.mediachassis.blade.director.EngineChoice.Choice;
import io.mediachassis.blade.director.HotSegments.Ask;
import io.mediachassis.blade.director.HotServing;
import io.mediachassis.blade.director.Headroom.Use;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What the station lacks or has in part: a question for it has it come from another station, as a console's by RTSP does (seed
 * 002 claim 14). No datagram waits for that: who asks hears that he is to ask again, until an engine has the beginning. Any
 * thread.
 */
final class LackingPrograms {
    /** An answer is given again for so long after it was given first; then the director is asked anew. */
    private static final long FRESH_NS = 1_000_000_000L;
    /** One that nobody came back for is worth nothing after so long. */
    private static final long KEPT_NS = 15_000_000_000L;
    /** Names of which something is remembered. */
    private static final int MOST = 1000;

    private final HotServing director;
    private final Map<String, Asked> asked = new LinkedHashMap<>();

    private static final class Asked {
        private final CompletableFuture<Choice> answer;
        private final long sinceNs;
        private boolean told;
        private long toldNs;

        Asked(CompletableFuture<Choice> answer, long nowNs) {
            this.answer = answer;
            this.sinceNs = nowNs;
        }

        /** Whether its answer is good enough for one more asker. */
        boolean holds(long nowNs) {
            return !answer.isDone() || (told ? nowNs - toldNs < FRESH_NS : nowNs - sinceNs < KEPT_NS);
        }

        Choice tell(long nowNs) {
            if (!told && answer.isDone()) {
                told = true;
                toldNs = nowNs;
            }
            return answer.getNow(new AllBusy());
        }
    }

    /** @param director never fails, and does not block */
    LackingPrograms(HotServing director) {
        this.director = director;
    }

    /** Whether it may come from another station. */
    boolean mayObtain(String programId) {
        return director.mayObtain(programId);
    }

    /** Who sends it; {@link AllBusy}: it comes, or nobody could say yet. The asker may play it, and its address is his. */
    synchronized Choice ask(String programId, long nowNs) {
        Asked before = asked.get(programId);
        if (before != null && before.holds(nowNs)) {
            return before.tell(nowNs);
        }
        asked.remove(programId);
        if (asked.size() >= MOST) {
            asked.values().removeIf(one -> !one.holds(nowNs));
        }
        if (asked.size() >= MOST) {
            return new AllBusy();
        }
        CompletableFuture<Choice> answer = director.serve(new Ask(programId, 0, 0, Set.of(), Use.STREAM))
                .toCompletableFuture();
        Asked one = new Asked(answer, nowNs);
        asked.put(programId, one);
        return one.tell(nowNs);
    }
}
