package io.mediachassis.blade.access;

import io.mediachassis.backplane.token.TokenClaims;
import java.util.Optional;
import java.util.function.Function;

/**
 * The gate in front of another one: refuses programs that are not published, or no more, whatever token is shown. Any
 * thread.
 */
public final class PublishedPrograms implements PlaybackGate {
    private final Withholding withheld;
    private final PlaybackGate behind;
    private final Function<String, Optional<String>> programOfSet;

    /** @param programOfSet which program a staggered set sends, if there is such a set; any thread */
    public PublishedPrograms(
            Withholding withheld, PlaybackGate behind, Function<String, Optional<String>> programOfSet) {
        this.withheld = withheld;
        this.behind = behind;
        this.programOfSet = programOfSet;
    }

    @Override
    public boolean needsToken() {
        return behind.needsToken();
    }

    @Override
    public Access check(String token, String programId, String client) {
        // Who may not play it at all isn't told of it.
        Access access = behind.check(token, programId, client);
        return access instanceof Access.Refused ? access : fault(programId)
                .<Access>map(Access.Refused::new)
                .orElse(access);
    }

    @Override
    public Optional<Access.Fault> fault(String name) {
        return program(name).flatMap(withheld::fault);
    }

    private Optional<String> program(String name) {
        if (name.startsWith(SET_PREFIX)) {
            return programOfSet.apply(name.substring(SET_PREFIX.length()));
        }
        return Optional.of(name.startsWith(INTERACTIVE_PREFIX) ? name.substring(INTERACTIVE_PREFIX.length()) : name);
    }

    @Override
    public boolean isKnown(String token) {
        return behind.isKnown(token);
    }

    @Override
    public boolean isRevoked(TokenClaims claims) {
        return behind.isRevoked(claims);
    }
}
