package io.mediachassis.controller.headend.auth;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.durable.DurableFile;
import io.mediachassis.backplane.proto.SigningKeyRow;
import io.mediachassis.backplane.proto.TokenTrust;
import io.mediachassis.backplane.proto.TrustedKeys;
import io.mediachassis.backplane.token.Revocations;
import io.mediachassis.backplane.token.TokenIssuer;
import io.mediachassis.backplane.token.TokenVerifier;
import io.mediachassis.backplane.token.TrustedTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The keys that sign tokens and the tokens that are revoked, on this controller's disk: a file, and not the accounts'
 * database, since no board comes into service without it. What changes it blocks for the disk, on one thread; any thread
 * reads.
 */
public final class TrustLedger {
    private static final String FILE_NAME = "token-trust";

    private final Path file;
    private final String chassis;
    private final Duration longest;
    private final Clock clock;
    private volatile State state;

    /**
     * All of it at one moment.
     *
     * @param voidBefore keys made before count no more, also those that only the other controller knows; only ever grows
     */
    private record State(long epoch, long revision, KeyRing ring, Revocations revocations, Instant voidBefore) {
        /** Whether it says the same, of whatever revision. */
        boolean saysAs(State other) {
            return rows(ring).equals(rows(other.ring)) && revocations.equals(other.revocations)
                    && voidBefore.equals(other.voidBefore);
        }
    }

    /**
     * Opens it, or begins with the chassis' first key.
     *
     * @param longest that any token lives
     * @throws IOException when it is damaged
     */
    public TrustLedger(Path folder, SigningKey first, String chassis, Duration longest, Clock clock)
            throws IOException {
        this.file = folder.resolve(FILE_NAME);
        this.chassis = chassis;
        this.longest = longest.plus(TokenVerifier.LEEWAY.multipliedBy(2));
        this.clock = clock;
        this.state = Files.exists(file)
                ? state(TokenTrust.parseFrom(Files.readAllBytes(file)))
                : new State(0, 0, KeyRing.of(first, Instant.EPOCH), Revocations.NONE, Instant.EPOCH);
    }

    /** Signs tokens with today's key. */
    public TokenIssuer issuer() {
        try {
            return new TokenIssuer(chassis, state.ring().signing(clock.now()).pair(), clock);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java that runs this has Ed25519", e);
        }
    }

    /** What boards are told. */
    public TrustedKeys word() {
        State now = state;
        TrustedKeys.Builder word = TrustedTokens.word(now.revocations()).setEpoch(now.epoch()).setRevision(now.revision());
        now.ring().trusted(clock.now())
                .forEach(key -> word.putEd25519(key.id(), ByteString.copyFrom(key.publicKey())));
        return word.build();
    }

    /** Whether a board goes by an older word than this controller has. */
    public boolean isNewerThan(long epoch, long revision) {
        State now = state;
        return now.epoch() > epoch || (now.epoch() == epoch && now.revision() > revision);
    }

    KeyRing ring() {
        return state.ring();
    }

    Revocations revocations() {
        return state.revocations();
    }

    /** This controller is active from now on: its word comes before any of an earlier reign. */
    public void beginReign(long epoch) throws IOException {
        State now = state;
        if (epoch > now.epoch()) {
            keep(new State(epoch, 1, now.ring().withoutExpired(clock.now()), now.revocations(), now.voidBefore()));
        }
    }

    /**
     * Makes a new key.
     *
     * @param atOnce it signs at once and all others count no more
     * @return empty when there are as many as boards take
     */
    Optional<SigningKey> rotate(boolean atOnce) throws IOException {
        State now = state;
        Instant time = clock.now();
        if (!atOnce && !now.ring().hasRoom(time)) {
            return Optional.empty();
        }
        try {
            SigningKey next = SigningKey.generate();
            KeyRing ring = atOnce ? now.ring().replaced(next, time) : now.ring().rotated(next, time, longest);
            Instant voidBefore = atOnce
                    ? Instant.ofEpochSecond(ring.keys().get(0).made().getEpochSecond())
                    : now.voidBefore();
            keep(new State(now.epoch(), now.revision() + 1, ring, now.revocations(), voidBefore));
            return Optional.of(next);
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java makes no Ed25519 key", e);
        }
    }

    /** Revokes more; false when there are as many as boards take. */
    boolean revoke(Revocations more) throws IOException {
        State now = state;
        Revocations all = now.revocations().and(more, clock.now());
        if (all.size() > Revocations.LIMIT) {
            return false;
        }
        keep(new State(now.epoch(), now.revision() + 1, now.ring(), all, now.voidBefore()));
        return true;
    }

    /** Until when something revoked now has to be remembered; whole seconds, as it is stored. */
    Instant rememberedUntil() {
        return Instant.ofEpochSecond(clock.now().plus(longest).getEpochSecond() + 1);
    }

    /**
     * What the other controller has, whose word ever is the newer: all keys that either made and neither replaced at once,
     * and all that either revoked, so that nothing that one of them acknowledged is forgotten.
     *
     * @param active whether boards are to hear of what is new in it
     */
    boolean merge(TokenTrust other, boolean active) throws IOException {
        State now = state;
        State theirs = state(other);
        boolean newer = isNewer(theirs, now);
        State base = newer ? theirs : now;
        Instant voidBefore = now.voidBefore().isAfter(theirs.voidBefore()) ? now.voidBefore() : theirs.voidBefore();
        State both = new State(
                base.epoch(), base.revision(), now.ring().and(theirs.ring(), voidBefore, longest, clock.now()),
                now.revocations().and(theirs.revocations(), clock.now()), voidBefore);
        boolean more = !both.saysAs(base);
        if (!newer && !more) {
            return false;
        }
        keep(new State(
                both.epoch(), both.revision() + (active && more ? 1 : 0), both.ring(), both.revocations(), voidBefore));
        return true;
    }

    private static boolean isNewer(State a, State b) {
        return a.epoch() > b.epoch() || (a.epoch() == b.epoch() && a.revision() > b.revision());
    }

    private void keep(State next) throws IOException {
        DurableFile.write(file, row(next).toByteArray(), DurableFile.OWNER_ONLY);
        state = next;
    }

    /** All of it, for the other controller. */
    TokenTrust row() {
        return row(state);
    }

    private static TokenTrust row(State state) {
        TokenTrust.Builder row = TokenTrust.newBuilder()
                .setEpoch(state.epoch())
                .setRevision(state.revision())
                .addAllRevoked(TrustedTokens.word(state.revocations()).getRevokedList())
                .setVoidBeforeEpochS(state.voidBefore().getEpochSecond());
        return row.addAllKeys(rows(state.ring())).build();
    }

    private static List<SigningKeyRow> rows(KeyRing ring) {
        return ring.keys().stream()
                .map(key -> SigningKeyRow.newBuilder()
                        .setPrivateKey(ByteString.copyFrom(key.material().privateKey()))
                        .setMadeEpochS(key.made().getEpochSecond())
                        .setSignsFromEpochS(key.signsFrom().getEpochSecond())
                        .setTrustedUntilEpochS(key.trustedUntil().map(Instant::getEpochSecond).orElse(0L))
                        .build())
                .toList();
    }

    private State state(TokenTrust row) throws IOException {
        List<KeyRing.Key> keys = new ArrayList<>();
        for (SigningKeyRow key : row.getKeysList()) {
            keys.add(new KeyRing.Key(
                    SigningKey.of(key.getPrivateKey().toByteArray(), "a key in " + file),
                    Instant.ofEpochSecond(key.getMadeEpochS()),
                    Instant.ofEpochSecond(key.getSignsFromEpochS()),
                    key.getTrustedUntilEpochS() == 0
                            ? Optional.empty()
                            : Optional.of(Instant.ofEpochSecond(key.getTrustedUntilEpochS()))));
        }
        if (keys.isEmpty()) {
            throw new IOException(file + " names no key; remove it to begin with the chassis' first key");
        }
        return new State(row.getEpoch(), row.getRevision(), new KeyRing(keys),
                TrustedTokens.revocations(row.getRevokedList()), Instant.ofEpochSecond(row.getVoidBeforeEpochS()));
    }
}
