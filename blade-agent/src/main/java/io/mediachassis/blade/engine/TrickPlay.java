package io.mediachassis.blade.engine;

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
import io.mediachassis.blade.trick.TrickProducer;
import io.mediachassis.blade.ts.SegmentIndex;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes one stream from scale to scale. It is paused first, so that what follows continues exactly what was sent; then
 * the new source is prepared, and the playout told to go on with it. {@link #change} on the playout thread, while no
 * other change is under way; {@link #concerns} and {@link #close} on any.
 */
final class TrickPlay {
    private static final long TICKS_PER_MS = SegmentIndex.TICKS_PER_SECOND / 1000;

    private final long session;
    private final PlayoutSource program;
    private final PlayoutProxy playout;
    private final TrickThread thread;
    private volatile @Nullable TrickJob job;
    private volatile double scale = Scales.NORMAL;
    private volatile boolean ended;
    private volatile boolean closed;

    /** Hears how a change went; any thread. Once the playout has taken it, the stream's listener hears that as well. */
    interface Outcome {
        /** The playout will go on at this scale, which is 1 where the program has no pictures. */
        void going(double playedScale);

        void refused(MediaException why);
    }

    TrickPlay(long session, PlayoutSource program, PlayoutProxy playout, TrickThread thread) {
        this.session = session;
        this.program = program;
        this.playout = playout;
        this.thread = thread;
    }

    /** Whether this PLAY needs {@link #change}, and isn't just for the playout. */
    boolean concerns(PlayRequest request, boolean hasSent) {
        boolean seek = hasSent && request.fromMs().isPresent();
        return TrickJob.canPlay(program) && (job != null || request.playedScale() != Scales.NORMAL || seek);
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
            toScale(request, from, before, outcome);
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
        scale = Scales.NORMAL;
        long to = request.toMs().isPresent() ? request.toMs().getAsLong() * TICKS_PER_MS : PlayoutCommand.Play.TO_END;
        offer(new PlayoutCommand.Play(session, from, to, null, request.usedSpeed(), splice), outcome);
    }

    private void toScale(PlayRequest request, long from, @Nullable TrickJob before, Outcome outcome) {
        double wanted = request.playedScale();
        long to = request.toMs().isPresent() ? request.toMs().getAsLong() * TICKS_PER_MS : wanted < 0 ? 0 : Long.MAX_VALUE;
        TrickProducer.Start start = new TrickProducer.Start(wanted, from, to,
                before == null && request.fromMs().isEmpty(),
                before == null ? -1 : before.clock(), before == null ? 0 : before.lead());
        TrickJob[] made = new TrickJob[1];
        TrickJob next = TrickJob.play(program, start, request.toMs().isEmpty(), new TrickJob.Listener() {
            @Override
            public void onReady(TrickSource source, ByteBuffer unused) {
                closeJob();
                job = made[0];
                scale = wanted;
                ended = false;
                if (closed) {
                    closeJob();
                }
                resume(source, request, outcome);
            }

            @Override
            public void onNothing() {
                normal(request, from, null, outcome);
            }

            @Override
            public void onFailed(String why) {
                outcome.refused(new MediaException(500, why));
            }
        });
        made[0] = next;
        if (!thread.offer(next)) {
            outcome.refused(new MediaException(453, "As many streams play at another scale as this blade can prepare"));
        }
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
