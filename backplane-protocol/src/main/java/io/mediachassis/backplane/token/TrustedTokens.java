package io.mediachassis.backplane.token;

import io.mediachassis.backplane.proto.RevokedTokens;
import io.mediachassis.backplane.proto.TrustedKeys;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the controllers say of tokens, as a board keeps it: of two words about the keys the newer one counts, whichever
 * comes last; what any of them revokes is revoked. One thread.
 */
public final class TrustedTokens {
    private final TokenVerifier verifier;
    private final boolean headEnd;
    private String chassis = "";
    private long epoch;
    private long revision;
    private boolean known;

    /** What this chassis' own controllers say. */
    public TrustedTokens(TokenVerifier verifier) {
        this(verifier, false);
    }

    private TrustedTokens(TokenVerifier verifier, boolean headEnd) {
        this.verifier = verifier;
        this.headEnd = headEnd;
    }

    /** What the controllers of another chassis say, which run the head-end; each word names that chassis. */
    public static TrustedTokens ofHeadEnd(TokenVerifier verifier) {
        return new TrustedTokens(verifier, true);
    }

    /**
     * A controller's word.
     *
     * @return whether other keys count now
     * @throws GeneralSecurityException one of the keys is none; the keys before stay trusted, what is revoked counts
     */
    public boolean learn(TrustedKeys word) throws GeneralSecurityException {
        verifier.revoke(revocations(word.getRevokedList()));
        // Another chassis may have become the head-end: its reigns are numbered anew.
        boolean newer = !known || (headEnd && !word.getChassis().equals(chassis)) || word.getEpoch() > epoch
                || (word.getEpoch() == epoch && word.getRevision() > revision);
        if (!newer) {
            return false;
        }
        Map<String, byte[]> raw = new HashMap<>();
        word.getEd25519Map().forEach((id, key) -> raw.put(id, key.toByteArray()));
        if (headEnd) {
            verifier.trustHeadEnd(word.getChassis(), raw);
        } else {
            verifier.trust(raw);
        }
        known = true;
        chassis = word.getChassis();
        epoch = word.getEpoch();
        revision = word.getRevision();
        return true;
    }

    /** Which reign's word counts; 0 before there is one. */
    public long epoch() {
        return epoch;
    }

    /** Which of that reign's words. */
    public long revision() {
        return revision;
    }

    /** What is said to be revoked. */
    public static Revocations revocations(List<RevokedTokens> list) {
        Map<String, Instant> tokens = new HashMap<>();
        Map<String, Revocations.OfSubject> subjects = new HashMap<>();
        for (RevokedTokens revoked : list) {
            Instant until = Instant.ofEpochSecond(revoked.getForgottenEpochS());
            if (revoked.hasTokenId()) {
                tokens.put(revoked.getTokenId(), until);
            } else {
                subjects.put(revoked.getSubject(), new Revocations.OfSubject(
                        Instant.ofEpochSecond(revoked.getIssuedUntilEpochS()), until));
            }
        }
        return new Revocations(tokens, subjects);
    }

    /** The word that says this. */
    public static TrustedKeys.Builder word(Revocations revocations) {
        TrustedKeys.Builder word = TrustedKeys.newBuilder();
        revocations.tokens().forEach((id, until) -> word.addRevoked(RevokedTokens.newBuilder()
                .setTokenId(id)
                .setForgottenEpochS(until.getEpochSecond())));
        revocations.subjects().forEach((subject, of) -> word.addRevoked(RevokedTokens.newBuilder()
                .setSubject(subject)
                .setIssuedUntilEpochS(of.issuedUntil().getEpochSecond())
                .setForgottenEpochS(of.until().getEpochSecond())));
        return word;
    }
}
