package io.mediachassis.backplane.token;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a token says.
 *
 * @param subject the bearer: {@code blade-3}, {@code director}, or a subscriber's name
 * @param role what it may do
 * @param programs those that it is good for; empty: all
 * @param address the only console address that may show it, numeric, if it is bound to one
 * @param chassis serial number of the chassis
 * @param issued when it was made
 * @param notBefore when it begins to be good
 * @param expires when it stops being good
 * @param id of this token alone, by which it can be revoked
 */
public record TokenClaims(
        String subject, Role role, Set<String> programs, Optional<String> address, String chassis, Instant issued,
        Instant notBefore, Instant expires, String id) {
    /** A token lists no more programs, so that it fits into a URL and a datagram. */
    public static final int MAX_PROGRAMS = 8;

    public TokenClaims {
        programs = Set.copyOf(programs);
    }

    /** Whether it is good for a program. */
    public boolean isFor(String programId) {
        return programs.isEmpty() || programs.contains(programId);
    }

    /** What a bearer may do. */
    public enum Role {
        /** Fetch segments from engines: the second token of seed 002, claim 24. */
        ENGINE("engine"),
        /** Bring one program in. */
        INGEST("ingest"),
        /** Play: the security token of seed 002, claim 23. */
        PLAY("play");

        private final String wire;

        Role(String wire) {
            this.wire = wire;
        }

        /** The value of the claim. */
        public String wire() {
            return wire;
        }

        static Optional<Role> of(String wire) {
            for (Role role : values()) {
                if (role.wire.equals(wire)) {
                    return Optional.of(role);
                }
            }
            return Optional.empty();
        }
    }
}
