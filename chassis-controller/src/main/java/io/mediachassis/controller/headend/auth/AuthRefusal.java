package io.mediachassis.controller.headend.auth;

import java.time.Duration;

/** Why the authentication server does not do what it was asked, for whoever asked. */
public final class AuthRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String hint;
    private final long retryAfterSeconds;

    /**
     * Describes a refusal.
     *
     * @param status of HTTP, 400 to 599
     * @param error what is wrong
     * @param hint what to do about it
     */
    public AuthRefusal(int status, String error, String hint) {
        this(status, error, hint, Duration.ZERO);
    }

    /** @param wait before the same is asked again, or zero */
    AuthRefusal(int status, String error, String hint, Duration wait) {
        super(error);
        this.status = status;
        this.hint = hint;
        this.retryAfterSeconds = wait.isZero() ? 0 : wait.toSeconds() + 1;
    }

    public int status() {
        return status;
    }

    public String hint() {
        return hint;
    }

    /** Seconds; 0: nothing is said of it. */
    public long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
