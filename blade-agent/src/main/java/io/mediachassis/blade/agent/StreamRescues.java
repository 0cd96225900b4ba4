package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.Envelope;
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
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the streams of a dead engine sent on by others, as director. An order may be long on its way, and the engine that
 * is to go on may be thought dead in its turn; so it asks, right before it sends, whether the order stands, and the
 * answer holds for {@link #VALID} from its question. For that time no other engine is ordered. Control loop.
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
    /** When a session's order was said to stand. */
    private final Map<Long, Long> confirmedNs = new HashMap<>();

    /** This engine was ordered by its own director to send a stream on. */
    public record Rescued(StartStream order, StreamReply answer) {}

    /** @param acting the term in which this blade acts as director now, else empty */
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
            Consumer<Rescued> rescuedHere) {
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
    }

    /** An engine is gone; where this blade is not the director, nothing is done. */
    void rescueAll(int engine) {
        acting.get().ifPresent(term -> {
            for (StreamTable.Entry entry : streams.of(engine)) {
                Set<Integer> excluded = new HashSet<>(Set.of(engine));
                rescue(entry, Optional.empty(), excluded, term, TRIES);
            }
        });
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
            boolean elsewhere = error == null && reply.hasElsewhereSegment();
            if (!elsewhere) {
                excluded.add(order.engine());
            }
            // It may have taken the order all the same.
            again(ordered, elsewhere ? Optional.of(reply.getElsewhereSegment()) : segment, excluded, term, tries - 1);
        }, control);
    }

    /** Unless that engine was found dead meanwhile, and another goes on for it. */
    private void again(
            StreamTable.Entry ordered, Optional<Integer> segment, Set<Integer> excluded, Term term, int tries) {
        StreamTable.Entry next = streams.of(ordered.stream().getStream().getSession()).orElse(ordered);
        if (!ordered.isOlderThan(next)) {
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
