package io.mediachassis.controller.headend.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ClientLeasesTest {
    private static final long S = 1_000_000_000L;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ClientLeases leases = new ClientLeases();

    private static Source at(int port) {
        return new Source(Source.Role.CLIENT, "http://198.51.100.1:" + port, "/", "f");
    }

    private void asking(String file, String subscriber, int port, long nowNs) {
        leases.asking(file, subscriber, at(port).address(), nowNs);
    }

    private void refused(int status, String file, String subscriber, int port, long nowNs) {
        assertEquals(status, assertThrows(
                MetadataRefusal.class, () -> asking(file, subscriber, port, nowNs)).status());
    }

    @Test
    void aFewOfASubscriberAreAskedAtOnce() {
        for (int i = 0; i < ClientLeases.ASKED_OF_SUBSCRIBER; i++) {
            asking("f" + i, "anna", 8000, 0);
        }
        refused(429, "g", "anna", 8000, S);
        asking("g", "bert", 8000, S);
        leases.asked("anna");
        asking("g", "anna", 8000, 2 * S);
        refused(429, "h", "anna", 8000, 2 * S);
        asking("h", "anna", 8000, 601 * S);
    }

    @Test
    void whereThereIsNoRoomNobodyIsAsked() {
        for (int i = 0; i < 8; i++) {
            asking("f", "anna", 8000 + i, 0);
            leases.asked("anna");
            leases.serve("f", "anna", at(8000 + i), MINUTE, 0);
        }
        refused(409, "f", "bert", 8008, S);
        asking("f", "anna", 8000, S);
        leases.serve("f", "anna", at(8000), MINUTE, 30 * S);
        assertEquals(List.of(at(8000)), leases.of("f", 60 * S), "the others were not renewed");
        asking("f", "bert", 8008, 60 * S);
    }
}
