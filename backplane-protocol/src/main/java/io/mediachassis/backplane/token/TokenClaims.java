package io.mediachassis.backplane.token;

import java.time.Instant;
import java.util.Optional;

/**
 * What a token says.
 *
 * @param subject the bearer: {@code blade-3}, or {@code director}
 * @param role what it may do
 * @param program the only program it is good for, if any
 * @param chassis serial number of the chassis
 * @param expires when it stops being good
 */
public record TokenClaims(String subject, Role role, Optional<String> program, String chassis, Instant expires) {
    /** What a bearer may do. */
    public enum Role {
        /** Fetch segments from engines. */
        ENGINE("engine"),
        /** Bring one program in. */
        INGEST("ingest");

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
