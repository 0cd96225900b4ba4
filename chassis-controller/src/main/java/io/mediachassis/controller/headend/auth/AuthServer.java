package io.mediachassis.controller.headend.auth;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.AuthReplica;
import io.mediachassis.backplane.proto.TokenTrust;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
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
    private final TrustLedger ledger;
    private final Outlet outlet;
    private final WorkQueue thread = new WorkQueue("accounts", QUEUE);
    private final Passwords passwords;
    private final DeviceCodes devices;
    private final PlayTokens tokens;
    private final LogIns logIns;
    private final CompletableFuture<OpenAccounts> opened;
    private volatile boolean active;

    /** Whom it tells what changed; any thread. */
    public interface Outlet {
        /** Boards are to hear {@link TrustLedger#word}. */
        void tellBoards();

        /** The other controller is to hear this. */
        void tellPeer(AuthReplica replica);
    }

    /** Opens the database on its own thread; what is asked meanwhile waits. */
    public AuthServer(Path dataFolder, TrustLedger ledger, AuthSettings settings, Clock clock, Outlet outlet) {
        this(dataFolder, ledger, settings, clock, outlet, new WorkQueue("passwords", HASHES_WAITING));
    }

    /** @param hashing works on passwords, or has no room; ended with this */
    AuthServer(
            Path dataFolder, TrustLedger ledger, AuthSettings settings, Clock clock, Outlet outlet, WorkQueue hashing) {
        SecureRandom random = new SecureRandom();
        this.ledger = ledger;
        this.outlet = outlet;
        this.passwords = new Passwords(hashing, random);
        this.devices = new DeviceCodes(random);
        this.tokens = new PlayTokens(ledger, settings, clock, outlet);
        this.logIns = new LogIns(thread, passwords, this::open, tokens, devices, settings, clock);
        this.opened = thread.run(() -> open(dataFolder.resolve(FILE_NAME), clock, random)).toCompletableFuture();
        this.opened.whenComplete((accounts, error) -> {
            if (error != null) {
                LOG.error("No subscriber can log in at this controller: {}", error.getMessage());
            }
        });
    }

    private OpenAccounts open(Path file, Clock clock, SecureRandom random) {
        try {
            AccountStore store = new AccountStore(file);
            Accounts accounts = new Accounts(store, clock, random, account -> outlet.tellPeer(
                    AuthReplica.newBuilder().addAccounts(AccountRows.row(account)).build()));
            return new OpenAccounts(store, accounts, new AuditLog(store, clock));
        } catch (IOException e) {
            throw new AuthRefusal(503, String.valueOf(e.getMessage()), "see the controller's log");
        }
    }

    /** This controller is active; any thread. */
    public void beginReign(long epoch) {
        active = true;
        thread.run(() -> {
            ledger.beginReign(epoch);
            outlet.tellBoards();
            open().accounts().beginReign(epoch);
            return null;
        });
    }

    /** It is on standby; any thread. */
    public void endReign() {
        active = false;
    }

    /** Tells the other controller, which has just come, all that is here; any thread. */
    public void tellAll() {
        thread.run(() -> {
            outlet.tellPeer(AuthReplica.newBuilder().setTrust(ledger.row()).build());
            String after = "";
            List<Account> page = open().store().page(after, PAGE);
            while (!page.isEmpty()) {
                AuthReplica.Builder replica = AuthReplica.newBuilder();
                page.forEach(account -> replica.addAccounts(AccountRows.row(account)));
                outlet.tellPeer(replica.build());
                after = page.get(page.size() - 1).name();
                page = open().store().page(after, PAGE);
            }
            return null;
        });
    }

    /** What the other controller tells; done when it is on the disk. Any thread. */
    public CompletionStage<Void> learn(AuthReplica replica) {
        return thread.run(() -> {
            if (replica.hasTrust()) {
                merge(replica.getTrust());
            }
            open().store().put(replica.getAccountsList().stream().map(AccountRows::account).toList());
            return null;
        });
    }

    private void merge(TokenTrust theirs) throws IOException {
        if (ledger.merge(theirs, active)) {
            outlet.tellBoards();
        }
    }

    @Override
    public CompletionStage<Void> add(String name, String password, Set<String> programs) {
        return (password.isEmpty() ? CompletableFuture.completedStage("") : passwords.hash(password)).thenCompose(hash -> thread.run(() -> {
            open().accounts().add(name, hash, programs);
            return open().audit().done("subscriber.added", name, "", programs.isEmpty() ? "all programs" : String.join(" ", programs));
        }));
    }

    @Override
    public CompletionStage<List<Subscriber>> subscribers() {
        return thread.run(() -> open().accounts().all().stream()
                .map(account -> new Subscriber(
                        account.name(), new TreeSet<>(account.programs()), !account.passwordHash().isEmpty(),
                        account.keys().stream().map(key -> new Key(key.id(), key.label())).toList(), account.made()))
                .toList());
    }

    @Override
    public CompletionStage<Void> remove(String name) {
        return thread.run(() -> {
            open().accounts().get(name);
            revokeAll(name);
            open().accounts().remove(name);
            return open().audit().done("subscriber.removed", name, "", "");
        });
    }

    @Override
    public CompletionStage<Void> password(String name, String password) {
        return passwords.hash(password).thenCompose(hash -> thread.run(() -> {
            open().accounts().get(name);
            revokeAll(name);
            open().accounts().password(name, hash);
            return open().audit().done("subscriber.password", name, "", "");
        }));
    }

    @Override
    public CompletionStage<NewKey> addApiKey(String name, String label) {
        return thread.run(() -> {
            NewKey key = open().accounts().addApiKey(name, label);
            open().audit().add("apikey.added", name, "", key.id());
            return key;
        });
    }

    @Override
    public CompletionStage<Void> removeApiKey(String name, String id) {
        return thread.run(() -> {
            open().accounts().removeApiKey(name, id);
            return open().audit().done("apikey.removed", name, "", id);
        });
    }

    @Override
    public CompletionStage<Issued> issue(String subscriber, Wish wish) {
        return thread.run(() -> {
            Issued issued = tokens.issue(open().accounts().get(subscriber), wish);
            open().audit().add("token.issued", subscriber, "", issued.claims().id());
            return issued;
        });
    }

    @Override
    public CompletionStage<String> revoke(String token) {
        return thread.run(() -> {
            String id = tokens.revoke(token);
            open().audit().add("token.revoked", "", "", id);
            return id;
        });
    }

    @Override
    public CompletionStage<Void> revokeAllOf(String subscriber) {
        return thread.run(() -> {
            open().accounts().get(subscriber);
            revokeAll(subscriber);
            return open().audit().done("token.revoked", subscriber, "", "all");
        });
    }

    private void revokeAll(String name) throws IOException {
        devices.forget(name);
        tokens.revokeAll(name);
    }

    @Override
    public CompletionStage<List<KeyState>> keys() {
        return thread.run(tokens::keys);
    }

    @Override
    public CompletionStage<List<KeyState>> rotate(boolean atOnce) {
        return thread.run(() -> {
            open().audit().add(atOnce ? "keys.replaced" : "keys.rotated", "", "", tokens.rotate(atOnce));
            return tokens.keys();
        });
    }

    @Override
    public CompletionStage<List<Audit>> audited(int limit) {
        return thread.run(() -> open().store().audited(limit));
    }

    /** Writes down in the audit log what another service of the head-end did for somebody; any thread. */
    public void note(String kind, String subscriber, String client, String text) {
        thread.run(() -> open().audit().done(kind, subscriber, client, text));
    }

    @Override
    public CompletionStage<Issued> login(String name, String password, Wish wish, String client) {
        return logIns.login(name, password, wish, client);
    }

    @Override
    public CompletionStage<Issued> loginByKey(String secret, Wish wish, String client) {
        return logIns.loginByKey(secret, wish, client);
    }

    @Override
    public CompletionStage<Device> deviceBegins(String client) {
        return logIns.deviceBegins(client);
    }

    @Override
    public CompletionStage<Void> confirmDevice(String userCode, String name, String password, String client) {
        return logIns.confirmDevice(userCode, name, password, client);
    }

    @Override
    public CompletionStage<Issued> deviceAsks(String deviceCode, Wish wish, String client) {
        return logIns.deviceAsks(deviceCode, wish, client);
    }

    private OpenAccounts open() {
        try {
            return opened.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof AuthRefusal refusal ? refusal : e;
        }
    }

    @Override
    public void close() {
        thread.run(() -> {
            open().store().close();
            return true;
        });
        thread.close();
        passwords.close();
    }
}
