package io.mediachassis.controller.headend.auth;

import io.mediachassis.backplane.clock.Clock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Subscribers and what they log in with: checks what is asked, stores it, tells of it. Blocks; one thread. */
final class Accounts {
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    static final Pattern PROGRAM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int MAX_SUBSCRIBERS = 20_000;
    private static final int MAX_PROGRAMS = 64;
    private static final int MAX_API_KEYS = 16;
    private static final int MAX_LABEL = 64;
    private static final int SECRET_BYTES = 32;

    private final AccountStore store;
    private final Clock clock;
    private final SecureRandom random;
    private final Consumer<Account> changed;
    private long epoch;

    /** @param changed hears of each row that was stored */
    Accounts(AccountStore store, Clock clock, SecureRandom random, Consumer<Account> changed) {
        this.store = store;
        this.clock = clock;
        this.random = random;
        this.changed = changed;
    }

    /** From now on rows are of this reign. */
    void beginReign(long now) {
        epoch = now;
    }

    /** @param passwordHash empty: no log-in by password */
    void add(String name, String passwordHash, Set<String> programs) {
        if (!NAME.matcher(name).matches()) {
            throw new AuthRefusal(400, "'" + name + "' can't be a subscriber's name",
                    "letters, digits, and .-_@ behind the first, 64 at most");
        }
        if (programs.size() > MAX_PROGRAMS || !programs.stream().allMatch(id -> PROGRAM.matcher(id).matches())) {
            throw new AuthRefusal(400, "programs are ids, " + MAX_PROGRAMS + " at most",
                    "chassisctl programs shows the ids; none at all means every program");
        }
        if (store.find(name).isPresent()) {
            throw new AuthRefusal(409, "there is a subscriber " + name, "choose another name, or remove that one first");
        }
        if (store.count() >= MAX_SUBSCRIBERS) {
            throw new AuthRefusal(507, "there are " + MAX_SUBSCRIBERS + " subscribers", "remove some");
        }
        put(new Account(
                name, passwordHash, List.copyOf(new TreeSet<>(programs)), List.of(), clock.now(), 0, false));
    }

    Account get(String name) {
        return store.find(name).orElseThrow(() -> new AuthRefusal(
                404, "there is no subscriber " + name, "chassisctl subscriber list shows them"));
    }

    Optional<Account> find(String name) {
        return store.find(name);
    }

    List<Account> all() {
        List<Account> all = new ArrayList<>();
        List<Account> page = store.page("", 500);
        while (!page.isEmpty()) {
            page.stream().filter(account -> !account.removed()).forEach(all::add);
            page = store.page(page.get(page.size() - 1).name(), 500);
        }
        return all;
    }

    void remove(String name) {
        put(get(name).gone());
    }

    void password(String name, String hash) {
        put(get(name).withPassword(hash));
    }

    AuthDesk.NewKey addApiKey(String name, String label) {
        Account account = get(name);
        if (account.keys().size() >= MAX_API_KEYS || label.length() > MAX_LABEL) {
            throw new AuthRefusal(409, name + " has " + account.keys().size() + " API keys; a label has " + MAX_LABEL
                    + " characters at most", "remove one of the " + MAX_API_KEYS + " that there may be");
        }
        String id = text(6);
        String secret = "mck_" + id + "_" + text(SECRET_BYTES);
        List<Account.ApiKey> keys = new ArrayList<>(account.keys());
        keys.add(new Account.ApiKey(id, hash(secret), label));
        put(account.withKeys(keys));
        return new AuthDesk.NewKey(id, secret);
    }

    void removeApiKey(String name, String id) {
        Account account = get(name);
        List<Account.ApiKey> keys = account.keys().stream().filter(key -> !key.id().equals(id)).toList();
        if (keys.size() == account.keys().size()) {
            throw new AuthRefusal(404, name + " has no API key " + id, "chassisctl subscriber list shows their ids");
        }
        put(account.withKeys(keys));
    }

    Optional<Account> ofApiKey(String secret) {
        return store.ofApiKey(hash(secret));
    }

    private void put(Account account) {
        Account stored = account.with(Math.max(store.revision() + 1, epoch << 32));
        store.put(List.of(stored));
        changed.accept(stored);
    }

    private String text(int bytes) {
        byte[] some = new byte[bytes];
        random.nextBytes(some);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(some);
    }

    private static String hash(String secret) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
