package io.mediachassis.blade.agent;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.agent.AgentConfig.HeadEnd;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a blade comes to trust the controllers of another station. */
class HeadEndTrustTest {
    private final HeadEndLinks links = new HeadEndLinks();
    private final Deque<Runnable> later = new ArrayDeque<>();
    private final List<String> trusted = new ArrayList<>();
    private Optional<String> onDisk = Optional.empty();

    private String read() throws IOException {
        return onDisk.orElseThrow(() -> new IOException("station-1.pem is not there"));
    }

    @Test
    void aCertificateThatIsMissing_isTold_andReadOnceItIsThere() {
        new HeadEndTrust<>(this::read, Runnable::run, Runnable::run, later::add, links).start(trusted::add);
        assertEquals(Optional.of("head-end.ca can't be used: station-1.pem is not there"), links.trouble());
        later.remove().run();
        assertEquals(List.of(), trusted);
        onDisk = Optional.of("station 1");
        later.remove().run();
        assertEquals(List.of("station 1"), trusted);
        assertEquals(Optional.empty(), links.trouble());
        assertTrue(later.isEmpty());
    }

    @Test
    void namesOfControllersAreRefused_sinceNobodyMayWaitForANameServer() {
        assertDoesNotThrow(() -> new HeadEnd(true, List.of("10.0.0.1", "fd00::2"), 7402, "station-1.pem"));
        String said = String.valueOf(assertThrows(
                        IllegalArgumentException.class,
                        () -> new HeadEnd(true, List.of("controller-1.example"), 7402, "station-1.pem"))
                .getMessage());
        assertTrue(said.contains("controller-1.example") && said.contains("10.0.0.1"), said);
    }
}
