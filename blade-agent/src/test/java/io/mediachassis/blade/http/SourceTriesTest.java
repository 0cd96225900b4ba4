package io.mediachassis.blade.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which engine is asked next. */
class SourceTriesTest {
    private static final InetSocketAddress A = new InetSocketAddress("192.0.2.1", 80);
    private static final InetSocketAddress B = new InetSocketAddress("192.0.2.2", 80);

    private final SourceTries tries = new SourceTries();

    @Test
    void theOneThatFailedLeast_eachTwice() {
        assertEquals(Optional.of(A), tries.next(List.of(A, B)));
        tries.failed(A, 0);
        assertEquals(Optional.of(B), tries.next(List.of(A, B)));
        tries.failed(B, 0);
        assertEquals(Optional.of(A), tries.next(List.of(A, B)));
        tries.failed(A, 0);
        tries.failed(B, SourceTries.PROGRESS_BYTES - 1);
        assertEquals(Optional.empty(), tries.next(List.of(A, B)));
        assertEquals(Optional.empty(), tries.next(List.of()));
    }

    @Test
    void whoGivesSomethingMayGoOn() {
        for (int i = 0; i < 100; i++) {
            tries.failed(A, SourceTries.PROGRESS_BYTES);
            assertEquals(Optional.of(A), tries.next(List.of(A)));
        }
        assertEquals(Optional.of(B), tries.next(List.of(A, B)), "after the others");
    }
}
