package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.RtcpRelay;
import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.StreamReply;
import io.mediachassis.backplane.proto.StreamTaken;
import io.mediachassis.backplane.proto.StreamsPush;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.director.Headroom;
import io.mediachassis.blade.director.StreamRescue;
import io.mediachassis.blade.director.StreamTable;
import io.mediachassis.blade.engine.EngineLine;
import io.mediachassis.blade.engine.EngineStreams;
import io.mediachassis.blade.engine.Isolation;
import io.mediachassis.blade.engine.Rivals;
import io.mediachassis.blade.engine.StreamOrders;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps streams alive beyond the engine that sends them: tells the other blades of this engine's, and as director has
 * those of a dead engine sent on by others. Control loop.
 */
public final class StreamKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(StreamKeeper.class);
    private static final int TRIES = 4;
    private static final long KEEP_NS = 10_000_000_000L;
    private static final long SOON_MS = 20;

    private final int slot;
    private final ScheduledExecutorService control;
    private final Clock clock;
    private final Headroom headroom;
    private final StreamTable streams;
    private final Rivals rivals;
    private final Isolation isolation = new Isolation();
    private final BiConsumer<Integer, StreamsPush> anchored;
    private final StationTable table;
    private final Supplier<Optional<Term>> acting;
    private final EngineStreams own;
    private final StreamOrders orders;
    private final EngineLine line;
    private final Consumer<Envelope.Builder> everybody;
    private final Consumer<Rescued> rescuedHere;
    private boolean pushing;

    /** This engine was ordered by its own director to send a stream on. */
    public record Rescued(StartStream order, StreamReply answer) {}

    /**
     * @param streams what this keeps and others read on the control loop
     * @param acting the term in which this blade acts as director now, else empty
     * @param anchored hears what an engine, this one too, tells of its streams
     */
    public StreamKeeper(
            int slot,
            ScheduledExecutorService control,
            Clock clock,
            Headroom headroom,
            StationTable table,
            StreamTable streams,
            Supplier<Optional<Term>> acting,
            EngineStreams own,
            StreamOrders orders,
            EngineLine line,
            Consumer<Envelope.Builder> everybody,
            Consumer<Rescued> rescuedHere,
            BiConsumer<Integer, StreamsPush> anchored) {
        this.slot = slot;
        this.control = control;
        this.clock = clock;
        this.headroom = headroom;
        this.table = table;
        this.streams = streams;
        this.acting = acting;
        this.own = own;
        this.orders = orders;
        this.line = line;
        this.everybody = everybody;
        this.rescuedHere = rescuedHere;
        this.anchored = anchored;
        this.rivals = new Rivals(slot);
    }

    /** A stream is another than the others know: they are told soon, of all that change together. */
    public void pushSoon() {
        if (!pushing) {
            pushing = true;
            control.schedule(this::push, SOON_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** Tells everybody of all streams; each second. */
    public void push() {
        pushing = false;
        if (acting.get().isEmpty() && isolation.cutOff(clock.nanoTime())) {
            own.stopMovable("nobody of this station was heard for a while, so others send it");
        }
        StreamsPush push = StreamsPush.newBuilder()
                .addAllStreams(own.records())
                .setWhole(true)
                .build();
        streams.onPush(slot, push, clock.nanoTime());
        anchored.accept(slot, push);
        streams.forgetBefore(clock.nanoTime() - KEEP_NS);
        everybody.accept(Envelope.newBuilder().setStreamsPush(push));
    }

    public void onPush(int engine, StreamsPush push) {
        isolation.onBlade(engine, clock.nanoTime());
        streams.onPush(engine, push, clock.nanoTime());
        for (long session : rivals.onPush(engine, push, own::rescuesOfPlaying, clock.nanoTime())) {
            own.stopSending(session, engine);
        }
        anchored.accept(engine, push);
    }

    /** The active controller's heartbeat came. */
    public void onControllerHeard() {
        isolation.onController(clock.nanoTime());
    }

    /** The link to a blade ended. */
    public void onPeerDown(int blade) {
        isolation.onBladeGone(blade, clock.nanoTime());
        onEngineGone(blade);
    }

    public void onTaken(StreamTaken taken) {
        streams.onTaken(taken, clock.nanoTime());
        own.onTaken(taken);
    }

    /**
     * The active controller hears these blades no more. One that was stopped hears that of itself when it goes on, and is
     * not gone for all that; and no stream of one is to go to another that is silent, too.
     *
     * @param slots bit n-1 for slot n
     */
    public void onSilent(int slots) {
        List<Integer> silent = IntStream.rangeClosed(1, Integer.SIZE)
                .filter(engine -> (slots & (1 << (engine - 1))) != 0 && engine != slot)
                .boxed()
                .toList();
        silent.forEach(engine -> table.reachable(engine, false));
        silent.forEach(this::onEngineGone);
    }

    /** An engine is dead, cut off or silent. */
    public void onEngineGone(int engine) {
        acting.get().ifPresent(term -> rescueAll(engine, term));
    }

    /** A new director looks after what the old one, or another, left behind. */
    public void onDirector() {
        acting.get().ifPresent(term -> table.get().engines().stream()
                .filter(engine -> !engine.reachable())
                .forEach(engine -> rescueAll(engine.slot(), term)));
    }

    /** A console whose conversation nobody holds any more is heard: the engine that sends to it shall know. */
    public void onOrphanHeard(int ssrc, RtcpRelay report) {
        streams.bySsrc(ssrc).ifPresent(entry -> {
            if (entry.engine() == slot) {
                own.forgotten().onHeard(ssrc);
            } else {
                line.send(entry.engine(), Envelope.newBuilder().setRtcpRelay(report));
            }
        });
    }

    private void rescueAll(int engine, Term term) {
        for (StreamTable.Entry entry : streams.of(engine)) {
            Set<Integer> excluded = new HashSet<>(Set.of(engine));
            rescue(entry, Optional.empty(), excluded, term, TRIES);
        }
    }

    private void rescue(
            StreamTable.Entry entry, Optional<Integer> segment, Set<Integer> excluded, Term term, int tries) {
        String session = Long.toHexString(entry.stream().getStream().getSession());
        Optional<StreamRescue.Order> found =
                StreamRescue.order(entry, segment, excluded, table.get(), headroom, term, clock.nanoTime());
        if (found.isEmpty() || tries == 0) {
            LOG.info("Stream {} of blade {} is not sent on", session, entry.engine());
            return;
        }
        StreamRescue.Order order = found.get();
        LOG.info("Stream {} of blade {} is sent on by blade {}", session, entry.engine(), order.engine());
        StreamTable.Entry ordered = streams.onRescued(entry, order.start(), order.engine(), clock.nanoTime());
        ask(order).whenCompleteAsync((reply, error) -> {
            if (error == null && reply.getOk()) {
                return;
            }
            LOG.info("Blade {} does not send stream {} on: {}", order.engine(), session,
                    error != null ? error.getMessage() : reply.getText());
            boolean elsewhere = error == null && reply.hasElsewhereSegment();
            if (!elsewhere) {
                excluded.add(order.engine());
            }
            StreamTable.Entry next = streams.of(entry.stream().getStream().getSession()).orElse(ordered);
            if (ordered.isOlderThan(next)) {
                // That engine was found dead meanwhile, and another goes on for it.
                return;
            }
            // It may have taken the order all the same, or take it yet.
            rescue(next, elsewhere ? Optional.of(reply.getElsewhereSegment()) : segment, excluded, term, tries - 1);
        }, control);
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
