package io.mediachassis.controller.headend.auth;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.AuthReplica;
import io.mediachassis.backplane.token.Revocations;
import io.mediachassis.backplane.token.TokenClaims;
import io.mediachassis.backplane.token.TokenIssuer;
import io.mediachassis.controller.headend.auth.AuthDesk.Issued;
import io.mediachassis.controller.headend.auth.AuthDesk.KeyState;
import io.mediachassis.controller.headend.auth.AuthDesk.Wish;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Issues and revokes play tokens, changes the keys that sign them, and tells of it. Blocks; the accounts' thread. */
final class PlayTokens {
    private final TrustLedger ledger;
    private final AuthSettings settings;
    private final Clock clock;
    private final AuthServer.Outlet outlet;

    PlayTokens(TrustLedger ledger, AuthSettings settings, Clock clock, AuthServer.Outlet outlet) {
        this.ledger = ledger;
        this.settings = settings;
        this.clock = clock;
        this.outlet = outlet;
    }

    Issued issue(Account account, Wish wish) {
        Set<String> allowed = Set.copyOf(account.programs());
        if (!allowed.isEmpty() && !allowed.containsAll(wish.programs())) {
            throw new AuthRefusal(403, account.name() + " may not play all of these", "ask for fewer programs");
        }
        Set<String> programs = wish.programs().isEmpty() ? allowed : wish.programs();
        Duration valid = wish.valid().orElse(settings.lifetime());
        if (programs.size() > TokenClaims.MAX_PROGRAMS
                || !programs.stream().allMatch(id -> Accounts.PROGRAM.matcher(id).matches())) {
            throw new AuthRefusal(400, "a token names " + TokenClaims.MAX_PROGRAMS + " programs at most, by their ids",
                    "ask for those that are to be played now");
        }
        if (valid.toSeconds() < 1 || valid.compareTo(settings.longest()) > 0) {
            throw new AuthRefusal(400, "a token lives for 1 s to " + settings.longest().toHours() + " h", "ask for less");
        }
        TokenIssuer issuer = ledger.issuer();
        TokenClaims claims = issuer.playing(account.name(), programs, wish.address(), begins(account.name()), valid);
        return new Issued(issuer.issue(claims), claims);
    }

    /** One token; gives its id. */
    String revoke(String token) throws IOException {
        String id = TokenIds.of(token).orElseThrow(() -> new AuthRefusal(
                400, "that is neither a token nor the id of one", "an id has 16 characters, a token three parts"));
        revoke(new Revocations(Map.of(id, ledger.rememberedUntil()), Map.of()));
        return id;
    }

    /** All that a subscriber has so far. */
    void revokeAll(String name) throws IOException {
        // Those too that were issued in the second after the last time.
        Instant until = Instant.ofEpochSecond(begins(name).getEpochSecond());
        revoke(new Revocations(Map.of(), Map.of(name, new Revocations.OfSubject(until, ledger.rememberedUntil()))));
    }

    /** From when a token of this subscriber counts that is issued now: past the second in which all others were revoked. */
    private Instant begins(String name) {
        Revocations.OfSubject revoked = ledger.revocations().subjects().get(name);
        Instant after = revoked == null ? Instant.EPOCH : revoked.issuedUntil().plusSeconds(1);
        return after.isAfter(clock.now()) ? after : clock.now();
    }

    private void revoke(Revocations more) throws IOException {
        if (!ledger.revoke(more)) {
            throw new AuthRefusal(507, Revocations.LIMIT + " tokens are revoked that have not expired yet",
                    "chassisctl token keys rotate --at-once ends all tokens");
        }
        trustChanged();
    }

    private void trustChanged() {
        outlet.tellBoards();
        outlet.tellPeer(AuthReplica.newBuilder().setTrust(ledger.row()).build());
    }

    /** What was revoked last of all of a subscriber's, where that is not forgotten yet. */
    Optional<Revocations.OfSubject> revokedOf(String name) {
        return Optional.ofNullable(ledger.revocations().subjects().get(name));
    }

    List<KeyState> keys() {
        KeyRing ring = ledger.ring();
        SigningKey signs = ring.signing(clock.now());
        return ring.withoutExpired(clock.now()).keys().stream()
                .map(key -> new KeyState(
                        key.id(), key.made(), key.signsFrom(), key.trustedUntil(), key.id().equals(signs.id())))
                .toList();
    }

    /** A new key; gives its id. */
    String rotate(boolean atOnce) throws IOException {
        SigningKey made = ledger.rotate(atOnce).orElseThrow(() -> new AuthRefusal(
                409, "there are as many keys as boards take", "wait until the oldest has expired, or --at-once"));
        trustChanged();
        return made.id();
    }
}
