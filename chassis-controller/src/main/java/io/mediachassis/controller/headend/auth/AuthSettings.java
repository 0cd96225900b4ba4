package io.mediachassis.controller.headend.auth;

import java.time.Duration;

/**
 * What tokens to play are like.
 *
 * @param lifetime of a token that nobody asked to live longer or shorter
 * @param longest that any may live
 * @param bound whether a token is good at the address alone that logged in
 */
public record AuthSettings(Duration lifetime, Duration longest, boolean bound) {
    public AuthSettings {
        if (lifetime.compareTo(longest) > 0) {
            throw new IllegalArgumentException("tokens live for " + lifetime + ", longer than the longest may, " + longest);
        }
    }
}
