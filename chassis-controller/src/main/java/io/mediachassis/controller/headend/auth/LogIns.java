package io.mediachassis.controller.headend.auth;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.token.Revocations;
import io.mediachassis.controller.headend.auth.AuthDesk.Device;
import io.mediachassis.controller.headend.auth.AuthDesk.Issued;
import io.mediachassis.controller.headend.auth.AuthDesk.Wish;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Consoles log in: with name and password, with an API key, or let in by their subscriber through a code. Any thread; what is
 * known belongs to the accounts' thread.
 */
final class LogIns {
    /** Counted for all that can't be one: strangers may send as many as they like, of any length. */
    private static final String NOBODYS_NAME = "-";

    private final WorkQueue thread;
    private final Passwords passwords;
    private final Supplier<OpenAccounts> open;
    private final PlayTokens tokens;
    private final DeviceCodes devices;
    private final AuthSettings settings;
    private final Clock clock;
    private final LoginLimits limits = new LoginLimits();

    /** What was known of a name when somebody began to log in; without a hash nobody can. */
    private record Asked(Optional<String> hash, Optional<Revocations.OfSubject> revoked) {}

    LogIns(
            WorkQueue thread, Passwords passwords, Supplier<OpenAccounts> open, PlayTokens tokens, DeviceCodes devices,
            AuthSettings settings, Clock clock) {
        this.thread = thread;
        this.passwords = passwords;
        this.open = open;
        this.tokens = tokens;
        this.devices = devices;
        this.settings = settings;
        this.clock = clock;
    }

    /** See {@link AuthDesk#login}. */
    CompletionStage<Issued> login(String name, String password, Wish wish, String client) {
        return proven(name, password, client, account -> letIn(account, wish, client, "password"));
    }

    /** See {@link AuthDesk#loginByKey}. */
    CompletionStage<Issued> loginByKey(String secret, Wish wish, String client) {
        return thread.run(() -> {
            String name = "API key " + secret.substring(0, Math.min(secret.length(), 12));
            begin(name, client);
            Account account = open.get().accounts().ofApiKey(secret).orElseThrow(() -> failed(name, client));
            limits.succeeded(name, client, clock.nanoTime());
            return letIn(account, wish, client, "API key");
        });
    }

    private Issued letIn(Account account, Wish wish, String client, String how) {
        Wish bound = settings.bound() ? new Wish(wish.programs(), Optional.of(client), wish.valid()) : wish;
        Issued issued = tokens.issue(account, bound);
        open.get().audit().add("login", account.name(), client, how + ", token " + issued.claims().id());
        return issued;
    }

    /**
     * Does something for the subscriber of that name, if the password is right. The answer to a wrong name takes as long as
     * to a wrong password. While the password is hashed it may be changed and all may be revoked: then it proves nothing.
     */
    private <T> CompletionStage<T> proven(
            String name, String password, String client, Function<Account, T> then) {
        String counted = Accounts.NAME.matcher(name).matches() ? name : NOBODYS_NAME;
        return thread.run(() -> {
                    begin(counted, client);
                    return new Asked(
                            open.get().accounts().find(name).map(Account::passwordHash).filter(hash -> !hash.isEmpty()),
                            tokens.revokedOf(name));
                })
                .thenCompose(asked -> passwords.matches(password, asked.hash().orElse(PasswordHash.NOBODYS))
                        .exceptionallyCompose(unlooked -> thread.run(() -> {
                                    limits.takeBack(counted, client, clock.nanoTime());
                                    return unlooked;
                                })
                                .thenCompose(CompletableFuture::failedStage))
                        .thenCompose(right -> thread.run(() -> {
                            Account account = open.get().accounts().find(name)
                                    .filter(now -> right && asked.hash().equals(Optional.of(now.passwordHash()))
                                            && asked.revoked().equals(tokens.revokedOf(name)))
                                    .orElseThrow(() -> failed(name, client));
                            limits.succeeded(counted, client, clock.nanoTime());
                            return then.apply(account);
                        })));
    }

    private void begin(String name, String client) {
        Optional<Duration> wait = limits.begin(name, client, clock.nanoTime());
        if (wait.isPresent()) {
            throw new AuthRefusal(429, "too many attempts to log in", "wait, and try again", wait.get());
        }
    }

    private AuthRefusal failed(String name, String client) {
        open.get().audit().add("login.failed", name.substring(0, Math.min(name.length(), 64)), client, "");
        return new AuthRefusal(401, "name or password is wrong", "try again; after some attempts you have to wait");
    }

    /** See {@link AuthDesk#deviceBegins}. */
    CompletionStage<Device> deviceBegins(String client) {
        return thread.run(() -> devices.start(client, clock.nanoTime())
                .map(started -> new Device(
                        started.deviceCode(), started.userCode(), DeviceCodes.LIFETIME, DeviceCodes.INTERVAL))
                .orElseThrow(() -> new AuthRefusal(
                        503, "too many consoles wait to be let in", "try again later", DeviceCodes.INTERVAL)));
    }

    /** See {@link AuthDesk#confirmDevice}. */
    CompletionStage<Void> confirmDevice(String userCode, String name, String password, String client) {
        return proven(name, password, client, account -> {
            if (!devices.confirm(userCode, account.name(), clock.nanoTime())) {
                throw new AuthRefusal(404, "no console shows that code now", "look at the console again");
            }
            return open.get().audit().done("device.confirmed", account.name(), client, "");
        });
    }

    /** See {@link AuthDesk#deviceAsks}. */
    CompletionStage<Issued> deviceAsks(String deviceCode, Wish wish, String client) {
        return thread.run(() -> {
            DeviceCodes.Answer answer = devices.ask(deviceCode, clock.nanoTime());
            if (answer instanceof DeviceCodes.Answer.Confirmed confirmed) {
                return letIn(open.get().accounts().get(confirmed.subscriber()), wish, client, "device code");
            } else if (answer instanceof DeviceCodes.Answer.Pending) {
                throw new AuthRefusal(400, "authorization_pending", "the subscriber has not confirmed the code yet");
            } else if (answer instanceof DeviceCodes.Answer.SlowDown) {
                throw new AuthRefusal(400, "slow_down", "ask 5 s later each time");
            }
            throw new AuthRefusal(400, "expired_token", "begin again");
        });
    }
}
