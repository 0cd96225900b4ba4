package io.mediachassis.blade.access;

import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.backplane.counter.Declaration;

/** How consoles' tokens fared: name, unit and sentence, declared once for every place that shows them. */
public enum AccessCounter implements Counter {
    ACCEPTED("playback_tokens_accepted_total", "requests", "Requests let in by their token."),
    MISSING("playback_tokens_missing_total", "requests", "Requests refused since they showed no token."),
    FORGED(
            "playback_tokens_forged_total", "requests",
            "Requests refused since their token was damaged, signed by another key, or not made for playing here."),
    EXPIRED("playback_tokens_expired_total", "requests", "Requests refused since their token had expired."),
    NOT_YET_VALID(
            "playback_tokens_early_total", "requests", "Requests refused since their token was not valid yet."),
    REVOKED("playback_tokens_revoked_total", "requests", "Requests refused since their token had been revoked."),
    WRONG_ADDRESS(
            "playback_tokens_wrong_address_total", "requests",
            "Requests refused since their token was given to another address."),
    WRONG_PROGRAM(
            "playback_tokens_wrong_program_total", "requests", "Requests refused since their token was for other programs.");

    private final Declaration declaration;

    AccessCounter(String metric, String unit, String sentence) {
        this.declaration = new Declaration(metric, unit, sentence);
    }

    static AccessCounter of(Access.Fault fault) {
        return switch (fault) {
            case MISSING -> MISSING;
            case FORGED -> FORGED;
            case EXPIRED -> EXPIRED;
            case NOT_YET_VALID -> NOT_YET_VALID;
            case REVOKED -> REVOKED;
            case WRONG_ADDRESS -> WRONG_ADDRESS;
            case WRONG_PROGRAM -> WRONG_PROGRAM;
            case NOT_PUBLISHED, WITHDRAWN -> throw new IllegalArgumentException(fault + " is no token's");
        };
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
