package io.mediachassis.backplane.token;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Tokens whose signature was found good, the last used of them; only such ones are kept. Any thread. */
final class VerifiedTokens {
    private final Map<String, TokenClaims> tokens;

    /** @param limit how many */
    VerifiedTokens(int limit) {
        tokens = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, TokenClaims> eldest) {
                return size() > limit;
            }
        };
    }

    synchronized @Nullable TokenClaims find(String token) {
        return tokens.get(token);
    }

    /** @param still asked under the lock: whether the keys are those that the signature was checked with */
    synchronized void add(String token, TokenClaims claims, BooleanSupplier still) {
        if (still.getAsBoolean()) {
            tokens.put(token, claims);
        }
    }

    /** The keys are others now. */
    synchronized void forget() {
        tokens.clear();
    }

    synchronized int size() {
        return tokens.size();
    }
}
