package io.mediachassis.blade.engine;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.ControlStream;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.NextSegmentQuery;
import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.StreamEnded;
import io.mediachassis.backplane.proto.StreamIdentity;
import io.mediachassis.backplane.proto.StreamPoint;
import io.mediachassis.backplane.proto.StreamTaken;
import io.mediachassis.backplane.proto.Swap;
import io.mediachassis.blade.engine.HandOver.Action;
import io.mediachassis.blade.playout.HandOverPoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what {@link HandOver} decides for every stream that this engine sends. Events come from the playout
 * thread; everything else runs on the control loop.
 */
public final class HandOvers implements StreamEvents {
    private static final Logger LOG = LoggerFactory.getLogger(HandOvers.class);

    private final int slot;
    private final ScheduledExecutorService control;
    private final Clock clock;
    private final NextEngine director;
    private final EngineLine line;
    private final SegmentFetch fetch;
    private final Counts<StreamCounter> counts;
    private final SendingOn sendingOn;
    private Consumer<StreamEnded> toAnchorHere = ended -> {};
    private Consumer<StreamTaken> everybody = directed -> {};
    private Runnable changed = () -> {};
    private final Map<Long, Under> under = new HashMap<>();

    private record Under(SentStream stream, HandOver decisions) {}

    /** @param fetch brings segments of streams that can't leave this blade */
    public HandOvers(
            int slot,
            ScheduledExecutorService control,
            Clock clock,
            NextEngine director,
            EngineLine line,
            SegmentFetch fetch,
            Counts<StreamCounter> counts) {
        this.slot = slot;
        this.control = control;
        this.clock = clock;
        this.director = director;
        this.line = line;
        this.fetch = fetch;
        this.counts = counts;
        this.sendingOn = new SendingOn(slot, control, director, line);
    }

    /**
     * Says whom to tell, which stands above what orders hand-overs; before the first stream.
     *
     * @param anchorHere hears of the end of streams whose conversation this blade holds
     * @param directed tells every blade, this one too, who is to go on with a stream
     * @param onChanged runs when a stream's state is another
     */
    public void tell(Consumer<StreamEnded> anchorHere, Consumer<StreamTaken> directed, Runnable onChanged) {
        toAnchorHere = anchorHere;
        everybody = directed;
        changed = onChanged;
    }

    /**
     * Says how streams into connections of this blade are sent by another engine; before the first stream.
     *
     * @param through gives the identity by which it does; empty: it can't
     */
    public void relays(Function<SentStream, Optional<StreamIdentity>> through) {
        sendingOn.relays(through);
    }

    // ---- events ------------------------------------------------------------------------------------------------

    @Override
    public void onNearEnd(SentStream stream, int next) {
        control.execute(() -> {
            Under entry = entry(stream);
            carryOut(entry, entry.decisions().onNearEnd(next, stream.source().holds(next)));
        });
    }

    private Under entry(SentStream stream) {
        Under known = under.get(stream.session());
        // A stream may come back to an engine that sent it before.
        Under entry = known != null && known.stream() == stream
                ? known
                : new Under(stream, new HandOver(slot, stream.movable()));
        under.put(stream.session(), entry);
        return entry;
    }

    /**
     * Moves a stream to another engine as soon as that can go on unnoticed. Control loop.
     *
     * @param ready whether that engine waits for it; else it is told to
     */
    void move(SentStream stream, int engine, boolean ready) {
        Under entry = entry(stream);
        int segment = stream.source().segmentAt(stream.metrics().positionTicks());
        carryOut(entry, entry.decisions().onMove(engine, segment, ready));
    }

    /** Whether nothing is arranged for another engine to go on with a stream. Control loop. */
    boolean isIdle(SentStream stream) {
        Under known = under.get(stream.session());
        return known == null || known.stream() != stream || known.decisions().isIdle();
    }

    /** Moves it as {@link #move} does to an engine that has to be told, unless something is arranged meanwhile. */
    void moveIdle(SentStream stream, int engine) {
        if (isIdle(stream)) {
            move(stream, engine, false);
        }
    }

    @Override
    public void onYielded(SentStream stream, HandOverPoint point, long dueInNs) {
        long dueNs = clock.nanoTime() + dueInNs;
        control.execute(() -> {
            Under entry = under.get(stream.session());
            if (entry != null) {
                carryOut(entry, entry.decisions().onYielded(point, dueNs));
            }
        });
    }

    @Override
    public void onUnreadable(SentStream stream, StreamPoint at, String reason) {
        control.execute(() -> sendingOn.elsewhere(stream, at).thenAcceptAsync(sent -> {
            if (sent) {
                counts.add(StreamCounter.SENT_ON);
            } else {
                counts.add(StreamCounter.UNREADABLE);
                tellAnchor(stream, reason + "; no other blade sends it on");
            }
        }, control));
    }

    @Override
    public void onFailed(SentStream stream, String reason) {
        control.execute(() -> tellAnchor(stream, reason));
    }

    @Override
    public void onChanged(SentStream stream) {
        control.execute(() -> {
            changed.run();
            Under entry = under.get(stream.session());
            if (entry != null && stream.alive()) {
                carryOut(entry, entry.decisions().onPlayedElsewhere());
            }
        });
    }

    /** The link to an engine is down. */
    public void onEngineGone(int engine) {
        for (Under entry : List.copyOf(under.values())) {
            carryOut(entry, entry.decisions().onEngineGone(engine));
        }
    }

    /** Forgets what is over; called each second. */
    public void sweep() {
        under.values().removeIf(entry -> !entry.stream().alive() && entry.decisions().isOver());
    }

    // ---- actions -----------------------------------------------------------------------------------------------

    private void carryOut(Under entry, List<Action> actions) {
        for (Action action : actions) {
            carryOut(entry, action);
        }
    }

    private void carryOut(Under entry, Action action) {
        SentStream stream = entry.stream();
        if (action instanceof Action.Ask ask) {
            ask(entry, ask);
        } else if (action instanceof Action.AskLater) {
            control.schedule(
                    () -> carryOut(entry, entry.decisions().onRetry()), HandOver.RETRY_NS, TimeUnit.NANOSECONDS);
        } else if (action instanceof Action.Preload preload) {
            preload(entry, preload);
        } else if (action instanceof Action.Fetch wanted) {
            fetch.fetch(stream.source(), wanted.segment(), wanted.slot());
        } else if (action instanceof Action.YieldBefore before) {
            stream.leaving().before(before.segment());
        } else if (action instanceof Action.YieldSoon) {
            stream.leaving().soon();
        } else if (action instanceof Action.Keep) {
            stream.leaving().notAtAll();
        } else if (action instanceof Action.Release release) {
            line.send(release.slot(), Envelope.newBuilder().setControlStream(ControlStream.newBuilder()
                    .setSession(stream.session())
                    .setVerb(ControlStream.Verb.RELEASE)));
        } else if (action instanceof Action.Direct direct) {
            direct(entry, direct);
        } else if (action instanceof Action.Lost lost) {
            LOG.warn("Stream {} is over: no engine sends segment {} of {}", Long.toHexString(stream.session()),
                    lost.segment(), stream.identity().getProgramId());
            stream.close("no engine sends segment " + lost.segment());
            tellAnchor(stream, "no engine sends segment " + lost.segment());
        }
    }

    private void ask(Under entry, Action.Ask ask) {
        NextSegmentQuery query = NextSegmentQuery.newBuilder()
                .setSession(entry.stream().session())
                .setProgramId(entry.stream().identity().getProgramId())
                .setSegment(ask.segment())
                .setSendingSlot(slot)
                .addAllExcludedSlots(ask.excluded())
                .setToCopy(!entry.stream().movable())
                .setBackward(ask.segment() < entry.stream().source().segmentAt(
                        entry.stream().metrics().positionTicks()))
                .build();
        director.ask(query).thenAcceptAsync(
                reply -> {
                    if (entry.decisions().segment() == ask.segment()) {
                        carryOut(entry, entry.decisions().onEngine(
                                reply.getEngineSlot(), entry.stream().source().holds(ask.segment())));
                    }
                },
                control);
    }

    private void preload(Under entry, Action.Preload preload) {
        StartStream.Builder order = StartStream.newBuilder()
                .setStream(entry.stream().identity())
                .setPoint(StreamPoint.getDefaultInstance())
                .setPreloadSegment(preload.segment());
        if (preload.returned()) {
            order.setSwap(Swap.newBuilder().setFromSlot(slot).setReturned(true));
        }
        line.request(preload.slot(), Envelope.newBuilder().setStartStream(order)).whenCompleteAsync(
                (reply, error) -> {
                    boolean ready = error == null && reply.getStreamReply().getOk();
                    if (!ready) {
                        LOG.info("Blade {} does not take stream {} over: {}", preload.slot(),
                                Long.toHexString(entry.stream().session()),
                                error != null ? error.getMessage() : reply.getStreamReply().getText());
                    }
                    carryOut(entry, entry.decisions().onPreloaded(preload.slot(), ready));
                },
                control);
    }

    private void direct(Under entry, Action.Direct direct) {
        SentStream stream = entry.stream();
        under.remove(stream.session());
        boolean sent = line.send(direct.slot(), Envelope.newBuilder()
                .setTakeOver(Directing.order(stream, direct, clock.nanoTime())));
        counts.add(direct.point().trick() == null ? StreamCounter.HAND_OVERS : StreamCounter.TRICK_HAND_OVERS);
        LOG.debug("Stream {} goes on at blade {}", Long.toHexString(stream.session()), direct.slot());
        if (sent) {
            everybody.accept(Directing.news(stream, direct));
        } else {
            tellAnchor(stream, "blade " + direct.slot() + ", which was to send on, is gone");
        }
    }

    private void tellAnchor(SentStream stream, String reason) {
        tellAnchor(stream, StreamEnded.newBuilder().setSession(stream.session()).setReason(reason).build());
    }

    /** Tells whoever holds its conversation that a stream is over. */
    void tellAnchor(SentStream stream, StreamEnded ended) {
        int anchor = stream.identity().getAnchorSlot();
        if (anchor == slot) {
            toAnchorHere.accept(ended);
        } else {
            line.send(anchor, Envelope.newBuilder().setStreamEnded(ended));
        }
    }
}
