package io.mediachassis.controller.controller;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.AgentStatus;
import io.mediachassis.backplane.proto.Enrolment;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Party;
import io.mediachassis.backplane.proto.TokenGrant;
import io.mediachassis.backplane.token.TokenClaims;
import io.mediachassis.controller.headend.auth.TrustLedger;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;

/**
 * What a board is given so that others believe it: at its CBC what it enrols with, over its link the keys that sign
 * tokens and a token of its own. Control loop.
 */
final class BoardCredentials {
    private final Identities.Held held;
    private final TrustLedger trust;
    private final io.mediachassis.controller.ca.Enrolment enrolment;
    private final Duration tokenLifetime;
    private final Clock clock;

    BoardCredentials(
            Identities.Held held,
            TrustLedger trust,
            io.mediachassis.controller.ca.Enrolment enrolment,
            Duration tokenLifetime,
            Clock clock) {
        this.held = held;
        this.trust = trust;
        this.enrolment = enrolment;
        this.tokenLifetime = tokenLifetime;
        this.clock = clock;
    }

    /** What is left at a board's CBC or at the arbiter; without a token while too many are out. */
    Enrolment enrolmentFor(Party party, int number) {
        Enrolment.Builder left = Enrolment.newBuilder();
        enrolment.giveToken(party, number).ifPresent(token -> left.setToken(ByteString.copyFrom(token)));
        try {
            left.setCaFingerprint(ByteString.copyFrom(held.authority().fingerprint()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        return left.build();
    }

    /** A blade's link came up, or other keys may count from now on: its token is to be signed by one of them. */
    void welcome(int slot, Link link) {
        tellTrust(link);
        grantToken(engine(slot), link);
    }

    /** As which an engine's token names it. */
    static String engine(int slot) {
        return "blade-" + slot;
    }

    /** Which keys sign tokens, and which tokens are revoked. */
    void tellTrust(Link link) {
        link.send(Envelope.newBuilder().setTrustedKeys(trust.word()));
    }

    /** A blade's status: one that missed a word about tokens is told again. */
    void onStatus(AgentStatus status, Link link) {
        if (trust.isNewerThan(status.getTrustEpoch(), status.getTrustRevision())) {
            tellTrust(link);
        }
    }

    /** An engine's token, which it shows to other engines. */
    void grantToken(String engine, Link link) {
        String token = trust.issuer().issue(engine, TokenClaims.Role.ENGINE, Optional.empty(), tokenLifetime);
        long expires = clock.now().plus(tokenLifetime).toEpochMilli();
        link.send(Envelope.newBuilder()
                .setTokenGrant(TokenGrant.newBuilder().setToken(token).setExpiresEpochMs(expires)));
    }
}
