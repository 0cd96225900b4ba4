package io.mediachassis.blade.agent;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.program.ProgramNaming;
import io.mediachassis.backplane.proto.DistributeReply;
import io.mediachassis.backplane.proto.DistributionStatus;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.StallPolicy;
import io.mediachassis.blade.access.Withholding;
import io.mediachassis.blade.distribution.DistributionCounter;
import io.mediachassis.blade.distribution.DistributionRules;
import io.mediachassis.blade.distribution.Distributions;
import io.mediachassis.blade.distribution.Networks;
import io.mediachassis.blade.distribution.Sending;
import io.mediachassis.blade.distribution.StallSettings;
import io.mediachassis.blade.distribution.StoredStream;
import io.mediachassis.blade.http.DistributionDesk;
import io.mediachassis.blade.http.HttpRefusal;
import io.mediachassis.blade.http.IngestDesk;
import io.mediachassis.blade.ingest.IngestRefused;
import io.mediachassis.blade.nvod.GroupRanges;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.playout.PlayoutSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The distribution server of this blade, wired. Orders come on the control loop and are taken on a thread of their own. */
final class DistributionParts implements DistributionDesk, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DistributionParts.class);
    private static final int TICKERS = 2;
    /** Beside one for each distribution: those that publish, and those of pulls. */
    private static final int OTHER_THREADS = 16;

    private final Blade blade;
    private final MediaParts media;
    private final EngineParts engine;
    private final CopyParts copying;
    private final StationParts station;
    private final Withholding withheld;
    private final Networks providers;
    private final Counts<DistributionCounter> counts = new Counts<>(DistributionCounter.class);
    private final Distributions distributions;
    private final ScheduledExecutorService ticks =
            Executors.newScheduledThreadPool(TICKERS, Agent.daemon("distribution"));
    private final ExecutorService orders = Executors.newSingleThreadExecutor(Agent.daemon("distribution-orders"));
    private final ExecutorService inputs;

    /** @param sets which staggered set sends to a group; any thread */
    DistributionParts(
            Blade blade, MediaParts media, StationParts station, EngineParts engine, CopyParts copying,
            Withholding withheld, IntFunction<Optional<String>> sets)
            throws IOException {
        this.withheld = withheld;
        this.blade = blade;
        this.media = media;
        this.engine = engine;
        this.copying = copying;
        this.station = station;
        AgentConfig config = blade.config();
        AgentConfig.Distribution own = config.distribution();
        providers = new Networks("distribution.providers", own.providers());
        inputs = new ThreadPoolExecutor(
                0, own.orders() * 2 + OTHER_THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(),
                Agent.daemon("distribution-input"));
        media.counters.register(counts);
        int address = Ipv4Endpoint.toInt(InetAddress.getByName(blade.address()));
        Random random = new Random(media.random.nextLong());
        DistributionRules rules = new DistributionRules(new DistributionRules.Limits(
                address, ownPorts(config), own.orders(), own.streams(), new GroupRanges(config.nvod().ranges()),
                engine.groupsPossible(), new Networks("distribution.recipients", own.recipients()),
                own.leastOffset().toMillis(),
                new StallSettings(policy(own.whenSilent()), own.silentAfter().toMillis(), own.giveUpAfter().toMillis())),
                sets);
        distributions = new Distributions(
                new Distributions.Place(
                        media.volumes(config.volumeFolders()), media.disk, media.store::requireRoom,
                        media.disk::forget, address,
                        interfaceIndex(config), random::nextLong, this::publish),
                rules,
                new Sending(
                        engine.playout, engine.streams.room(), engine.groupRoom(),
                        Ipv4Endpoint.toInt(InetAddress.getByName(config.station().address())),
                        PlayoutSettings.defaults(1).leadNs(), random::nextLong, counts),
                own.storeLimit(), blade.clock(), ticks, inputs, counts);
    }

    private static StallPolicy policy(AgentConfig.Silent silent) {
        return switch (silent) {
            case WAIT -> StallPolicy.WAIT;
            case FILL -> StallPolicy.FILL;
            case END -> StallPolicy.END;
        };
    }

    private static Set<Integer> ownPorts(AgentConfig config) {
        AgentConfig.Ports ports = config.ports();
        return Set.of(ports.media(), ports.media() + 1, ports.locate(), ports.locate() + 1);
    }

    private static int interfaceIndex(AgentConfig config) throws IOException {
        String name = config.nvod().networkInterface();
        NetworkInterface by = name.isEmpty() ? null : NetworkInterface.getByName(name);
        return by == null ? 0 : by.getIndex();
    }

    /** Goes on with what is on the disk. */
    void start() {
        orders.execute(distributions::resume);
    }

    /** Of a controller. */
    void onOrder(Link controller, Envelope message) {
        try {
            CompletableFuture.supplyAsync(
                            () -> message.hasDistributeStart()
                                    ? distributions.start(message.getDistributeStart())
                                    : distributions.stop(message.getDistributeStop().getId()),
                            orders)
                    .whenCompleteAsync((reply, error) -> {
                        if (error != null) {
                            LOG.error("An order of a distribution failed in a way that should not be", error);
                        }
                        answer(controller, message, error == null ? reply
                                : DistributeReply.newBuilder().setStatus(500).setText("The order failed").build());
                    }, blade.control());
        } catch (RejectedExecutionException e) {
            LOG.debug("This agent ends", e);
        }
    }

    private static void answer(Link controller, Envelope request, DistributeReply reply) {
        controller.reply(request, Envelope.newBuilder().setDistributeReply(reply));
    }

    @Override
    public CompletionStage<IngestDesk.Intake> begin(String id, List<String> onward, InetSocketAddress client) {
        if (!(client.getAddress() instanceof Inet4Address)
                || !providers.hold(Ipv4Endpoint.toInt(client.getAddress()))) {
            counts.add(DistributionCounter.ORDERS_REFUSED);
            return CompletableFuture.failedFuture(new HttpRefusal(
                    403, "streams are not taken from " + client.getAddress().getHostAddress(),
                    "add its network to distribution.providers"));
        }
        CompletableFuture<IngestDesk.Intake> begun = new CompletableFuture<>();
        try {
            orders.execute(() -> {
                try {
                    begun.complete(distributions.push(id, onward));
                } catch (HttpRefusal | RuntimeException e) {
                    begun.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            begun.completeExceptionally(new HttpRefusal(503, "This blade stops", "deliver to another one"));
        }
        return begun;
    }

    List<DistributionStatus> statuses() {
        return distributions.statuses();
    }

    /** How many are not over. */
    int running() {
        return (int) distributions.statuses().stream()
                .filter(each -> each.getState() != DistributionStatus.State.OVER
                        && each.getState() != DistributionStatus.State.FAILED)
                .count();
    }

    // ---- programs ------------------------------------------------------------------------------------------------

    private void publish(String title, List<Path> files) throws IOException {
        String id = ProgramNaming.of(title, this::isTaken);
        if (!engine.jobs.deliver(id, title, 0)) {
            throw new IOException("program " + id + " is on its way in already");
        }
        try (InputStream in = new StoredStream(files)) {
            copying.room.require(0);
            media.ingest.stream(in, 0, id, title, (state, done, total, percent) -> engine.jobs.progress(
                    id, title, state.name().toLowerCase(Locale.ROOT), done, total));
            engine.jobs.done(id);
            LOG.info("Program {} ({}) is stored: it was distributed", id, title);
        } catch (IngestRefused | IOException | InterruptedException e) {
            engine.jobs.failed(id, String.valueOf(e.getMessage()));
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw e instanceof IOException io ? io : new IOException(e);
        }
    }

    /** What the content manager has a use for is nobody else's. */
    private boolean isTaken(String id) {
        return station.table.get().knows(id) || media.store.holding(id).isPresent() || withheld.fault(id).isPresent();
    }

    @Override
    public void close() {
        distributions.close();
        orders.shutdownNow();
        ticks.shutdownNow();
        inputs.shutdownNow();
    }
}
