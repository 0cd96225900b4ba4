package io.mediachassis.blade.engine;

import io.mediachassis.backplane.token.TokenClaims;
import io.mediachassis.backplane.token.TokenVerifier;
import io.mediachassis.blade.http.CopyGate;

/**
 * The engine's second token (seed 002 claim 24): what it shows when it asks another engine for a copy, and the check of
 * those that others show. Any thread.
 */
public final class EngineToken implements CopyGate {
    private final TokenVerifier verifier;
    private volatile String own = "";

    public EngineToken(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    /** A new token for this engine, from the controller. */
    public void renew(String token) {
        own = token;
    }

    /** The token to show; empty before the controller granted one. */
    public String own() {
        return own;
    }

    @Override
    public boolean mayCopy(String token, String programId) {
        return holds(token, TokenClaims.Role.ENGINE, programId);
    }

    @Override
    public boolean mayIngest(String token, String programId) {
        return holds(token, TokenClaims.Role.INGEST, programId);
    }

    private boolean holds(String token, TokenClaims.Role role, String programId) {
        if (verifier.verify(token) instanceof TokenVerifier.Verdict.Accepted accepted) {
            return accepted.claims().role() == role && accepted.claims().isFor(programId);
        }
        return false;
    }
}
