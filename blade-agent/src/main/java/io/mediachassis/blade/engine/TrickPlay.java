package io.mediachassis.blade.engine;

import io.mediachassis.blade.playout.HandOverPoint;
import io.mediachassis.blade.playout.PlayoutCommand;
import io.mediachassis.blade.playout.PlayoutProxy;
import io.mediachassis.blade.playout.PlayoutSource;
import io.mediachassis.blade.playout.StreamPoint;
import io.mediachassis.blade.playout.TrickJob;
import io.mediachassis.blade.playout.TrickSource;
import io.mediachassis.blade.playout.TrickThread;
import io.mediachassis.blade.rtsp.MediaException;
import io.mediachassis.blade.rtsp.PlayRequest;
import io.mediachassis.blade.trick.Scales;
import io.mediachassis.blade.trick.TrickPoint;
import io.mediachassis.blade.trick.TrickProducer;
import io.mediachassis.blade.ts.SegmentIndex;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes one stream from scale to scale. It is paused first, so that what follows continues exactly what was sent; then
 * the new source is prepared, and the playout told to go on with it. {@link #change} on the playout thread, while no
 * other change is under way; the rest on any.
 */
final class TrickPlay {
    private static final long TICKS_PER_MS = SegmentIndex.TICKS_PER_SECOND / 1000;

    private final long session;
    private final PlayoutSource program;
    private final PlayoutProxy playout;
    private final TrickThread thread;
    private final IntConsumer onNearBorder;
    private volatile @Nullable TrickJob job;
    /** How another engine left it that has sent it before. */
    private volatile @Nullable TrickPoint left;
    private volatile double scale = Scales.NORMAL;
    private volatile boolean ended;
    private volatile boolean closed;

    /** Hears how a change went; any thread. Once the playout has taken it, the stream's listener hears that as well. */
    interface Outcome {
        /** The playout will go on at this scale, which is 1 where the program has no pictures. */
        void going(double playedScale);

        void refused(MediaException why);

        /** What is at that program time can't be read here. */
        void unreadable(long ticks);
    }

    /** Hears why a stream of another engine can't be gone on with; any thread. */
    interface NotTaken {
        void failed(String why);

        /** Its media can't be read here. */
        void unreadable(String why);
    }

    /**
     * Starts at normal scale.
     *
     * @param left how another engine left it that sent it at another scale
     * @param onNearBorder takes the segment that comes next and is elsewhere, shortly before; on the trick thread
     */
    TrickPlay(long session, PlayoutSource program, PlayoutProxy playout, TrickThread thread, @Nullable TrickPoint left,
            IntConsumer onNearBorder) {
        this.session = session;
        this.program = program;
        this.playout = playout;
        this.thread = thread;
        this.left = left;
        this.onNearBorder = onNearBorder;
    }

    /** Whether this PLAY needs {@link #change}, and isn't just for the playout. */
    boolean concerns(PlayRequest request, boolean hasSent) {
        boolean seek = hasSent && request.fromMs().isPresent();
        return TrickJob.canPlay(program)
                && (job != null || left != null || request.playedScale() != Scales.NORMAL || seek);
    }

    /** At which it plays. */
    double scale() {
        return scale;
    }

    /** Where it is; null in normal play. */
    @Nullable TrickPoint point() {
        TrickJob now = job;
        return now == null ? left : now.source().now();
    }

    /** The end of what is played was reached. */
    void onEnd() {
        ended = true;
    }

    void close() {
        closed = true;
        closeJob();
    }

    private void closeJob() {
        TrickJob now = job;
        if (now != null) {
            now.close();
        }
    }

    // ---- between engines ---------------------------------------------------------------------------------------

    /** Another engine goes on before that segment, or {@link TrickJob#NOW}, or {@link TrickJob#NEVER}. */
    void leaveAt(int segment) {
        TrickJob now = job;
        if (now != null) {
            now.leaveAt(segment);
        }
    }

    /**
     * Goes on where another engine stopped at another scale.
     *
     * @param otherwise hears that it can't, and why
     * @return false when it can't be tried
     */
    boolean takeOver(HandOverPoint point, TrickPoint trick, long dueNs, NotTaken otherwise) {
        boolean endsProgram = trick.scale() > 0 ? trick.toTicks() == Long.MAX_VALUE : trick.toTicks() == 0;
        TrickProducer.Start start = TrickProducer.Start.takenOver(trick, point.positionTicks());
        return prepare(start, endsProgram, new Prepared() {
            @Override
            public void ready(TrickSource source) {
                if (!playout.offer(new PlayoutCommand.TakeOver(session, point, dueNs, source))) {
                    otherwise.failed("The playout takes no more orders now");
                }
            }

            @Override
            public void nothing() {
                otherwise.failed("No pictures can be read at " + point.positionTicks() / TICKS_PER_MS + " ms");
            }

            @Override
            public void failed(String why) {
                otherwise.failed(why);
            }

            @Override
            public void unreadable(String why) {
                otherwise.unreadable(why);
            }
        });
    }

    // ---- another scale -----------------------------------------------------------------------------------------

    /** The stream is paused at {@code at}; what {@code request} asks comes next. */
    void change(PlayRequest request, StreamPoint at, Outcome outcome) {
        long from = request.fromMs().isPresent() ? request.fromMs().getAsLong() * TICKS_PER_MS : at.positionTicks();
        TrickJob before = job;
        if (request.playedScale() == Scales.NORMAL) {
            toNormal(request, from, outcome);
        } else if (before != null && !ended && scale == request.playedScale() && request.fromMs().isEmpty()
                && request.toMs().isEmpty()) {
            resume(before.source(), request, outcome);
        } else {
            toScale(request, from, outcome);
        }
    }

    private void toNormal(PlayRequest request, long from, Outcome outcome) {
        closeJob();
        TrickJob back = TrickJob.splice(program, from, new TrickJob.Listener() {
            @Override
            public void onReady(TrickSource unused, ByteBuffer splice) {
                normal(request, from, splice, outcome);
            }

            @Override
            public void onNothing() {
                normal(request, from, null, outcome);
            }

            @Override
            public void onFailed(String why) {
                normal(request, from, null, outcome);
            }
        });
        if (!thread.offer(back)) {
            normal(request, from, null, outcome);
        }
    }

    private void normal(PlayRequest request, long from, @Nullable ByteBuffer splice, Outcome outcome) {
        job = null;
        left = null;
        scale = Scales.NORMAL;
        long to = request.toMs().isPresent() ? request.toMs().getAsLong() * TICKS_PER_MS : PlayoutCommand.Play.TO_END;
        offer(new PlayoutCommand.Play(session, from, to, null, request.usedSpeed(), splice), outcome);
    }

    private void toScale(PlayRequest request, long from, Outcome outcome) {
        double wanted = request.playedScale();
        long to = request.toMs().isPresent() ? request.toMs().getAsLong() * TICKS_PER_MS : wanted < 0 ? 0 : Long.MAX_VALUE;
        TrickPoint before = point();
        TrickProducer.Start start = new TrickProducer.Start(wanted, from, to,
                before == null && request.fromMs().isEmpty(),
                before == null ? -1 : before.clock(), before == null ? 0 : before.lead());
        boolean offered = prepare(start, request.toMs().isEmpty(), new Prepared() {
            @Override
            public void ready(TrickSource source) {
                resume(source, request, outcome);
            }

            @Override
            public void nothing() {
                normal(request, from, null, outcome);
            }

            @Override
            public void failed(String why) {
                outcome.refused(new MediaException(500, why));
            }

            @Override
            public void unreadable(String why) {
                outcome.unreadable(from);
            }
        });
        if (!offered) {
            outcome.refused(new MediaException(453, "As many streams play at another scale as this blade can prepare"));
        }
    }

    /** What becomes of a job; one of them. */
    private interface Prepared {
        void ready(TrickSource source);

        void nothing();

        void failed(String why);

        void unreadable(String why);
    }

    private boolean prepare(TrickProducer.Start start, boolean endsProgram, Prepared then) {
        TrickJob[] made = new TrickJob[1];
        made[0] = TrickJob.play(program, start, endsProgram, new TrickJob.Listener() {
            @Override
            public void onReady(TrickSource source, ByteBuffer unused) {
                closeJob();
                job = made[0];
                left = null;
                scale = start.scale();
                ended = false;
                if (closed) {
                    closeJob();
                }
                then.ready(source);
            }

            @Override
            public void onNothing() {
                then.nothing();
            }

            @Override
            public void onFailed(String why) {
                then.failed(why);
            }

            @Override
            public void onUnreadable(String why) {
                then.unreadable(why);
            }

            @Override
            public void onNearBorder(int segment) {
                onNearBorder.accept(segment);
            }
        });
        return thread.offer(made[0]);
    }

    private void resume(TrickSource source, PlayRequest request, Outcome outcome) {
        offer(new PlayoutCommand.Play(session, PlayoutCommand.Play.RESUME, PlayoutCommand.Play.TO_END, source,
                request.usedSpeed(), null), outcome);
    }

    private void offer(PlayoutCommand.Play play, Outcome outcome) {
        outcome.going(scale);
        if (!playout.offer(play)) {
            outcome.refused(new MediaException(503, "The playout takes no more orders now"));
        }
    }
}
