package io.mediachassis.blade.http;

/** Checks bearer tokens (RFC 6750). Called on event loops; must not block. */
public interface CopyGate {
    /** Whether the bearer, another engine, may read this program's segments and manifest. */
    boolean mayCopy(String token, String programId);

    /** Whether the bearer may deliver this program. */
    boolean mayIngest(String token, String programId);
}
