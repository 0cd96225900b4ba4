package io.mediachassis.blade.director;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.token.TokenVerifier;
import io.mediachassis.blade.engine.EngineToken;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What HTTP clients wait for, and the director is asked for. */
class SegmentHoldersTest {
    private final SegmentHolders holders = new SegmentHolders(
            1, () -> SegmentLocationTable.EMPTY, new EngineToken(new TokenVerifier("", new SystemClock())));
    private final List<CompletableFuture<String>> asked = new ArrayList<>();

    @Test
    void howeverManyClientsWaitForASegment_theDirectorIsAskedOnceUntilItAnswers() {
        holders.others(id -> true, (id, segment) -> {
            CompletableFuture<String> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
        });
        for (int client = 0; client < 1000; client++) {
            holders.want("film", 3);
        }
        assertEquals(1, asked.size());
        holders.want("film", 4);
        holders.want("other", 3);
        assertEquals(3, asked.size());
        asked.get(0).complete("not yet");
        holders.want("film", 3);
        holders.want("film", 3);
        assertEquals(4, asked.size());
        asked.get(3).completeExceptionally(new IllegalStateException("no director"));
        holders.want("film", 3);
        assertEquals(5, asked.size());
    }
}
