package io.mediachassis.controller.ca;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.identity.EnrolmentProof;
import io.mediachassis.backplane.identity.PeerName;
import io.mediachassis.backplane.proto.EnrolReply;
import io.mediachassis.backplane.proto.EnrolRequest;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Party;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;

/**
 * Gives out one-time tokens, and certificates for them. Any thread; a certificate costs about a millisecond of
 * processor time.
 */
public final class Enrolment {
    /** From the token's way over the serial bus to the board's start and question. */
    public static final Duration TOKEN_LIFETIME = Duration.ofMinutes(2);

    /** Every slot, both controllers and their SNMP agents, with room. */
    public static final int MAX_TOKENS = 64;

    private static final int TOKEN_BYTES = 32;

    /** What came of a request. */
    sealed interface Outcome {
        record Granted(EnrolReply reply, PeerName name) implements Outcome {}

        record Refused(Fault fault) implements Outcome {}
    }

    private final CertificateAuthority authority;
    private final TokenKey tokenKey;
    private final Clock clock;
    private final EnrolmentTokens tokens;

    public Enrolment(CertificateAuthority authority, TokenKey tokenKey, Clock clock) {
        this.authority = authority;
        this.tokenKey = tokenKey;
        this.clock = clock;
        SecureRandom random = new SecureRandom();
        this.tokens = new EnrolmentTokens(TOKEN_LIFETIME, MAX_TOKENS, () -> {
            byte[] token = new byte[TOKEN_BYTES];
            random.nextBytes(token);
            return token;
        });
    }

    /**
     * A token for one board and one enrolment; the one given for it before still counts, the ones before that no longer.
     *
     * @param number slot of a blade, number of a controller, or of the one an SNMP agent sits beside
     * @return empty when {@link #MAX_TOKENS} are out: try again once some have expired
     */
    public Optional<byte[]> giveToken(Party party, int number) {
        synchronized (tokens) {
            return tokens.give(new EnrolmentTokens.Board(party, number), clock.nanoTime());
        }
    }

    Outcome enrol(EnrolRequest request) {
        EnrolmentTokens.Use use;
        byte[] token = request.getToken().toByteArray();
        synchronized (tokens) {
            use = tokens.use(
                    new EnrolmentTokens.Board(request.getParty(), request.getNumber()), token, clock.nanoTime());
        }
        if (use != EnrolmentTokens.Use.GOOD) {
            return refused(
                    use == EnrolmentTokens.Use.EXPIRED
                            ? "the one-time token has expired; the board must take a new one"
                            : "the one-time token is not one given for this board, or was used before; the board must"
                                    + " take a new one");
        }
        try {
            byte[] der = request.getPublicKey().toByteArray();
            PublicKey publicKey = EnrolmentProof.publicKey(der);
            if (!EnrolmentProof.verify(publicKey, token, der, request.getProof().toByteArray())) {
                return refused("the proof is not by the key that it is for");
            }
            PeerName name = new PeerName(
                    authority.chassisSerial(), request.getParty(), request.getNumber(), request.getSerialNumber());
            X509Certificate certificate = authority.issue(name, publicKey);
            EnrolReply.Builder reply = EnrolReply.newBuilder()
                    .setChassisSerial(authority.chassisSerial())
                    .addCertificateChain(ByteString.copyFrom(certificate.getEncoded()))
                    .addCertificateChain(
                            ByteString.copyFrom(authority.certificate().getEncoded()));
            if (name.party() == Party.CONTROLLER) {
                reply.setCaPrivateKey(ByteString.copyFrom(authority.privateKey()))
                        .setTokenPrivateKey(ByteString.copyFrom(tokenKey.privateKey()));
            }
            return new Outcome.Granted(reply.build(), name);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return refused("no certificate can be made of that request: " + e.getMessage());
        }
    }

    private static Outcome refused(String text) {
        return new Outcome.Refused(Fault.newBuilder()
                .setCode(Fault.Code.REFUSED)
                .setText(text)
                .build());
    }
}
