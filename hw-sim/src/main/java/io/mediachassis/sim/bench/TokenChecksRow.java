package io.mediachassis.sim.bench;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.token.Ed25519Keys;
import io.mediachassis.backplane.token.TokenIssuer;
import io.mediachassis.backplane.token.TokenVerifier;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Tokens to play that one core checks in a second, none of them twice within the verifier's memory, against the bare
 * Ed25519 signatures of the same tokens that the JDK verifies: what a check costs beyond its signature. Both in turns, on
 * one thread, by its processor time. The same token again and again is told apart.
 */
final class TokenChecksRow implements Row {
    private static final double TARGET = 0.8;
    /** Far more than the verifier remembers. */
    private static final int TOKENS = 4096;

    private static final int ROUNDS = 5;
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration TURN = Duration.ofSeconds(2);

    @Override
    public String name() {
        return "token-checks";
    }

    /** A token as the JDK takes it. */
    private static final class Signed {
        private final byte[] input;
        private final byte[] signature;

        Signed(String token) {
            int dot = token.lastIndexOf('.');
            input = token.substring(0, dot).getBytes(StandardCharsets.US_ASCII);
            signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
        }
    }

    @Override
    public Result run(Bench bench) throws IOException {
        try {
            KeyPair keys = Ed25519Keys.generate();
            TokenIssuer issuer = new TokenIssuer("bench", keys, bench.clock());
            TokenVerifier verifier = new TokenVerifier("bench", bench.clock());
            verifier.trust(issuer.trustedKeys());
            List<String> tokens = IntStream.range(0, TOKENS)
                    .mapToObj(n -> issuer.issue(issuer.playing(
                            "subscriber-" + n, Set.of("film-" + n), Optional.empty(), bench.clock().now(),
                            Duration.ofHours(12))))
                    .toList();
            List<Signed> signed = tokens.stream().map(Signed::new).toList();
            IntPredicate ours = n -> verifier.verify(tokens.get(n)) instanceof TokenVerifier.Verdict.Accepted;
            IntPredicate bare = n -> bare(keys, signed.get(n));
            IntPredicate again = n -> verifier.verify(tokens.get(0)) instanceof TokenVerifier.Verdict.Accepted;
            perSecond(ours, WARM_UP, bench.clock());
            perSecond(bare, WARM_UP, bench.clock());
            double checked = 0;
            double verified = 0;
            for (int round = 0; round < ROUNDS; round++) {
                checked += perSecond(ours, TURN, bench.clock()) / ROUNDS;
                verified += perSecond(bare, TURN, bench.clock()) / ROUNDS;
            }
            perSecond(again, TURN, bench.clock());
            double repeated = perSecond(again, TURN, bench.clock());
            return Result.higherIsBetter(
                    name(), checked, verified, "Ed25519 of the JDK", "checks per processor second", TARGET,
                    List.of(String.format(Locale.ROOT, "the same token again: %.0f checks per processor second",
                            repeated)));
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java has no Ed25519", e);
        }
    }

    private static boolean bare(KeyPair keys, Signed token) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(keys.getPublic());
            signature.update(token.input);
            return signature.verify(token.signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Of this thread's processor time, over so much time. */
    private static double perSecond(IntPredicate check, Duration time, Clock clock) throws IOException {
        long endNs = clock.nanoTime() + time.toNanos();
        long startNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long done = 0;
        while (clock.nanoTime() < endNs) {
            if (!check.test((int) (done % TOKENS))) {
                throw new IOException("a token of the bench's own was refused");
            }
            done++;
        }
        return done * 1e9 / (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - startNs);
    }
}
