package io.mediachassis.blade.engine;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.ControlStream;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.OverrunNotice;
import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.StreamPoint;
import io.mediachassis.backplane.proto.StreamReply;
import io.mediachassis.backplane.proto.Swap;
import io.mediachassis.blade.engine.OverrunWatch.Danger;
import io.mediachassis.blade.engine.SwapAsking.Action;
import io.mediachassis.blade.playout.StreamMetrics;
import io.mediachassis.blade.playout.StreamState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches this engine's streams over segments that still arrive, and has those that would overrun them swapped to an
 * engine that holds the whole segment (seed 002 claims 21 and 22). {@link SwapAsking} decides. Control loop.
 */
public final class Swaps {
    private static final Logger LOG = LoggerFactory.getLogger(Swaps.class);
    private static final long LOOK_MS = 200;

    private final int slot;
    private final ScheduledExecutorService control;
    private final Clock clock;
    private final EngineStreams streams;
    private final HandOvers handOvers;
    private final OverrunDirector director;
    private final EngineLine line;
    private final Counts<StreamCounter> counts;
    private final OverrunWatch watch = new OverrunWatch();
    private final Map<Long, Asking> askings = new HashMap<>();

    /** A stream in danger, as it was seen last. */
    private static final class Asking {
        final SentStream stream;
        final SwapAsking decisions = new SwapAsking();
        Danger danger;
        boolean held;

        Asking(SentStream stream, Danger danger) {
            this.stream = stream;
            this.danger = danger;
        }
    }

    public Swaps(
            int slot,
            ScheduledExecutorService control,
            Clock clock,
            EngineStreams streams,
            HandOvers handOvers,
            OverrunDirector director,
            EngineLine line,
            Counts<StreamCounter> counts) {
        this.slot = slot;
        this.control = control;
        this.clock = clock;
        this.streams = streams;
        this.handOvers = handOvers;
        this.director = director;
        this.line = line;
        this.counts = counts;
    }

    /** Looks at the streams some times a second from now on. */
    public void start() {
        control.scheduleWithFixedDelay(this::look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        long now = clock.nanoTime();
        for (SentStream stream : streams.all()) {
            danger(stream, now).ifPresent(danger -> foreseen(stream, danger, now));
        }
        watch.forget();
        askings.values().removeIf(asking -> !asking.stream.alive());
        for (Asking asking : List.copyOf(askings.values())) {
            carryOut(asking, asking.decisions.onTick(now));
        }
    }

    private Optional<Danger> danger(SentStream stream, long now) {
        StreamMetrics.Snapshot m = stream.metrics();
        boolean plays = m.state() == StreamState.PLAYING || m.state() == StreamState.FILLING;
        return stream.movable() && stream.alive() && plays && stream.pace() > 0
                ? watch.look(stream.source().programId(), stream.source(), m.positionTicks(), stream.pace(), now)
                : Optional.empty();
    }

    private void foreseen(SentStream stream, Danger danger, long now) {
        Asking asking = askings.get(stream.session());
        // A stream may come back to an engine that sent it before.
        if (asking == null || asking.stream != stream) {
            counts.add(StreamCounter.OVERRUNS_FORESEEN);
            asking = new Asking(stream, danger);
            askings.put(stream.session(), asking);
        }
        asking.danger = danger;
        carryOut(asking, asking.decisions.onForeseen(now));
    }

    /** Whether a console from that blade is expected in exchange for one of this engine's. */
    boolean expects(int fromSlot) {
        return askings.values().stream().anyMatch(asking -> asking.decisions.expects(fromSlot));
    }

    /** This engine sends a console that another gave it. */
    void onTaken(long session) {
        for (Asking asking : List.copyOf(askings.values())) {
            carryOut(asking, asking.decisions.onTaken(session, clock.nanoTime()));
        }
    }

    // ---- actions -----------------------------------------------------------------------------------------------

    private void carryOut(Asking asking, List<Action> actions) {
        for (Action action : actions) {
            if (action instanceof Action.Ask ask) {
                ask(asking, ask);
            } else if (action instanceof Action.Request request) {
                request(asking, request);
            } else if (action instanceof Action.Move move) {
                LOG.info("Stream {} is swapped to blade {}: it would overrun segment {} in {} ms", name(asking),
                        move.slot(), asking.danger.segment(), asking.danger.overrun().inNs() / 1_000_000);
                counts.add(StreamCounter.SWAPS_OUT);
                handOvers.move(asking.stream, move.slot(), true);
            } else if (action instanceof Action.Cancel cancel) {
                LOG.info("Blade {} need not take stream {} any more", cancel.slot(), name(asking));
                line.send(cancel.slot(), Envelope.newBuilder().setControlStream(ControlStream.newBuilder()
                        .setSession(asking.stream.session())
                        .setVerb(ControlStream.Verb.STOP)));
            } else if (action instanceof Action.Hold && !asking.held) {
                asking.held = true;
                counts.add(StreamCounter.OVERRUNS_HELD);
                LOG.info("Stream {} is held to what arrives of segment {}: nobody else can send it", name(asking),
                        asking.danger.segment());
            }
        }
    }

    private void ask(Asking asking, Action.Ask ask) {
        OverrunNotice notice = OverrunNotice.newBuilder()
                .setSession(asking.stream.session())
                .setProgramId(asking.stream.identity().getProgramId())
                .setSegment(asking.danger.segment())
                .setSendingSlot(slot)
                .addAllExcludedSlots(ask.excluded())
                .setInMs((int) (asking.danger.overrun().inNs() / 1_000_000))
                .build();
        director.tell(notice).thenAcceptAsync(
                reply -> carryOut(asking, asking.decisions.onEngine(
                        reply.getEngineSlot() == slot ? 0 : reply.getEngineSlot(), reply.getExchange(),
                        clock.nanoTime())),
                control);
    }

    private void request(Asking asking, Action.Request request) {
        Danger danger = asking.danger;
        StartStream order = StartStream.newBuilder()
                .setStream(asking.stream.identity())
                .setPoint(StreamPoint.getDefaultInstance())
                .setPreloadSegment(danger.segment())
                .setSwap(Swap.newBuilder()
                        .setFromSlot(slot)
                        .setSegment(danger.segment())
                        .setSegmentStartTicks(asking.stream.source().segment(danger.segment()).timeLine().startTicks())
                        .setArrivedTicks(danger.arrivedTicks())
                        .setArrivalRate(danger.rate())
                        .setExchange(request.exchange()))
                .build();
        line.request(request.slot(), Envelope.newBuilder().setStartStream(order)).whenCompleteAsync(
                (envelope, error) -> {
                    StreamReply reply = error == null ? envelope.getStreamReply() : StreamReply.getDefaultInstance();
                    if (!reply.getOk()) {
                        LOG.info("Blade {} does not take stream {} in a swap: {}", request.slot(), name(asking),
                                error != null ? error.getMessage() : reply.getText());
                    }
                    carryOut(asking, asking.decisions.onAnswer(
                            reply.getOk(), reply.getReturnedSession(), clock.nanoTime()));
                },
                control);
    }

    private static String name(Asking asking) {
        return Long.toHexString(asking.stream.session());
    }
}
