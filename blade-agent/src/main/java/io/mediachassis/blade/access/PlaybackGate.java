package io.mediachassis.blade.access;

import io.mediachassis.backplane.token.TokenClaims;
import java.util.Optional;

/** Lets consoles in, by their tokens. Called on event loops and request threads; must not block. */
public interface PlaybackGate {
    /** What names of staggered sets begin with, where a program is named; {@code nvod/} alone is no set of its own. */
    String SET_PREFIX = "nvod/";

    /** In front of a program that a console of its multicast streams asks for; no program's name has a slash. */
    String INTERACTIVE_PREFIX = "interactive/";

    /** To whom no token has to be shown. */
    Access GRANTED = new Access.Granted(Optional.empty());

    /** Everybody may play everything. */
    PlaybackGate OPEN = new PlaybackGate() {
        @Override
        public boolean needsToken() {
            return false;
        }

        @Override
        public Access check(String token, String programId, String client) {
            return GRANTED;
        }

        @Override
        public Optional<Access.Fault> fault(String programId) {
            return Optional.empty();
        }

        @Override
        public boolean isKnown(String token) {
            return true;
        }

        @Override
        public boolean isRevoked(TokenClaims claims) {
            return false;
        }
    };

    /** Whether consoles have to show a token. */
    boolean needsToken();

    /**
     * Whether a console may play a program.
     *
     * @param token as shown; empty: none was
     * @param programId behind {@link #INTERACTIVE_PREFIX} or not, or a set's name behind {@link #SET_PREFIX}
     * @param client numeric address that asks
     */
    Access check(String token, String programId, String client);

    /**
     * Why nobody may play a program now, whatever is shown; empty: somebody may.
     *
     * @param programId as in {@link #check}
     */
    Optional<Access.Fault> fault(String programId);

    /** Whether it has been found genuine lately, so that {@link #check} costs next to nothing. */
    boolean isKnown(String token);

    /** Whether a token that was granted is revoked by now. */
    boolean isRevoked(TokenClaims claims);
}
