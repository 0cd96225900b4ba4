package io.mediachassis.controller.headend.auth;

import java.time.Instant;

/**
 * What somebody did about subscribers, tokens and keys, or tried.
 *
 * @param kind {@code login}, {@code login.failed}, {@code subscriber.added}, ...
 * @param subscriber as given: of a failed log-in perhaps nobody's
 * @param client address that asked; empty: the operator
 * @param text what there is to say beyond that, such as a token's id; never a secret
 */
public record Audit(long number, Instant at, String kind, String subscriber, String client, String text) {}
