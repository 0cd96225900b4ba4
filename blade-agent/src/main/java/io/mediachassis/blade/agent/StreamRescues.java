package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.HeardQuery;
import io.mediachassis.backplane.proto.HeardReply;
import io.mediachassis.backplane.proto.RescueQuery;
import io.mediachassis.backplane.proto.RescueReply;
import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.StreamReply;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.director.Headroom;
import io.mediachassis.blade.director.StreamRescue;
import io.mediachassis.blade.director.StreamTable;
import io.mediachassis.blade.engine.EngineLine;
import io.mediachassis.blade.engine.StreamOrders;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the streams of a dead engine sent on by others, as director. An order may be long on its way, and the engine that
 * is to go on may be thought dead in its turn; so it asks, right before it sends, whether the order stands, and the
 * answer holds for {@link #VALID} from its question. For that time no other engine is ordered.
 *
 * <p>A director that has not heard an engine for a while may be the one that is cut off. Then it asks the blades that hold
 * the consoles' conversations what they hear: streams that go on are left alone. Control loop.
 */
public final class StreamRescues {
    /** A question's way and the answer's; less than what a controller needs to miss a blade. */
    static final Duration VALID = Duration.ofMillis(250);

    private static final Logger LOG = LoggerFactory.getLogger(StreamRescues.class);
    private static final int TRIES = 4;

    private final int slot;
    private final ScheduledExecutorService control;
    private final Clock clock;
    private final Headroom headroom;
    private final StationTable table;
    private final StreamTable streams;
    private final Supplier<Optional<Term>> acting;
    private final StreamOrders orders;
    private final EngineLine line;
    private final Consumer<Rescued> rescuedHere;
    private final IntPredicate controllerHears;
    /** When a session's order was said to stand. */
    private final Map<Long, Long> confirmedNs = new HashMap<>();

    /** This engine was ordered by its own director to send a stream on. */
    public record Rescued(StartStream order, StreamReply answer) {}

    /**
     * @param acting the term in which this blade acts as director now, else empty
     * @param controllerHears whether the active controller hears the blade in a slot
     */
    public StreamRescues(
            int slot,
            ScheduledExecutorService control,
            Clock clock,
            Headroom headroom,
            StationTable table,
            StreamTable streams,
            Supplier<Optional<Term>> acting,
            StreamOrders orders,
            EngineLine line,
            Consumer<Rescued> rescuedHere,
            IntPredicate controllerHears) {
        this.slot = slot;
        this.control = control;
        this.clock = clock;
        this.headroom = headroom;
        this.table = table;
        this.streams = streams;
        this.acting = acting;
        this.orders = orders;
        this.line = line;
        this.rescuedHere = rescuedHere;
        this.controllerHears = controllerHears;
    }

    /** An engine is gone; where this blade is not the director, nothing is done. */
    void rescueAll(int engine) {
        acting.get().ifPresent(term -> {
            for (StreamTable.Entry entry : streams.of(engine)) {
                look(entry, term);
            }
        });
    }

    private void look(StreamTable.Entry entry, Term term) {
        int engine = entry.engine();
        int anchor = entry.stream().getStream().getAnchorSlot();
        if (!StreamRescue.isStale(entry, clock.nanoTime()) || anchor == slot) {
            rescue(entry, term);
        } else if (anchor == engine) {
            if (controllerHears.test(engine)) {
                leave(entry, engine);
            } else {
                rescue(entry, term);
            }
        } else {
            HeardQuery query = HeardQuery.newBuilder()
                    .setSession(entry.stream().getStream().getSession())
                    .build();
            line.request(anchor, Envelope.newBuilder().setHeardQuery(query)).whenCompleteAsync(
                    (answer, error) -> heard(
                            entry, error == null ? answer.getHeardReply() : HeardReply.getDefaultInstance(), term),
                    control);
        }
    }

    /** The anchor says what it hears; it may have been asked for nothing, if there was other news meanwhile. */
    private void heard(StreamTable.Entry asked, HeardReply reply, Term term) {
        if (!streams.of(asked.stream().getStream().getSession()).filter(asked::equals).isPresent()) {
            return;
        }
        if (!reply.hasStream()) {
            rescue(asked, term);
            return;
        }
        long nowNs = clock.nanoTime();
        StreamTable.Entry heard =
                new StreamTable.Entry(reply.getStream(), reply.getEngineSlot(), nowNs - reply.getHeardAgoNs(), true);
        StreamRescue.asHeard(asked, heard, controllerHears.test(asked.engine()), nowNs)
                .ifPresentOrElse(newest -> rescue(newest, term), () -> leave(asked, heard.engine()));
    }

    private static void leave(StreamTable.Entry entry, int engine) {
        LOG.info("Stream {} of blade {} is left with blade {}, which the controller or its anchor hears",
                Long.toHexString(entry.stream().getStream().getSession()), entry.engine(), engine);
    }

    /** The director asks what this blade, which holds the conversation, hears of a stream. */
    public HeardReply onHeardQuery(HeardQuery query) {
        return streams.of(query.getSession())
                .map(entry -> HeardReply.newBuilder()
                        .setStream(entry.stream())
                        .setEngineSlot(entry.engine())
                        .setHeardAgoNs(clock.nanoTime() - entry.heardNs())
                        .build())
                .orElse(HeardReply.getDefaultInstance());
    }

    private void rescue(StreamTable.Entry entry, Term term) {
        rescue(entry, Optional.empty(), new HashSet<>(Set.of(entry.engine())), term, TRIES);
    }

    /** An engine is about to go on with a stream, and asks whether it still is to. */
    public RescueReply onRescueQuery(int engine, RescueQuery query) {
        boolean stands = acting.get().isPresent() && streams.of(query.getSession())
                .filter(entry -> entry.engine() == engine)
                .filter(entry -> entry.stream().getStream().getRescues() == query.getRescues())
                .isPresent();
        if (stands) {
            confirmedNs.values().removeIf(ns -> clock.nanoTime() - ns > VALID.toNanos());
            confirmedNs.put(query.getSession(), clock.nanoTime());
        }
        return RescueReply.newBuilder().setStands(stands).build();
    }

    private void rescue(
            StreamTable.Entry entry, Optional<Integer> segment, Set<Integer> excluded, Term term, int tries) {
        long session = entry.stream().getStream().getSession();
        long confirmed = confirmedNs.getOrDefault(session, Long.MIN_VALUE);
        long waitNs = confirmed == Long.MIN_VALUE ? 0 : confirmed + VALID.toNanos() - clock.nanoTime();
        if (waitNs > 0) {
            control.schedule(
                    () -> again(entry, segment, excluded, term, tries), waitNs, TimeUnit.NANOSECONDS);
            return;
        }
        Optional<StreamRescue.Order> found =
                StreamRescue.order(entry, segment, excluded, table.get(), headroom, term, clock.nanoTime());
        if (found.isEmpty() || tries == 0) {
            LOG.info("Stream {} of blade {} is not sent on", Long.toHexString(session), entry.engine());
            return;
        }
        StreamRescue.Order order = found.get();
        LOG.info("Stream {} of blade {} is sent on by blade {}", Long.toHexString(session), entry.engine(),
                order.engine());
        StreamTable.Entry ordered = streams.onRescued(entry, order.start(), order.engine(), clock.nanoTime());
        ask(order).whenCompleteAsync((reply, error) -> {
            if (error == null && reply.getOk()) {
                return;
            }
            LOG.info("Blade {} does not send stream {} on: {}", order.engine(), Long.toHexString(session),
                    error != null ? error.getMessage() : reply.getText());
            if (error == null) {
                streams.onRefused(entry, ordered);
            }
            // Else it may have taken the order all the same.
            boolean elsewhere = error == null && reply.hasElsewhereSegment();
            if (!elsewhere) {
                excluded.add(order.engine());
            }
            again(ordered, elsewhere ? Optional.of(reply.getElsewhereSegment()) : segment, excluded, term, tries - 1);
        }, control);
    }

    /** Unless that engine was found dead meanwhile, and another goes on for it, or one sends it that was never asked to. */
    private void again(
            StreamTable.Entry ordered, Optional<Integer> segment, Set<Integer> excluded, Term term, int tries) {
        StreamTable.Entry next = streams.of(ordered.stream().getStream().getSession()).orElse(ordered);
        boolean sentByAnother = next.told() && !excluded.contains(next.engine());
        if (!ordered.isOlderThan(next) && !sentByAnother) {
            rescue(next, segment, excluded, term, tries);
        }
    }

    private CompletionStage<StreamReply> ask(StreamRescue.Order order) {
        if (order.engine() == slot) {
            return orders.start(order.start(), null).thenApply(answer -> {
                rescuedHere.accept(new Rescued(order.start(), answer));
                return answer;
            });
        }
        return line.request(order.engine(), Envelope.newBuilder().setStartStream(order.start()))
                .thenApply(Envelope::getStreamReply);
    }
}
