package io.mediachassis.blade.playout;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.playout.StreamListener.StreamFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams of one playout thread, bounded: takes the commands for them and works them. That thread's. */
final class PlayoutStreams {
    private static final Logger LOG = LoggerFactory.getLogger(PlayoutStreams.class);

    private final String name;
    private final PlayoutSettings settings;
    private final Clock clock;
    private final ChunkPool pool;
    private final MediaSender sender;
    private final PlayoutFigures figures;
    private final CopiedPackets copies;
    private final List<TickedStream> streams = new ArrayList<>();
    private final Map<Long, TickedStream> byId = new HashMap<>();
    /** Closed in this turn: those that were given up are told so after the flush. */
    private final List<TickedStream> leaving = new ArrayList<>();
    /** Taken over in this turn. */
    private final List<TickedStream> taken = new ArrayList<>();
    private long opened;

    /** @param name of the thread, for messages */
    PlayoutStreams(String name, PlayoutSettings settings, Clock clock, ChunkPool pool, MediaSender sender,
            PlayoutFigures figures) {
        this.name = name;
        this.settings = settings;
        this.clock = clock;
        this.pool = pool;
        this.sender = sender;
        this.figures = figures;
        this.copies = new CopiedPackets(pool);
    }

    int count() {
        return streams.size();
    }

    /** Carries a command out; one that fails is told of in the log. */
    void take(PlayoutCommand command, long nowNs) {
        try {
            carryOut(command, nowNs);
        } catch (RuntimeException e) {
            LOG.warn("{}: {} failed", name, command, e);
        }
    }

    private void carryOut(PlayoutCommand command, long nowNs) {
        if (command instanceof PlayoutCommand.Open open) {
            open(open.spec(), phase -> new PacedStream(open.spec(), settings, clock, pool, sender, figures, phase));
            return;
        } else if (command instanceof PlayoutCommand.Schedule order) {
            open(order.spec(),
                    phase -> new ScheduledStream(order, settings, clock, pool, sender, copies, figures, phase));
            return;
        }
        TickedStream stream = byId.get(command.stream());
        if (stream == null) {
            LOG.debug("{}: {} for a stream that is gone", name, command);
        } else if (command instanceof PlayoutCommand.Close close) {
            stream.close(close.bye(), nowNs);
            remove(stream);
        } else if (stream instanceof PacedStream paced) {
            carryOut(paced, command, nowNs);
        } else if (stream instanceof ScheduledStream scheduled && command instanceof PlayoutCommand.Follow follow) {
            scheduled.follow(follow);
        }
    }

    private void carryOut(PacedStream stream, PlayoutCommand command, long nowNs) {
        if (command instanceof PlayoutCommand.Play play) {
            stream.play(play, nowNs);
        } else if (command instanceof PlayoutCommand.Pause) {
            stream.pause(nowNs);
        } else if (command instanceof PlayoutCommand.Preload preload) {
            stream.preload(preload.positionTicks());
        } else if (command instanceof PlayoutCommand.TakeOver takeOver) {
            stream.takeOver(takeOver);
            taken.add(stream);
        } else if (command instanceof PlayoutCommand.Resend resend) {
            stream.resend(resend.sequences(), nowNs);
        } else if (command instanceof PlayoutCommand.Yield yield) {
            stream.yieldAt(yield.segment(), nowNs);
            if (stream.state() == StreamState.CLOSED) {
                remove(stream);
            }
        }
    }

    /** @param make takes the half of a long tick in which the stream is worked */
    private void open(StreamSpec spec, IntFunction<TickedStream> make) {
        if (streams.size() >= settings.maxStreams() || byId.containsKey(spec.id())) {
            figures.refused();
            spec.listener().onFailed(spec.id(), StreamFailure.BUSY, byId.containsKey(spec.id())
                    ? "stream " + spec.id() + " is open already" : "as many streams are open as are allowed");
            return;
        }
        TickedStream stream = make.apply((int) (opened++ & 1));
        streams.add(stream);
        byId.put(spec.id(), stream);
        figures.opened();
    }

    /**
     * Works those that were just taken over, which is due at once; but behind all commands that came with that: a blade
     * that was held up hears that another sends the stream by now.
     */
    void workTaken(long nowNs) {
        for (int i = 0; i < taken.size(); i++) {
            if (byId.get(taken.get(i).spec().id()) == taken.get(i)) {
                work(taken.get(i), nowNs);
            }
        }
        taken.clear();
    }

    private void work(TickedStream stream, long nowNs) {
        try {
            stream.work(nowNs);
        } catch (RuntimeException e) {
            LOG.warn("{}: stream {} failed", name, stream.spec().id(), e);
            stream.fail(StreamFailure.INTERNAL, String.valueOf(e.getMessage()));
        }
        if (stream.state() == StreamState.CLOSED) {
            remove(stream);
        }
    }

    /**
     * Works those whose turn it is.
     *
     * @return whether a stream plays, so that the next tick matters
     */
    boolean work(TickGrid grid, long nowNs) {
        boolean active = false;
        for (int i = streams.size() - 1; i >= 0; i--) {
            TickedStream stream = streams.get(i);
            if (grid.works(stream.phase())) {
                work(stream, nowNs);
            }
            active |= stream.active();
        }
        return active;
    }

    private void remove(TickedStream stream) {
        leaving.add(stream);
        streams.remove(stream);
        byId.remove(stream.spec().id());
    }

    /** All that was sent is with the kernel: who takes streams over may go on. */
    void flushed() {
        if (!leaving.isEmpty()) {
            long flushedNs = clock.nanoTime();
            leaving.forEach(stream -> stream.flushed(flushedNs));
            leaving.clear();
        }
    }

    /** Ends them all, without a BYE. */
    void close(long nowNs) {
        streams.forEach(stream -> stream.close(false, nowNs));
        streams.clear();
        byId.clear();
    }
}
