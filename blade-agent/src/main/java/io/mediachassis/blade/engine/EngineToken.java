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
    private volatile String ofHeadEnd = "";

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

    /** A new token for this engine, from the head-end, where another station's controllers run that. */
    public void renewForOthers(String token) {
        ofHeadEnd = token;
    }

    /** The token to show at engines of other stations: the head-end's, which is this station's own where it runs that. */
    public String forOthers() {
        String granted = ofHeadEnd;
        return granted.isEmpty() ? own : granted;
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
            // Nobody but this chassis' own controllers sends deliveries here.
            boolean mayOrder = role == TokenClaims.Role.ENGINE || accepted.claims().chassis().equals(verifier.chassis());
            return mayOrder && accepted.claims().role() == role && accepted.claims().isFor(programId);
        }
        return false;
    }
}
