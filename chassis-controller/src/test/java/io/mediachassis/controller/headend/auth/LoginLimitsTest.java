package io.mediachassis.controller.headend.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LoginLimitsTest {
    private static final long SECOND = 1_000_000_000L;

    private final LoginLimits limits = new LoginLimits();
    private long nowNs = 77 * SECOND;

    private Optional<Duration> attempt(String name, String address) {
        return limits.begin(name, address, nowNs);
    }

    @Test
    void afterFiveAttemptsItTakesLongerAndLonger() {
        for (int i = 0; i < 5; i++) {
            assertEquals(Optional.empty(), attempt("anna", "a"));
        }
        assertEquals(Optional.of(Duration.ofSeconds(30)), attempt("anna", "a"));
        // A stranger elsewhere does not lock her out, and another name here goes on.
        assertEquals(Optional.empty(), attempt("anna", "b"));
        assertEquals(Optional.empty(), attempt("bert", "a"));
        nowNs += 30 * SECOND;
        assertEquals(Optional.empty(), attempt("anna", "a"));
        assertEquals(Optional.of(Duration.ofSeconds(60)), attempt("anna", "a"));
        nowNs += 31 * 60 * SECOND;
        assertEquals(Optional.empty(), attempt("anna", "a"));
        assertEquals(Optional.empty(), attempt("anna", "a"));
    }

    @Test
    void successBeginsAnew_butNotForGuessingOtherNames() {
        for (int i = 0; i < 30; i++) {
            assertEquals(Optional.empty(), attempt("anna", "a"));
            limits.succeeded("anna", "a", nowNs);
        }
        int guessed = 0;
        while (guessed < 1000 && attempt("name" + guessed, "a").isEmpty()) {
            guessed++;
        }
        assertEquals(50, guessed);
        // Whoever has the right password at that address waits too.
        assertTrue(attempt("anna", "a").isPresent());
    }

    @Test
    void whatWasNeverLookedAtIsTakenBack() {
        for (int i = 0; i < 4; i++) {
            assertEquals(Optional.empty(), attempt("anna", "a"));
        }
        for (int i = 0; i < 100; i++) {
            assertEquals(Optional.empty(), attempt("anna", "a"));
            limits.takeBack("anna", "a", nowNs);
        }
        assertEquals(Optional.empty(), attempt("anna", "a"));
        assertTrue(attempt("anna", "a").isPresent(), "the other attempts count as before");
    }

    @Test
    void oneNameFromManyAddressesHasItsLimit() {
        int guessed = 0;
        while (guessed < 1000 && attempt("anna", "address " + guessed).isEmpty()) {
            guessed++;
        }
        assertEquals(50, guessed);
    }
}
