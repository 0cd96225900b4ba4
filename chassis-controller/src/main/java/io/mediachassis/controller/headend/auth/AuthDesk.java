package io.mediachassis.controller.headend.auth;

import io.mediachassis.backplane.token.TokenClaims;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The authentication server, as the management API and consoles ask it. Any thread, and nothing blocks; results come on
 * any. What can't be done fails with {@link AuthRefusal}. What changes something is on this controller's disk, and has been
 * sent to the boards and to the other controller, when its result comes.
 */
public interface AuthDesk {
    /**
     * A subscriber as the operator sees it.
     *
     * @param programs what its tokens may be for; none: all
     * @param password whether it can log in with one
     */
    record Subscriber(String name, Set<String> programs, boolean password, List<Key> apiKeys, Instant made) {}

    /** An API key, which nobody can be shown again. */
    record Key(String id, String label) {}

    /** A new API key; the secret is told this once. */
    record NewKey(String id, String secret) {}

    /** A new token. */
    record Issued(String token, TokenClaims claims) {}

    /**
     * What a token is wanted for.
     *
     * @param programs none: all that the subscriber may have
     * @param address to which it is bound, if it shall be
     * @param valid for so long; empty: as configured
     */
    record Wish(Set<String> programs, Optional<String> address, Optional<Duration> valid) {}

    /** A key that signs, or signed, or will. */
    record KeyState(String id, Instant made, Instant signsFrom, Optional<Instant> trustedUntil, boolean signs) {}

    /** A console that waits for its subscriber (RFC 8628). */
    record Device(String deviceCode, String userCode, Duration lifetime, Duration interval) {}

    /**
     * Adds a subscriber.
     *
     * @param password empty: log-in by API key alone
     */
    CompletionStage<Void> add(String name, String password, Set<String> programs);

    /** All, by name. */
    CompletionStage<List<Subscriber>> subscribers();

    /** Removes one; all its tokens are revoked. */
    CompletionStage<Void> remove(String name);

    /** Changes a password; all tokens so far are revoked. */
    CompletionStage<Void> password(String name, String password);

    CompletionStage<NewKey> addApiKey(String name, String label);

    CompletionStage<Void> removeApiKey(String name, String id);

    /** A token by the operator's word. */
    CompletionStage<Issued> issue(String subscriber, Wish wish);

    /**
     * Revokes a token; gives its id.
     *
     * @param token the token itself, or its id
     */
    CompletionStage<String> revoke(String token);

    /** Revokes all of a subscriber's tokens. */
    CompletionStage<Void> revokeAllOf(String subscriber);

    CompletionStage<List<KeyState>> keys();

    /**
     * Makes a new key.
     *
     * @param atOnce all other keys, and the tokens that they signed, count no more
     */
    CompletionStage<List<KeyState>> rotate(boolean atOnce);

    /**
     * Gives a token to who has name and password.
     *
     * @param client address that asks
     */
    CompletionStage<Issued> login(String name, String password, Wish wish, String client);

    CompletionStage<Issued> loginByKey(String secret, Wish wish, String client);

    CompletionStage<Device> deviceBegins(String client);

    /** The subscriber lets a console in, with name and password. */
    CompletionStage<Void> confirmDevice(String userCode, String name, String password, String client);

    /** The console asks whether it has been let in; fails with what RFC 8628 section 3.5 calls it. */
    CompletionStage<Issued> deviceAsks(String deviceCode, Wish wish, String client);

    /** The newest entries of the audit log, newest first. */
    CompletionStage<List<Audit>> audited(int limit);
}
