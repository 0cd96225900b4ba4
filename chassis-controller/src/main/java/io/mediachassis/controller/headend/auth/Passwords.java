package io.mediachassis.controller.headend.auth;

import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Hashes passwords, which takes a tenth of a second each, on a thread of their own. Any thread. */
final class Passwords implements AutoCloseable {
    private static final int SHORTEST = 8;
    private static final int LONGEST = 256;

    private final WorkQueue thread;
    private final SecureRandom random;

    Passwords(WorkQueue thread, SecureRandom random) {
        this.thread = thread;
        this.random = random;
    }

    /** The hash of a new password. */
    CompletionStage<String> hash(String password) {
        if (password.length() < SHORTEST || password.length() > LONGEST) {
            return CompletableFuture.failedFuture(new AuthRefusal(
                    400, "a password has " + SHORTEST + " to " + LONGEST + " characters", "choose another one"));
        }
        return thread.run(() -> PasswordHash.of(password, random));
    }

    /** Takes as long for any password. */
    CompletionStage<Boolean> matches(String password, String hash) {
        return thread.run(() -> PasswordHash.matches(password.length() > LONGEST ? "" : password, hash));
    }

    @Override
    public void close() {
        thread.close();
    }
}
