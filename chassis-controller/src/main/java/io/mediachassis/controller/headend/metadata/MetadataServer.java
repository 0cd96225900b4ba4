package io.mediachassis.controller.headend.metadata;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.MetadataReplica;
import io.mediachassis.backplane.proto.TrustedKeys;
import io.mediachassis.controller.headend.metadata.MetadataThreads.Parts;
import io.mediachassis.controller.headend.metadata.reach.Reachability;
import io.mediachassis.controller.headend.metadata.store.MetadataStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The meta data server (seed 004), on the threads that {@link MetadataThreads} has. Methods are for any thread, and nothing
 * blocks; what can't be done fails with {@link MetadataRefusal}. What changes something is on this controller's disk, and has
 * been sent to the other one, when its result comes.
 */
public final class MetadataServer implements AutoCloseable {
    private static final String FILE_NAME = "metadata.db";
    private static final int PAGE = 50;

    private final Clock clock;
    private final AuditTrail audit;
    private final Peer peer;
    private final Reachability reachability;
    private final MetadataThreads threads;
    private final OwnerDesk owners;
    private final PeerTelling telling = new PeerTelling();
    private volatile boolean active;

    /** The other controller. */
    @FunctionalInterface
    public interface Peer {
        /** Tells it; true once that is on its disk, false where it is not there. Any thread. */
        CompletionStage<Boolean> tell(MetadataReplica replica);
    }

    /** Opens the database on its own thread; what is asked meanwhile waits. */
    public MetadataServer(
            Path dataFolder, MetadataSettings settings, Supplier<TrustedKeys> word, AuditTrail audit, Clock clock, Peer peer) {
        this.clock = clock;
        this.audit = audit;
        this.peer = peer;
        this.reachability = new Reachability(settings.policy());
        this.threads = new MetadataThreads(
                () -> open(dataFolder.resolve(FILE_NAME), new Bearers(settings.chassis(), word, clock)));
        this.owners = new OwnerDesk(threads, reachability, audit, clock);
    }

    /** What owners, and clients that serve to others, ask. */
    public OwnerDesk owners() {
        return owners;
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

    // ---- the controller's role, and the other controller ---------------------------------------------------------

    /** This controller is active. */
    public void beginReign(long epoch) {
        active = true;
        threads.run(parts -> {
            parts.catalogue().beginReign(epoch);
            return MetadataThreads.nothing();
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
        threads.run(parts -> {
            telling.everything();
            tellOn();
            return MetadataThreads.nothing();
        });
    }

    /** The next message, if there is one to tell; a task of its own, so that others are not kept waiting. */
    private void tellOn() {
        threads.run(parts -> {
            OptionalLong from = telling.begin();
            if (from.isPresent()) {
                tell(parts.catalogue().stored().after(from.getAsLong(), PAGE), from.getAsLong());
            }
            return MetadataThreads.nothing();
        });
    }

    private void tell(List<MetadataRow> rows, long from) {
        if (rows.isEmpty()) {
            telling.nothing();
            return;
        }
        MetadataReplica message = PeerTelling.message(rows);
        long last = message.getRows(message.getRowsCount() - 1).getRevision();
        peer.tell(message).whenComplete((stored, error) -> threads.run(parts -> {
            boolean good = error == null && stored;
            telling.ended(good, from, last);
            if (good) {
                tellOn();
            }
            return MetadataThreads.nothing();
        }));
    }

    /** What the other controller tells; done when it is on the disk. */
    public CompletionStage<Void> learn(MetadataReplica replica) {
        return threads.run(parts -> {
            parts.catalogue().stored().put(PeerTelling.rows(replica));
            return MetadataThreads.nothing();
        });
    }

    // ---- clients ---------------------------------------------------------------------------------------------------

    /** Does something for a client that shows a token. */
    public <T> CompletionStage<T> client(String token, String device, String address, ClientTask<T> task) {
        return threads.run(parts -> task.run(parts.clients(),
                new ClientWork.Device(parts.bearers().of(token, address), device, address), clock.nanoTime()));
    }

    /** What a client asks. */
    @FunctionalInterface
    public interface ClientTask<T> {
        T run(ClientWork work, ClientWork.Device device, long nowNs);
    }

    // ---- the operator ----------------------------------------------------------------------------------------------

    /** Asks for something. */
    public <T> CompletionStage<T> operator(Function<OperatorWork, T> question) {
        return threads.run(parts -> question.apply(parts.operator()));
    }

    /** Has something done, and written down. */
    public CompletionStage<Void> operator(String kind, String text, Consumer<OperatorWork> order) {
        return threads.run(parts -> {
            order.accept(parts.operator());
            audit.note(kind, "", "", text);
            return MetadataThreads.nothing();
        });
    }

    // ---- health ----------------------------------------------------------------------------------------------------

    /** Asks those file servers whose turn it is, while this controller is active; called each few seconds. */
    public void tick() {
        if (active) {
            tellOn();
            threads.run(parts -> {
                parts.health().are(parts.catalogue().stored().servers().stream()
                        .filter(FileServer::isHis)
                        .map(server -> server.address().text())
                        .toList());
                parts.health().due(MetadataThreads.ASKING, clock.nanoTime()).forEach(this::askHealth);
                return MetadataThreads.nothing();
            });
        }
    }

    private void askHealth(String address) {
        threads.asked(() -> reachability.answers(ServerAddress.parse(address).orElseThrow()))
                // One that the operator vouches for and that may not be asked is believed to be well.
                .thenApply(finding -> finding.unasked() ? "" : finding.fault())
                .whenComplete((fault, error) -> threads.run(parts -> {
                    if (error == null) {
                        parts.health().asked(address, fault, clock.nanoTime());
                    } else {
                        // There was no room to ask, which says nothing of that server.
                        parts.health().unasked(address, clock.nanoTime());
                    }
                    return MetadataThreads.nothing();
                }));
    }

    @Override
    public void close() {
        active = false;
        threads.close();
    }
}
