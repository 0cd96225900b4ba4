package io.mediachassis.controller.controller;

import io.mediachassis.backplane.proto.DistributeReply;
import io.mediachassis.backplane.proto.DistributeStart;
import io.mediachassis.backplane.proto.DistributeStop;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.NvodReply;
import io.mediachassis.backplane.proto.NvodStart;
import io.mediachassis.backplane.proto.NvodStop;
import io.mediachassis.backplane.proto.PublishReply;
import io.mediachassis.backplane.proto.PublishRequest;
import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.backplane.token.TokenClaims;
import io.mediachassis.controller.api.UnitDesk;
import io.mediachassis.controller.controller.Boards.Blade;
import io.mediachassis.controller.eventlog.EventLog;
import io.mediachassis.controller.headend.auth.TrustLedger;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** What the management API asks, brought to the control loop. Any thread. */
final class ControllerDesk implements UnitDesk {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /** A delivery of many gigabytes over a slow line shall not outlive its token. */
    private static final Duration INGEST_LIFETIME = Duration.ofHours(12);

    private final Controller controller;
    private final EventLoop control;
    private final EventLog log;
    private final UnitState state;
    private final Boards boards;
    private final TrustLedger trust;
    private final ControllerConfig config;

    ControllerDesk(
            Controller controller,
            EventLoop control,
            EventLog log,
            UnitState state,
            Boards boards,
            TrustLedger trust,
            ControllerConfig config) {
        this.controller = controller;
        this.control = control;
        this.log = log;
        this.state = state;
        this.boards = boards;
        this.trust = trust;
        this.config = config;
    }

    @Override
    public UnitSnapshot snapshot() {
        return state.latest();
    }

    @Override
    public List<UnitEvent> events(long after, int limit) {
        return log.query(after, limit);
    }

    @Override
    public List<UnitEvent> newestEvents(int limit) {
        return log.newest(limit);
    }

    @Override
    public AutoCloseable follow(Consumer<UnitEvent> listener) {
        return log.follow(listener);
    }

    @Override
    public CompletionStage<Result> power(int slot, boolean on) {
        return onActive(work -> work.power(slot, on));
    }

    @Override
    public CompletionStage<Result> out(int slot, boolean extract, boolean force) {
        return onActive(work -> work.out(slot, extract, force));
    }

    @Override
    public CompletionStage<Result> reset(int slot) {
        return onActive(work -> work.reset(slot));
    }

    @Override
    public CompletionStage<Result> identify(int slot, boolean on) {
        return onActive(work -> work.identify(slot, on));
    }

    @Override
    public CompletionStage<Result> handOver(int slot) {
        return onActive(work -> work.handOver(slot));
    }

    @Override
    public CompletionStage<Result> switchOver() {
        return onActive(work -> controller.switchOver());
    }

    @Override
    public CompletionStage<PublishReply> publish(PublishRequest request) {
        return CompletableFuture.supplyAsync(() -> askDirector(request), control).thenCompose(reply -> reply);
    }

    private CompletionStage<PublishReply> askDirector(PublishRequest request) {
        Optional<Blade> director = director();
        if (director.isEmpty()) {
            return CompletableFuture.failedFuture(new DeskException(
                    "There is no director now to say where the program goes", "try again in a few seconds"));
        }
        return director.get()
                .link
                .request(Envelope.newBuilder().setPublishRequest(request), PATIENCE)
                .handle((answer, error) -> {
                    if (error != null) {
                        throw new DeskException(
                                "The director did not take the program: " + error.getMessage(),
                                "chassisctl blades shows which blades are in service and their free space");
                    }
                    PublishReply reply = answer.getPublishReply();
                    return reply.toBuilder()
                            .setToken(trust.issuer().issue(
                                    config.stationName(), TokenClaims.Role.INGEST, Optional.of(reply.getProgramId()),
                                    INGEST_LIFETIME))
                            .build();
                });
    }

    @Override
    public CompletionStage<NvodReply> nvodStart(NvodStart order) {
        return nvod(Envelope.newBuilder().setNvodStart(order));
    }

    @Override
    public CompletionStage<NvodReply> nvodStop(NvodStop order) {
        return nvod(Envelope.newBuilder().setNvodStop(order));
    }

    private CompletionStage<NvodReply> nvod(Envelope.Builder order) {
        return CompletableFuture.supplyAsync(() -> director(), control)
                .thenCompose(director -> director
                        .<CompletionStage<Envelope>>map(blade -> blade.link.request(order, PATIENCE))
                        .orElseGet(() -> CompletableFuture.failedFuture(new DeskException(
                                "There is no director now", "try again in a few seconds"))))
                .handle((answer, error) -> {
                    if (error == null) {
                        return answer.getNvodReply();
                    }
                    Throwable cause = error instanceof CompletionException && error.getCause() != null
                            ? error.getCause()
                            : error;
                    throw cause instanceof DeskException known
                            ? known
                            : new DeskException("The director did not answer: " + cause.getMessage(),
                                    "chassisctl nvod list shows whether it was done");
                });
    }

    @Override
    public CompletionStage<DistributeReply> distribute(int slot, DistributeStart order) {
        return distribution(slot, Envelope.newBuilder().setDistributeStart(order));
    }

    @Override
    public CompletionStage<DistributeReply> distributeStop(int slot, DistributeStop order) {
        return distribution(slot, Envelope.newBuilder().setDistributeStop(order));
    }

    private CompletionStage<DistributeReply> distribution(int slot, Envelope.Builder order) {
        return CompletableFuture.supplyAsync(() -> boards.blade(slot), control)
                .thenCompose(blade -> blade
                        .<CompletionStage<Envelope>>map(found -> found.link.request(order, PATIENCE))
                        .orElseGet(() -> CompletableFuture.failedFuture(new DeskException(
                                "The blade in slot " + slot + " is not up", "chassisctl blades shows which are"))))
                .handle((answer, error) -> {
                    if (error == null) {
                        return answer.getDistributeReply();
                    }
                    Throwable cause = error instanceof CompletionException && error.getCause() != null
                            ? error.getCause()
                            : error;
                    throw cause instanceof DeskException known
                            ? known
                            : new DeskException("The blade in slot " + slot + " did not answer: " + cause.getMessage(),
                                    "chassisctl distribute list shows whether it was done");
                });
    }

    private Optional<Blade> director() {
        ActiveWork work = controller.active();
        return work == null ? Optional.empty() : boards.blade(work.director());
    }

    private CompletionStage<Result> onActive(Function<ActiveWork, CompletionStage<Result>> order) {
        return CompletableFuture.supplyAsync(
                        () -> {
                            ActiveWork work = controller.active();
                            return work == null
                                    ? CompletableFuture.completedFuture(
                                            Result.refused("This controller is not active", "ask the other one"))
                                    : order.apply(work);
                        },
                        control)
                .thenCompose(stage -> stage);
    }
}
