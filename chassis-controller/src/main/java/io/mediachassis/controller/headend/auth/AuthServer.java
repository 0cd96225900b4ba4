package io.mediachassis.controller.headend.auth;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.AuthReplica;
import io.mediachassis.backplane.proto.TokenTrust;
import io.mediachassis.backplane.token.Revocations;
import io.mediachassis.backplane.token.TokenClaims;
import io.mediachassis.backplane.token.TokenIssuer;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The authentication server (seed 002, claims 5 and 23): what it knows belongs to a thread of its own, which waits for the
 * disk; passwords are hashed on another one. Both queues are bounded, and what finds no room is refused.
 */
public final class AuthServer implements AuthDesk, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuthServer.class);
    private static final String FILE_NAME = "accounts.db";
    private static final int QUEUE = 1000;
    /** More than a controller hashes in 3 s keep nobody waiting who would have given up. */
    private static final int HASHES_WAITING = 50;

    private static final int PAGE = 500;
    private static final int SHORTEST_PASSWORD = 8;
    private static final int LONGEST_PASSWORD = 256;

    /** Counted for all that can't be one: strangers may send as many as they like, of any length. */
    private static final String NOBODYS_NAME = "-";

    private final TrustLedger ledger;
    private final AuthSettings settings;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Outlet outlet;
    private final ExecutorService thread = pool("accounts", QUEUE);
    private final ExecutorService hashing;
    private final LoginLimits limits = new LoginLimits();
    private final DeviceCodes devices = new DeviceCodes(random);
    private final CompletableFuture<Parts> parts;
    private volatile boolean active;

    /** Whom it tells what changed; any thread. */
    public interface Outlet {
        /** Boards are to hear {@link TrustLedger#word}. */
        void tellBoards();

        /** The other controller is to hear this. */
        void tellPeer(AuthReplica replica);
    }

    /** What is there once the database is open. */
    private record Parts(AccountStore store, Accounts accounts) {}

    /** What was known of a name when somebody began to log in; without a hash nobody can. */
    private record Asked(Optional<String> hash, Optional<Revocations.OfSubject> revoked) {}

    /** Opens the database on its own thread; what is asked meanwhile waits. */
    public AuthServer(Path dataFolder, TrustLedger ledger, AuthSettings settings, Clock clock, Outlet outlet) {
        this(dataFolder, ledger, settings, clock, outlet, pool("passwords", HASHES_WAITING));
    }

    /** @param hashing works on passwords, or has no room; ended with this */
    AuthServer(
            Path dataFolder, TrustLedger ledger, AuthSettings settings, Clock clock, Outlet outlet,
            ExecutorService hashing) {
        this.hashing = hashing;
        this.ledger = ledger;
        this.settings = settings;
        this.clock = clock;
        this.outlet = outlet;
        this.parts = CompletableFuture.supplyAsync(() -> open(dataFolder.resolve(FILE_NAME)), thread);
        this.parts.whenComplete((opened, error) -> {
            if (error != null) {
                LOG.error("No subscriber can log in at this controller: {}", error.getMessage());
            }
        });
    }

    private Parts open(Path file) {
        try {
            AccountStore store = new AccountStore(file);
            return new Parts(store, new Accounts(store, clock, random, account -> outlet.tellPeer(
                    AuthReplica.newBuilder().addAccounts(AccountRows.row(account)).build())));
        } catch (IOException e) {
            throw new AuthRefusal(503, String.valueOf(e.getMessage()), "see the controller's log");
        }
    }

    private static ExecutorService pool(String name, int waiting) {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(waiting), task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
    }

    // ---- the controller's role, and the other controller ---------------------------------------------------------

    /** This controller is active; any thread. */
    public void beginReign(long epoch) {
        active = true;
        run(() -> {
            ledger.beginReign(epoch);
            outlet.tellBoards();
            accounts().beginReign(epoch);
            return null;
        });
    }

    /** It is on standby; any thread. */
    public void endReign() {
        active = false;
    }

    /** Tells the other controller, which has just come, all that is here; any thread. */
    public void tellAll() {
        run(() -> {
            outlet.tellPeer(AuthReplica.newBuilder().setTrust(ledger.row()).build());
            String after = "";
            List<Account> page = store().page(after, PAGE);
            while (!page.isEmpty()) {
                AuthReplica.Builder replica = AuthReplica.newBuilder();
                page.forEach(account -> replica.addAccounts(AccountRows.row(account)));
                outlet.tellPeer(replica.build());
                after = page.get(page.size() - 1).name();
                page = store().page(after, PAGE);
            }
            return null;
        });
    }

    /** What the other controller tells; done when it is on the disk. Any thread. */
    public CompletionStage<Void> learn(AuthReplica replica) {
        return run(() -> {
            if (replica.hasTrust()) {
                merge(replica.getTrust());
            }
            store().put(replica.getAccountsList().stream().map(AccountRows::account).toList());
            return null;
        });
    }

    private void merge(TokenTrust theirs) throws IOException {
        if (ledger.merge(theirs, active)) {
            outlet.tellBoards();
        }
    }

    // ---- the operator ----------------------------------------------------------------------------------------------

    @Override
    public CompletionStage<Void> add(String name, String password, Set<String> programs) {
        return hash(password, true).thenCompose(hash -> run(() -> {
            accounts().add(name, hash, programs);
            return done("subscriber.added", name, "", programs.isEmpty() ? "all programs" : String.join(" ", programs));
        }));
    }

    @Override
    public CompletionStage<List<Subscriber>> subscribers() {
        return run(() -> accounts().all().stream()
                .map(account -> new Subscriber(
                        account.name(), new TreeSet<>(account.programs()), !account.passwordHash().isEmpty(),
                        account.keys().stream().map(key -> new Key(key.id(), key.label())).toList(), account.made()))
                .toList());
    }

    @Override
    public CompletionStage<Void> remove(String name) {
        return run(() -> {
            accounts().get(name);
            revokeAll(name);
            accounts().remove(name);
            return done("subscriber.removed", name, "", "");
        });
    }

    @Override
    public CompletionStage<Void> password(String name, String password) {
        return hash(password, false).thenCompose(hash -> run(() -> {
            accounts().get(name);
            revokeAll(name);
            accounts().password(name, hash);
            return done("subscriber.password", name, "", "");
        }));
    }

    @Override
    public CompletionStage<NewKey> addApiKey(String name, String label) {
        return run(() -> {
            NewKey key = accounts().addApiKey(name, label);
            audit("apikey.added", name, "", key.id());
            return key;
        });
    }

    @Override
    public CompletionStage<Void> removeApiKey(String name, String id) {
        return run(() -> {
            accounts().removeApiKey(name, id);
            return done("apikey.removed", name, "", id);
        });
    }

    @Override
    public CompletionStage<Issued> issue(String subscriber, Wish wish) {
        return run(() -> {
            Issued issued = issue(accounts().get(subscriber), wish);
            audit("token.issued", subscriber, "", issued.claims().id());
            return issued;
        });
    }

    @Override
    public CompletionStage<String> revoke(String token) {
        return run(() -> {
            String id = TokenIds.of(token).orElseThrow(() -> new AuthRefusal(
                    400, "that is neither a token nor the id of one", "an id has 16 characters, a token three parts"));
            revoke(new Revocations(Map.of(id, ledger.rememberedUntil()), Map.of()));
            audit("token.revoked", "", "", id);
            return id;
        });
    }

    @Override
    public CompletionStage<Void> revokeAllOf(String subscriber) {
        return run(() -> {
            accounts().get(subscriber);
            revokeAll(subscriber);
            return done("token.revoked", subscriber, "", "all");
        });
    }

    private void revokeAll(String name) throws IOException {
        devices.forget(name);
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

    @Override
    public CompletionStage<List<KeyState>> keys() {
        return run(this::keyStates);
    }

    private List<KeyState> keyStates() {
        KeyRing ring = ledger.ring();
        SigningKey signs = ring.signing(clock.now());
        return ring.withoutExpired(clock.now()).keys().stream()
                .map(key -> new KeyState(
                        key.id(), key.made(), key.signsFrom(), key.trustedUntil(), key.id().equals(signs.id())))
                .toList();
    }

    @Override
    public CompletionStage<List<KeyState>> rotate(boolean atOnce) {
        return run(() -> {
            SigningKey made = ledger.rotate(atOnce).orElseThrow(() -> new AuthRefusal(
                    409, "there are as many keys as boards take", "wait until the oldest has expired, or --at-once"));
            trustChanged();
            audit(atOnce ? "keys.replaced" : "keys.rotated", "", "", made.id());
            return keyStates();
        });
    }

    @Override
    public CompletionStage<List<Audit>> audited(int limit) {
        return run(() -> store().audited(limit));
    }

    /** Writes down in the audit log what another service of the head-end did for somebody; any thread. */
    public void note(String kind, String subscriber, String client, String text) {
        run(() -> done(kind, subscriber, client, text));
    }

    // ---- consoles --------------------------------------------------------------------------------------------------

    @Override
    public CompletionStage<Issued> login(String name, String password, Wish wish, String client) {
        return proven(name, password, client, account -> letIn(account, wish, client, "password"));
    }

    @Override
    public CompletionStage<Issued> loginByKey(String secret, Wish wish, String client) {
        return run(() -> {
            String name = "API key " + secret.substring(0, Math.min(secret.length(), 12));
            begin(name, client);
            Account account = accounts().ofApiKey(secret).orElseThrow(() -> failed(name, client));
            limits.succeeded(name, client, clock.nanoTime());
            return letIn(account, wish, client, "API key");
        });
    }

    private Issued letIn(Account account, Wish wish, String client, String how) {
        Wish bound = settings.bound() ? new Wish(wish.programs(), Optional.of(client), wish.valid()) : wish;
        Issued issued = issue(account, bound);
        audit("login", account.name(), client, how + ", token " + issued.claims().id());
        return issued;
    }

    /**
     * Does something for the subscriber of that name, if the password is right. The answer to a wrong name takes as long as
     * to a wrong password. While the password is hashed it may be changed and all may be revoked: then it proves nothing.
     */
    private <T> CompletionStage<T> proven(
            String name, String password, String client, Function<Account, T> then) {
        String counted = Accounts.NAME.matcher(name).matches() ? name : NOBODYS_NAME;
        return run(() -> {
                    begin(counted, client);
                    return new Asked(
                            accounts().find(name).map(Account::passwordHash).filter(hash -> !hash.isEmpty()),
                            revokedOf(name));
                })
                .thenCompose(asked -> on(hashing, () -> PasswordHash.matches(
                                password.length() > LONGEST_PASSWORD ? "" : password,
                                asked.hash().orElse(PasswordHash.NOBODYS)))
                        .exceptionallyCompose(unlooked -> run(() -> {
                                    limits.takeBack(counted, client, clock.nanoTime());
                                    return unlooked;
                                })
                                .thenCompose(CompletableFuture::failedStage))
                        .thenCompose(right -> run(() -> {
                            Account account = accounts().find(name)
                                    .filter(now -> right && asked.hash().equals(Optional.of(now.passwordHash()))
                                            && asked.revoked().equals(revokedOf(name)))
                                    .orElseThrow(() -> failed(name, client));
                            limits.succeeded(counted, client, clock.nanoTime());
                            return then.apply(account);
                        })));
    }

    private Optional<Revocations.OfSubject> revokedOf(String name) {
        return Optional.ofNullable(ledger.revocations().subjects().get(name));
    }

    private void begin(String name, String client) {
        Optional<Duration> wait = limits.begin(name, client, clock.nanoTime());
        if (wait.isPresent()) {
            throw new AuthRefusal(429, "too many attempts to log in", "wait, and try again", wait.get());
        }
    }

    private AuthRefusal failed(String name, String client) {
        audit("login.failed", name.substring(0, Math.min(name.length(), 64)), client, "");
        return new AuthRefusal(401, "name or password is wrong", "try again; after some attempts you have to wait");
    }

    @Override
    public CompletionStage<Device> deviceBegins(String client) {
        return run(() -> devices.start(client, clock.nanoTime())
                .map(started -> new Device(
                        started.deviceCode(), started.userCode(), DeviceCodes.LIFETIME, DeviceCodes.INTERVAL))
                .orElseThrow(() -> new AuthRefusal(
                        503, "too many consoles wait to be let in", "try again later", DeviceCodes.INTERVAL)));
    }

    @Override
    public CompletionStage<Void> confirmDevice(String userCode, String name, String password, String client) {
        return proven(name, password, client, account -> {
            if (!devices.confirm(userCode, account.name(), clock.nanoTime())) {
                throw new AuthRefusal(404, "no console shows that code now", "look at the console again");
            }
            return done("device.confirmed", account.name(), client, "");
        });
    }

    @Override
    public CompletionStage<Issued> deviceAsks(String deviceCode, Wish wish, String client) {
        return run(() -> {
            DeviceCodes.Answer answer = devices.ask(deviceCode, clock.nanoTime());
            if (answer instanceof DeviceCodes.Answer.Confirmed confirmed) {
                return letIn(accounts().get(confirmed.subscriber()), wish, client, "device code");
            } else if (answer instanceof DeviceCodes.Answer.Pending) {
                throw new AuthRefusal(400, "authorization_pending", "the subscriber has not confirmed the code yet");
            } else if (answer instanceof DeviceCodes.Answer.SlowDown) {
                throw new AuthRefusal(400, "slow_down", "ask 5 s later each time");
            }
            throw new AuthRefusal(400, "expired_token", "begin again");
        });
    }

    // ---- small things ----------------------------------------------------------------------------------------------

    private Issued issue(Account account, Wish wish) {
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

    private CompletionStage<String> hash(String password, boolean mayBeEmpty) {
        if (password.isEmpty() && mayBeEmpty) {
            return CompletableFuture.completedFuture("");
        }
        if (password.length() < SHORTEST_PASSWORD || password.length() > LONGEST_PASSWORD) {
            return CompletableFuture.failedFuture(new AuthRefusal(
                    400, "a password has " + SHORTEST_PASSWORD + " to " + LONGEST_PASSWORD + " characters",
                    "choose another one"));
        }
        return on(hashing, () -> PasswordHash.of(password, random));
    }

    // What a callable without a result gives is null.
    @SuppressWarnings("NullAway")
    private Void done(String kind, String subscriber, String client, String text) {
        audit(kind, subscriber, client, text);
        return null;
    }

    private void audit(String kind, String subscriber, String client, String text) {
        // A name that is nobody's may have anything in it.
        String plain = subscriber.replaceAll("\\p{Cntrl}", "?");
        LOG.info("{} {} {} {}", kind, plain, client, text);
        store().audit(new Audit(0, clock.now(), kind, plain, client, text));
    }

    private Accounts accounts() {
        return parts().accounts();
    }

    private AccountStore store() {
        return parts().store();
    }

    private Parts parts() {
        try {
            return parts.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof AuthRefusal refusal ? refusal : e;
        }
    }

    private <T> CompletionStage<T> run(Callable<T> task) {
        return on(thread, task);
    }

    private static <T> CompletionStage<T> on(ExecutorService where, Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            where.execute(() -> {
                try {
                    result.complete(task.call());
                } catch (Exception e) {
                    if (!(e instanceof AuthRefusal)) {
                        LOG.error("The authentication server could not do what it was asked", e);
                    }
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new AuthRefusal(
                    503, "too many want to log in now", "try again in some seconds", Duration.ofSeconds(3)));
        }
        return result;
    }

    @Override
    public void close() {
        run(() -> {
            store().close();
            return null;
        });
        thread.shutdown();
        hashing.shutdown();
        try {
            if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
                LOG.warn("The accounts' disk did not end within 2 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
