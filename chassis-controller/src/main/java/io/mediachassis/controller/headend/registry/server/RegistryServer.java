package io.mediachassis.controller.headend.registry.server;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.PlanPage;
import io.mediachassis.backplane.registry.StationHolding;
import io.mediachassis.controller.eventlog.NewEvent;
import io.mediachassis.controller.headend.distribution.StationPlans;
import io.mediachassis.controller.headend.registry.Forgetting;
import io.mediachassis.controller.headend.registry.Locations;
import io.mediachassis.controller.headend.registry.NewReign;
import io.mediachassis.controller.headend.registry.Registry;
import io.mediachassis.controller.headend.registry.RegistryCheck;
import io.mediachassis.controller.headend.registry.RegistryStore;
import io.mediachassis.controller.headend.registry.StoreException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The media location registry (seed 002, claims 1 and 10) as this controller serves it while it is active. Its store is
 * opened and asked on threads of its own; an answer leaves only while the controller is still active, so that none of an
 * earlier reign meets one of a later.
 */
public final class RegistryServer implements RegistryDesk, AutoCloseable {
    private static final long LOOK_MS = 2000;
    private static final String OPERATORS = "";

    private final RegistrySettings settings;
    private final Supplier<RegistryStore> opener;
    private final StationPlans plans;
    private final Clock clock;
    private final Outlet outlet;
    private final Counts<RegistryCounter> counts = new Counts<>(RegistryCounter.class);
    private final StoreLanes lanes = new StoreLanes();
    private final StoreWatch storeWatch = new StoreWatch();
    private final ScheduledExecutorService watch = new ScheduledThreadPoolExecutor(1, StoreLanes.threads("registry"));
    private final ReportDesk reports;
    private final StationFacts facts;
    private final Answers answers;
    private @Nullable RegistryStore store;
    private final CurrentReign current = new CurrentReign();
    private volatile String trouble = "its store is not open yet";

    /** Whom it tells; any thread. */
    public interface Outlet {
        /** The event log. */
        void log(NewEvent event);

        /**
         * Size of a program that the home station holds, bytes; empty: it does not, or it is another one.
         *
         * @param manifest its manifest's hash, in hexadecimal
         */
        default OptionalLong bytes(String program, String manifest) {
            return OptionalLong.empty();
        }

        /** Runs this where links are answered, if this controller may still act then. */
        void whileActive(Runnable answer);
    }

    /** One reign, of one epoch. */
    record Serving(long epoch, Registry registry, NewReign reign, StationWatch stations, DriftNews drift) {}

    /**
     * Opens the store on its own thread; what is asked meanwhile is answered so.
     *
     * @param plans of what stations are to hold
     * @param opener opens the store, and throws a {@link StoreException} when it can't
     */
    public RegistryServer(
            RegistrySettings settings, Supplier<RegistryStore> opener, StationPlans plans, Clock clock, Outlet outlet) {
        this.settings = settings;
        this.opener = opener;
        this.plans = plans;
        this.clock = clock;
        this.outlet = outlet;
        this.facts = new StationFacts(settings.stationLifetime());
        this.answers = new Answers(settings, facts);
        this.reports = new ReportDesk(settings, clock, counts, outlet::log, facts);
        watch.scheduleWithFixedDelay(this::look, 0, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    public Counts<RegistryCounter> counts() {
        return counts;
    }

    /** What stations said of themselves last; any thread. */
    public StationFacts facts() {
        return facts;
    }

    /** This controller is active; any thread. */
    public void beginReign(long newEpoch) {
        current.begin(newEpoch);
        watch.execute(this::look);
    }

    /** It is on standby; any thread. */
    public void endReign() {
        current.end();
    }

    /** Whether this controller is active, as it was last told; any thread. */
    public boolean reigns() {
        return current.epoch() != 0;
    }

    // ---- stations ------------------------------------------------------------------------------------------------

    /** What a blade of the controller's own station asks of its registry. Any thread. */
    public void onMessage(Link link, Envelope message) {
        onMessage(link, message, settings.station());
    }

    /**
     * What a blade of another station asks.
     *
     * @param station for which alone it may speak
     */
    public void onMessage(Link link, Envelope message, String station) {
        switch (message.getBodyCase()) {
            case REGISTRY_REPORT -> answer(
                    link, message, station, message.getRegistryReport().getStation(), StationLane::report,
                    now -> reports.report(now, message.getRegistryReport(), trouble));
            case STATION_ALIVE -> answer(
                    link, message, station, message.getStationAlive().getStation(), StationLane::alive,
                    now -> reports.alive(now, message.getStationAlive(), plans.number(station)));
            default -> lookUp(link, message, station);
        }
    }

    private void answer(
            Link link, Envelope message, String expected, String station, BiPredicate<StationLane, Runnable> place,
            Function<@Nullable Serving, Envelope.Builder> make) {
        if (!station.equals(expected)) {
            counts.add(RegistryCounter.REFUSED);
            link.fault(message, Fault.Code.REFUSED, "your chassis is station " + expected + " here, and '" + station
                    + "' reports: station.name of the blades is to be station-name of their controllers, and the name that "
                    + "the head-end has for their chassis");
            return;
        }
        boolean taken = place.test(lanes.of(station), () -> {
            Envelope.Builder answer = make.apply(current.serving());
            outlet.whileActive(() -> link.reply(message, answer));
        });
        if (!taken) {
            counts.add(RegistryCounter.BUSY);
            link.fault(message, Fault.Code.BUSY, "the registry's store answers too slowly; it is asked again");
        }
    }

    private void lookUp(Link link, Envelope message, String station) {
        if (message.hasPlanQuery()) {
            PlanPage page = plans.page(station, message.getPlanQuery().getAfter());
            outlet.whileActive(() -> link.reply(message, Envelope.newBuilder().setPlanPage(page)));
            return;
        }
        String program = message.getWhereQuery().getProgramId();
        where(station, program).whenComplete((found, error) -> outlet.whileActive(() -> link.reply(
                message, Envelope.newBuilder()
                        .setWhereReply(error == null
                                ? answers.where(found, station, clock.nanoTime())
                                : Answers.unknown(error)))));
    }

    // ---- operators -----------------------------------------------------------------------------------------------

    @Override
    public CompletionStage<Locations> where(String program) {
        return where(OPERATORS, program);
    }

    private CompletionStage<Locations> where(String asker, String program) {
        counts.add(RegistryCounter.LOOKUPS);
        try {
            StationHolding.checkName(program);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
        return ask(asker, registry -> registry.where(program));
    }

    @Override
    public CompletionStage<Optional<SourceExplanation>> explain(String program, String station, long bytes) {
        try {
            StationHolding.checkName(program);
            StationHolding.checkName(station);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
        return ask(OPERATORS, registry -> registry.station(station).map(known -> SourceExplanation.of(
                program, station, registry.where(program), bytes,
                new SourceExplanation.Knowledge(
                        facts, settings.distances(), settings.station(), clock.nanoTime(), outlet::bytes))));
    }

    @Override
    public CompletionStage<RegistryCheck> check() {
        return ask(OPERATORS, Registry::check);
    }

    @Override
    public CompletionStage<Forgetting.Outcome> forget(String station) {
        try {
            StationHolding.checkName(station);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
        return ask(OPERATORS, registry -> registry.forget(station)).thenApply(outcome -> {
            if (outcome == Forgetting.Outcome.DONE) {
                outlet.log(NewEvent.info("registry.station.forgotten", 0, "Station " + station
                        + " was forgotten by the operator's order: another chassis can report by that name"));
            }
            return outcome;
        });
    }

    @Override
    public String store() {
        return settings.store().replaceAll("//[^/@]*@", "//...@");
    }

    private <T> CompletionStage<T> ask(String asker, Function<Registry, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        boolean taken = lanes.lookUp(asker, () -> {
            try {
                Serving now = current.serving();
                if (now == null) {
                    throw new StoreException(trouble);
                }
                answer.complete(question.apply(now.registry()));
            } catch (RuntimeException e) {
                counts.add(RegistryCounter.UNAVAILABLE);
                answer.completeExceptionally(e);
            }
        });
        if (!taken) {
            counts.add(RegistryCounter.BUSY);
            answer.completeExceptionally(new StoreException("too many questions wait for the registry's store"));
        }
        return answer;
    }

    // ---- its own thread --------------------------------------------------------------------------------------------

    private void look() {
        long reign = current.epoch();
        try {
            RegistryStore open = store;
            if (open == null) {
                open = opener.get();
                store = open;
            }
            if (reign != 0) {
                Serving now = serve(open, reign);
                now.stations().look(now.registry().stations(), clock.nanoTime()).forEach(outlet::log);
                now.drift().due(clock.nanoTime()).forEach(outlet::log);
                tell(storeWatch.works(open.describe()));
            }
        } catch (StoreException | IllegalArgumentException e) {
            trouble = String.valueOf(e.getMessage());
            if (reign != 0) {
                tell(storeWatch.fails(trouble));
            }
        }
    }

    private Serving serve(RegistryStore open, long reign) {
        Serving now = current.serving();
        if (now == null || now.epoch() != reign) {
            Registry registry = new Registry(open, settings.stationLifetime());
            registry.beginReign();
            long nowNs = clock.nanoTime();
            now = new Serving(
                    reign, registry, new NewReign(open.isShared(), nowNs),
                    new StationWatch(settings.stationLifetime(), nowNs), new DriftNews(open.isShared()));
            current.put(now);
        }
        return now;
    }

    private void tell(Optional<NewEvent> event) {
        event.ifPresent(outlet::log);
    }

    /** Any thread; waits for what the store does, a second at most. */
    @Override
    public void close() {
        endReign();
        watch.shutdownNow();
        lanes.close();
        try {
            if (watch.awaitTermination(1, TimeUnit.SECONDS) && lanes.ended() && store != null) {
                store.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
