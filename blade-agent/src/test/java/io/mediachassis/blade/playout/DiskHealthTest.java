package io.mediachassis.blade.playout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiskHealthTest {
    private static final long MS = 1_000_000;
    private static final long S = 1_000 * MS;

    private final DiskHealth health = new DiskHealth(4);

    private void read(int thread, long atNs, long tookNs) {
        health.started(thread, atNs, true);
        health.ended(thread, atNs + tookNs, false);
    }

    @Test
    void slowNowAndThen_isWell() {
        for (long i = 0; i < 1000; i++) {
            read(0, i * S, 700 * MS);
            if (i % 40 == 0) {
                health.started(1, i * S, true);
                health.ended(1, i * S + 900 * MS, true);
            }
            health.tick(i * S + 1);
        }
        assertEquals(Optional.empty(), health.verdict());
    }

    @Test
    void machineHeldUpForAMoment_isNotTheDisk() {
        for (long second = 0; second < 600; second += 10) {
            for (int thread = 0; thread < 4; thread++) {
                read(thread, second * S, 1_500 * MS);
            }
            for (long i = 0; i < 20; i++) {
                read(0, (second + 2) * S + i * 100 * MS, MS);
            }
        }
        assertEquals(Optional.empty(), health.verdict());
    }

    @Test
    void slowReadsThatGoOn_areTheDisk() {
        for (long i = 0; i < 3; i++) {
            assertEquals(Optional.empty(), health.verdict());
            read(0, i * S, 900 * MS);
        }
        assertTrue(health.verdict().orElseThrow().reason().startsWith("3 of 3 reads took longer than 800 ms"));
        assertTrue(health.verdict().orElseThrow().answers());
    }

    @Test
    void diskThatIsWellAgain_orIsNotReadAnyMore_isSlowNoMore() {
        for (long round = 0; round < 2; round++) {
            long fromNs = round * 1000 * S;
            for (long i = 0; i < 3; i++) {
                read(0, fromNs + i * S, 900 * MS);
            }
            assertTrue(health.verdict().isPresent());
            for (long i = 0; round == 0 && i < 20; i++) {
                read(0, fromNs + 4 * S + i * MS, MS);
            }
            health.tick(fromNs + (round == 0 ? 5 : 64) * S);
            assertEquals(Optional.empty(), health.verdict());
        }
    }

    @Test
    void oneReadOfFour_isEnough_oneOfFiveIsNot() {
        for (int each = 5; each >= 4; each--) {
            assertEquals(Optional.empty(), health.verdict());
            for (long i = 0; i < 40; i++) {
                read(0, (each * -1000L + i) * S, i % each == 0 ? 900 * MS : MS);
            }
        }
        assertTrue(health.verdict().orElseThrow().reason().contains("10 of 37 reads"), health.verdict().toString());
    }

    @Test
    void inputOutputErrors() {
        for (long i = 0; i < 3; i++) {
            assertEquals(Optional.empty(), health.verdict());
            health.started(0, i * S, false);
            health.ended(0, i * S + 1, true);
        }
        assertTrue(health.verdict().orElseThrow().reason().contains("input/output"));
    }

    @Test
    void readThatDoesNotEnd() {
        health.started(1, S, true);
        health.tick(S + DiskHealth.STUCK_NS);
        assertEquals(Optional.empty(), health.verdict());
        health.tick(S + DiskHealth.STUCK_NS + 1);
        assertEquals(Optional.of(new DiskVerdict(false, "a read is under way for 4000 ms")), health.verdict());
    }

    @Test
    void writesMayTakeLong_butNotForEver() {
        for (long i = 0; i < 10; i++) {
            health.started(0, i * 10 * S, false);
            health.ended(0, i * 10 * S + 9 * S, false);
        }
        health.started(1, 100 * S, false);
        health.tick(100 * S + DiskHealth.STUCK_OTHER_NS);
        assertEquals(Optional.empty(), health.verdict());
        health.tick(100 * S + DiskHealth.STUCK_OTHER_NS + 1);
        assertTrue(health.verdict().orElseThrow().reason().startsWith("a write is under way"));
    }

    @Test
    void processThatStoodStill_doesNotBlameTheDisk() {
        health.tick(S);
        health.started(0, S, true);
        health.tick(31 * S);
        assertEquals(Optional.empty(), health.verdict());
        for (long at = 0; at <= DiskHealth.STUCK_NS; at += 250 * MS) {
            assertEquals(Optional.empty(), health.verdict());
            health.tick(31 * S + at + 1);
        }
        assertTrue(health.verdict().isPresent(), "but that it goes on");
    }
}
