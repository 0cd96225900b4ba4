package io.mediachassis.blade.engine;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.NextSegmentQuery;
import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.StreamEnded;
import io.mediachassis.backplane.proto.StreamTaken;
import io.mediachassis.blade.playout.HandOverPoint;
import io.mediachassis.blade.playout.StreamState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the streams of an engine that is to go to others that hold what they play: those that play are handed over where
 * that goes unnoticed (as in a swap of consoles), those that pause are opened elsewhere at the same place. One that finds
 * no engine now is tried again. Control loop.
 */
public final class DrainedStreams {
    private static final Logger LOG = LoggerFactory.getLogger(DrainedStreams.class);
    private static final long AGAIN_NS = 1_000_000_000L;
    /** Each costs the director a question and the other engine an index: not all of them at once. */
    private static final int AT_ONCE = 64;
    /** Engines that are asked to take one stream. */
    private static final int TRIES = 4;

    private final int slot;
    private final EngineStreams streams;
    private final HandOvers handOvers;
    private final NextEngine director;
    private final EngineLine line;
    private final Executor control;
    private final Clock clock;
    private final Consumer<StreamTaken> everybody;
    private final Map<Long, Long> triedNs = new HashMap<>();

    /** @param everybody tells every blade, this one too, who has a stream now */
    public DrainedStreams(
            int slot,
            EngineStreams streams,
            HandOvers handOvers,
            NextEngine director,
            EngineLine line,
            Executor control,
            Clock clock,
            Consumer<StreamTaken> everybody) {
        this.slot = slot;
        this.streams = streams;
        this.handOvers = handOvers;
        this.director = director;
        this.line = line;
        this.control = control;
        this.clock = clock;
        this.everybody = everybody;
    }

    /** How many are still here of those that others can go on with. */
    public int left() {
        return (int) streams.all().stream().filter(stream -> stream.alive() && stream.movable()).count();
    }

    /** Moves what can be moved now; twice a second. */
    public void move() {
        move(AT_ONCE);
    }

    /** Moves so many of those that can be moved now, at most; twice a second. */
    public void move(int most) {
        long nowNs = clock.nanoTime();
        triedNs.values().removeIf(tried -> nowNs - tried >= AGAIN_NS);
        int begun = 0;
        for (SentStream stream : streams.all()) {
            boolean due = stream.alive() && stream.movable() && !stream.care().preloaded()
                    && handOvers.isIdle(stream) && !triedNs.containsKey(stream.session());
            if (due && begun < Math.min(most, AT_ONCE)) {
                begun++;
                triedNs.put(stream.session(), nowNs);
                StreamState state = stream.metrics().state();
                if (state == StreamState.PLAYING || state == StreamState.FILLING) {
                    asked(stream, engine -> handOvers.moveIdle(stream, engine));
                } else if (waits(state)) {
                    asked(stream, engine -> movePaused(stream, engine));
                }
            }
        }
    }

    private void asked(SentStream stream, IntConsumer then) {
        director.ask(query(stream, stream.metrics().positionTicks(), List.of(slot))).thenAcceptAsync(reply -> {
            if (reply.getEngineSlot() != 0 && reply.getEngineSlot() != slot && stream.alive()) {
                then.accept(reply.getEngineSlot());
            }
        }, control);
    }

    private NextSegmentQuery query(SentStream stream, long ticks, List<Integer> excluded) {
        return NextSegmentQuery.newBuilder()
                .setSession(stream.session())
                .setProgramId(stream.identity().getProgramId())
                .setSegment(stream.source().segmentAt(ticks))
                .setSendingSlot(slot)
                .addAllExcludedSlots(excluded)
                .build();
    }

    /** One that was opened at a place, and is to be played from there, has read ahead. */
    private static boolean waits(StreamState state) {
        return state == StreamState.PAUSED || state == StreamState.PRELOADING;
    }

    private void movePaused(SentStream stream, int engine) {
        if (!waits(stream.metrics().state()) || !handOvers.isIdle(stream)) {
            return;
        }
        stream.leaving().now().whenCompleteAsync((point, error) -> {
            if (error == null) {
                open(stream, engine, point, List.of(slot));
            }
        }, control);
    }

    /** It is closed here by now: where one engine declines, since others were given more than it knew of, another is asked. */
    private void open(SentStream stream, int engine, HandOverPoint point, List<Integer> declined) {
        StartStream order = StartStream.newBuilder()
                .setStream(stream.identity())
                .setPoint(StreamPoints.toProto(point))
                .build();
        line.request(engine, Envelope.newBuilder().setStartStream(order)).whenCompleteAsync((answer, error) -> {
            if (error == null && answer.getStreamReply().getOk()) {
                everybody.accept(StreamTaken.newBuilder()
                        .setSession(stream.session())
                        .setEngineSlot(engine)
                        .setRescues(stream.identity().getRescues())
                        .build());
                return;
            }
            LOG.info("Paused stream {} is not taken by blade {}: {}", Long.toHexString(stream.session()),
                    engine, error != null ? error.getMessage() : answer.getStreamReply().getText());
            List<Integer> more = Stream.concat(declined.stream(), Stream.of(engine)).toList();
            director.ask(query(stream, point.positionTicks(), more)).whenCompleteAsync((next, failure) -> {
                int other = failure != null ? 0 : next.getEngineSlot();
                if (other != 0 && !more.contains(other) && more.size() <= TRIES) {
                    open(stream, other, point, more);
                } else {
                    over(stream, more);
                }
            }, control);
        }, control);
    }

    private void over(SentStream stream, List<Integer> declined) {
        handOvers.tellAnchor(stream, StreamEnded.newBuilder()
                .setSession(stream.session())
                .setReason("this blade is taken out, and none of blades " + declined + " takes it")
                .build());
    }
}
