package io.mediachassis.controller.headend.metadata;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.MetadataReplica;
import io.mediachassis.backplane.proto.TrustedKeys;
import io.mediachassis.backplane.token.TokenClaims;
import io.mediachassis.controller.headend.metadata.reach.Reachability;
import io.mediachassis.controller.headend.metadata.store.MetadataStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meta data server (seed 004): what it knows belongs to a thread of its own, which waits for the disk; file servers are
 * asked on some others. All queues are bounded, and what finds no room is refused. Methods are for any thread, and nothing
 * blocks; what can't be done fails with {@link MetadataRefusal}. What changes something is on this controller's disk, and has
 * been sent to the other one, when its result comes.
 */
public final class MetadataServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetadataServer.class);
    private static final String FILE_NAME = "metadata.db";
    private static final int QUEUE = 1000;
    private static final int ASKING = 4;
    private static final int TO_ASK = 256;
    /** For all servers of a file: whoever asks is cut off at 20 s. */
    private static final long ASKING_NS = 10_000_000_000L;

    private static final int PAGE = 50;
    private static final int PROOF_BYTES = 16;

    private final Clock clock;
    private final AuditTrail audit;
    private final Peer peer;
    private final Reachability reachability;
    private final SecureRandom random = new SecureRandom();
    private final ExecutorService thread = pool("metadata", 1, QUEUE);
    private final ExecutorService asking = pool("reachability", ASKING, TO_ASK);
    private final PeerTelling telling = new PeerTelling();
    private final CompletableFuture<Parts> parts;
    private volatile boolean active;

    /** The other controller. */
    @FunctionalInterface
    public interface Peer {
        /** Tells it; true once that is on its disk, false where it is not there. Any thread. */
        CompletionStage<Boolean> tell(MetadataReplica replica);
    }

    /** What is there once the database is open. */
    private record Parts(
            Catalogue catalogue, Bearers bearers, ServerHealth health, ClientLeases leases, ClientWork clients,
            OwnerWork owners, OperatorWork operator) {}

    /** Opens the database on its own thread; what is asked meanwhile waits. */
    public MetadataServer(
            Path dataFolder, MetadataSettings settings, Supplier<TrustedKeys> word, AuditTrail audit, Clock clock, Peer peer) {
        this.clock = clock;
        this.audit = audit;
        this.peer = peer;
        this.reachability = new Reachability(settings.policy());
        this.parts = CompletableFuture.supplyAsync(
                () -> open(dataFolder.resolve(FILE_NAME), new Bearers(settings.chassis(), word, clock)), thread);
        this.parts.whenComplete((opened, error) -> {
            if (error != null) {
                LOG.error("There is no meta data server at this controller: {}", error.getMessage());
            }
        });
    }

    private Parts open(Path file, Bearers bearers) {
        try {
            Catalogue catalogue = new Catalogue(new MetadataStore(file), clock, this::changed);
            ServerHealth health = new ServerHealth();
            ClientLeases leases = new ClientLeases();
            OwnerWork owners = new OwnerWork(catalogue);
            return new Parts(catalogue, bearers, health, leases, new ClientWork(catalogue, health, leases, audit), owners,
                    new OperatorWork(catalogue, owners, health));
        } catch (IOException e) {
            throw new MetadataRefusal(503, String.valueOf(e.getMessage()), "see the controller's log");
        }
    }

    private static ExecutorService pool(String name, int threads, int waiting) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(waiting), task -> {
                    Thread made = new Thread(task, name);
                    made.setDaemon(true);
                    return made;
                });
        pool.allowCoreThreadTimeOut(threads > 1);
        return pool;
    }

    // ---- the controller's role, and the other controller ---------------------------------------------------------

    /** This controller is active. */
    public void beginReign(long epoch) {
        active = true;
        run(parts -> {
            parts.catalogue().beginReign(epoch);
            return nothing();
        });
    }

    /** It is on standby. */
    public void endReign() {
        active = false;
    }

    private void changed(List<MetadataRow> rows) {
        telling.changed(rows.get(0).revision());
        tellOn();
    }

    /** Tells the other controller, which has just come, all that is here. */
    public void tellAll() {
        run(parts -> {
            telling.everything();
            tellOn();
            return nothing();
        });
    }

    /** The next message, if there is one to tell; a task of its own, so that others are not kept waiting. */
    private void tellOn() {
        run(parts -> {
            OptionalLong from = telling.begin();
            if (from.isPresent()) {
                tell(parts.catalogue().stored().after(from.getAsLong(), PAGE), from.getAsLong());
            }
            return nothing();
        });
    }

    private void tell(List<MetadataRow> rows, long from) {
        if (rows.isEmpty()) {
            telling.nothing();
            return;
        }
        MetadataReplica message = PeerTelling.message(rows);
        long last = message.getRows(message.getRowsCount() - 1).getRevision();
        peer.tell(message).whenComplete((stored, error) -> run(parts -> {
            boolean good = error == null && stored;
            telling.ended(good, from, last);
            if (good) {
                tellOn();
            }
            return nothing();
        }));
    }

    /** What the other controller tells; done when it is on the disk. */
    public CompletionStage<Void> learn(MetadataReplica replica) {
        return run(parts -> {
            parts.catalogue().stored().put(PeerTelling.rows(replica));
            return nothing();
        });
    }

    // ---- clients ---------------------------------------------------------------------------------------------------

    /** Does something for a client that shows a token. */
    public <T> CompletionStage<T> client(String token, String device, String address, ClientTask<T> task) {
        return run(parts -> task.run(parts.clients(),
                new ClientWork.Device(parts.bearers().of(token, address), device, address), clock.nanoTime()));
    }

    /** What a client asks. */
    @FunctionalInterface
    public interface ClientTask<T> {
        T run(ClientWork work, ClientWork.Device device, long nowNs);
    }

    /**
     * A client serves a file to others: from its own address alone, and only what can be checked when it was fetched.
     *
     * @param lease it counts for so long
     */
    public CompletionStage<Void> serve(
            String token, String client, String file, Source source, Duration lease) {
        return this.<Serving>run(parts -> {
            parts.bearers().of(token, client);
            ServerAddress address = FileRules.address("address", source.address());
            MediaFile known = parts.catalogue().file(file);
            ClientServing.require(known, address, source.name(), client, lease);
            return new Serving(known, new Source(Source.Role.CLIENT, address.text(),
                    FileRules.directory("directory", source.directory()), source.name()));
        }).thenCompose(serving -> asked(() -> matches(serving.file(), serving.source())).thenCompose(fault -> run(parts -> {
            refuseIf(fault, "register it once your file server answers");
            TokenClaims who = parts.bearers().of(token, client);
            parts.leases().serve(file, who.subject(), serving.source(), lease, clock.nanoTime());
            return nothing();
        })));
    }

    private record Serving(MediaFile file, Source source) {}

    /** A client serves something no more. */
    public CompletionStage<Void> serveNoMore(String token, String client, String file, String address) {
        return run(parts -> {
            parts.leases().end(file, parts.bearers().of(token, client).subject(), FileRules.address("address", address).text());
            return nothing();
        });
    }

    // ---- owners ----------------------------------------------------------------------------------------------------

    /** What an owner has. */
    public record Holdings(Owner owner, List<FileServer> servers, int files) {}

    public CompletionStage<Holdings> holdings(String token, String client) {
        return owner(token, client, (parts, name) -> new Holdings(parts.owners().owner(name),
                parts.catalogue().stored().serversOf(name), parts.catalogue().stored().countFilesOf(name)));
    }

    public CompletionStage<List<MediaFile>> filesOf(String token, String client, String after, int limit) {
        return owner(token, client, (parts, name) -> {
            parts.owners().owner(name);
            return parts.catalogue().stored().files(name, after, Math.max(1, Math.min(200, limit)));
        });
    }

    /** An owner says that a server is his, and hears how to prove it. */
    public CompletionStage<FileServer> claim(String token, String client, String address) {
        byte[] proof = new byte[PROOF_BYTES];
        random.nextBytes(proof);
        return owner(token, client, (parts, name) -> {
            FileServer server = parts.owners().claim(
                    name, FileRules.address("address", address), HexFormat.of().formatHex(proof));
            audit.note("server.claimed", name, client, server.address().text());
            return server;
        });
    }

    /** Looks for the proof. */
    public CompletionStage<FileServer> prove(String token, String client, String address) {
        return owner(token, client, (parts, name) -> parts.owners().server(name, FileRules.address("address", address)))
                .thenCompose(server -> server.isHis() ? CompletableFuture.completedFuture(server)
                        : asked(() -> reachability.proves(server.address(), proofPath(server), server.proof()).fault())
                                .thenCompose(fault -> owner(token, client, (parts, name) -> {
                                    refuseIf(fault, "put a file at " + proofPath(server) + " with the text " + server.proof());
                                    audit.note("server.proven", name, client, server.address().text());
                                    return parts.owners().proven(name, server.address());
                                })));
    }

    /** Where a proof is to be put. */
    public static String proofPath(FileServer server) {
        return "/mediachassis-" + server.proof() + ".txt";
    }

    public CompletionStage<Void> withdrawServer(String token, String client, String address) {
        return owner(token, client, (parts, name) -> {
            parts.owners().withdrawServer(name, FileRules.address("address", address));
            audit.note("server.withdrawn", name, client, address);
            return nothing();
        });
    }

    /**
     * Registers or changes a file, once each of its servers has shown that it has it, of the length that is said.
     *
     * @param asked whose account does not count: it is the owner's who asks
     */
    public CompletionStage<MediaFile> keep(String token, String client, MediaFile asked, boolean isNew) {
        return owner(token, client, (parts, name) -> parts.owners().admitted(with(asked, name), isNew))
                .thenCompose(file -> asked(() -> found(file)).thenCompose(found -> owner(token, client, (parts, name) -> {
                    parts.owners().keep(found, isNew);
                    audit.note(isNew ? "file.registered" : "file.changed", name, client, found.id());
                    return found;
                })));
    }

    private static MediaFile with(MediaFile file, String account) {
        EnumMap<Item, List<String>> items = new EnumMap<>(Item.class);
        items.putAll(file.items());
        items.putIfAbsent(Item.OWNER, List.of(account));
        return new MediaFile(file.id(), account, items, file.bytes(), file.sha256(), file.type());
    }

    /** With the length that its servers say, where it has none; on a thread for asking. */
    private MediaFile found(MediaFile file) {
        MediaFile known = file;
        long beganNs = clock.nanoTime();
        for (Source source : file.sources()) {
            if (clock.nanoTime() - beganNs > ASKING_NS) {
                throw new MetadataRefusal(504, "the servers of the file take too long to answer", "register it with fewer, and add the others later");
            }
            ServerAddress address = ServerAddress.parse(source.address()).orElseThrow();
            Reachability.Finding finding = reachability.has(address, source.path());
            refuseIf(finding.fault(), "put the file there first; alternates that have it not yet can be added later");
            long bytes = finding.bytes().orElse(0);
            if (known.bytes() == 0) {
                known = new MediaFile(file.id(), file.account(), file.items(), bytes, file.sha256(), file.type());
            } else if (bytes != known.bytes() && address.scheme().hasFiles()) {
                throw new MetadataRefusal(422, source.address() + source.path() + " has " + bytes + " bytes, not " + known.bytes(),
                        "all servers of a file have the same bytes");
            }
        }
        return known;
    }

    /** What is wrong with a source of a known file; empty: nothing. */
    private String matches(MediaFile file, Source source) {
        Reachability.Finding finding =
                reachability.has(ServerAddress.parse(source.address()).orElseThrow(), source.path());
        return !finding.isGood() || finding.bytes().orElse(0) == file.bytes() ? finding.fault()
                : source.address() + source.path() + " has another length than media file " + file.id();
    }

    public CompletionStage<Void> withdraw(String token, String client, String file) {
        return owner(token, client, (parts, name) -> {
            parts.owners().withdraw(name, file);
            audit.note("file.withdrawn", name, client, file);
            return nothing();
        });
    }

    /**
     * Says how a file is protected.
     *
     * @param missing parts of the file, in the order of their numbers
     */
    public CompletionStage<Void> protect(String token, String client, Protection protection, List<ByteString> missing) {
        return owner(token, client, (parts, name) -> {
            List<Part> numbered = new ArrayList<>();
            missing.forEach(data -> numbered.add(new Part(protection.file(), numbered.size(), data)));
            parts.owners().protect(name, protection, numbered);
            audit.note("file.protected", name, client, protection.file());
            return nothing();
        });
    }

    /** A file is protected no more. */
    public CompletionStage<Void> open(String token, String client, String file) {
        return owner(token, client, (parts, name) -> {
            parts.owners().open(name, file);
            audit.note("file.opened", name, client, file);
            return nothing();
        });
    }

    private interface OwnerTask<T> {
        T run(Parts parts, String owner);
    }

    private <T> CompletionStage<T> owner(String token, String client, OwnerTask<T> task) {
        return run(parts -> task.run(parts, parts.bearers().of(token, client).subject()));
    }

    // ---- the operator ----------------------------------------------------------------------------------------------

    /** Asks for something. */
    public <T> CompletionStage<T> operator(Function<OperatorWork, T> question) {
        return run(parts -> question.apply(parts.operator()));
    }

    /** Has something done, and written down. */
    public CompletionStage<Void> operator(String kind, String text, Consumer<OperatorWork> order) {
        return run(parts -> {
            order.accept(parts.operator());
            audit.note(kind, "", "", text);
            return nothing();
        });
    }

    // ---- health ----------------------------------------------------------------------------------------------------

    /** Asks those file servers whose turn it is, while this controller is active; called each few seconds. */
    public void tick() {
        if (active) {
            tellOn();
            run(parts -> {
                parts.health().are(parts.catalogue().stored().servers().stream()
                        .filter(FileServer::isHis)
                        .map(server -> server.address().text())
                        .toList());
                parts.health().due(ASKING, clock.nanoTime()).forEach(this::askHealth);
                return nothing();
            });
        }
    }

    private void askHealth(String address) {
        asked(() -> reachability.answers(ServerAddress.parse(address).orElseThrow()))
                // One that the operator vouches for and that may not be asked is believed to be well.
                .thenApply(finding -> finding.unasked() ? "" : finding.fault())
                .exceptionally(error -> "")
                .thenAccept(fault -> run(parts -> {
                    parts.health().asked(address, fault, clock.nanoTime());
                    return nothing();
                }));
    }

    // ---- small things ----------------------------------------------------------------------------------------------

    private static void refuseIf(String fault, String hint) {
        if (!fault.isEmpty()) {
            throw new MetadataRefusal(422, fault, hint);
        }
    }

    // What has no result gives null.
    @SuppressWarnings("NullAway")
    private static Void nothing() {
        return null;
    }

    private <T> CompletionStage<T> asked(Callable<T> question) {
        return on(asking, question);
    }

    private interface Task<T> {
        T run(Parts parts) throws IOException;
    }

    private <T> CompletionStage<T> run(Task<T> task) {
        return on(thread, () -> task.run(opened()));
    }

    private Parts opened() {
        try {
            return parts.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof MetadataRefusal refusal ? refusal : e;
        }
    }

    private static <T> CompletionStage<T> on(ExecutorService where, Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            where.execute(() -> {
                try {
                    result.complete(task.call());
                } catch (Exception e) {
                    if (!(e instanceof MetadataRefusal)) {
                        LOG.error("The meta data server could not do what it was asked", e);
                    }
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new MetadataRefusal(
                    503, "too many ask the meta data server now", "try again in some seconds"));
        }
        return result;
    }

    @Override
    public void close() {
        active = false;
        run(parts -> {
            parts.catalogue().close();
            return nothing();
        });
        thread.shutdown();
        asking.shutdownNow();
        try {
            if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
                LOG.warn("The meta data server's disk did not end within 2 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
