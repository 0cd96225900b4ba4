package io.mediachassis.blade.engine;

import io.mediachassis.blade.nvod.SendingRuns.Run;
import io.mediachassis.blade.playout.StreamListener;
import io.mediachassis.blade.playout.StreamMetrics;
import io.mediachassis.blade.playout.StreamPoint;
import java.util.function.BiConsumer;

/** A run that is open in the playout. The listener's methods on the playout thread. */
final class MulticastRun implements StreamListener {
    private final Run run;
    private final ProgramSource source;
    private final StreamMetrics metrics = new StreamMetrics();
    private final BiConsumer<MulticastRun, String> onFailed;

    MulticastRun(Run run, ProgramSource source, BiConsumer<MulticastRun, String> onFailed) {
        this.run = run;
        this.source = source;
        this.onFailed = onFailed;
    }

    Run run() {
        return run;
    }

    ProgramSource source() {
        return source;
    }

    StreamMetrics metrics() {
        return metrics;
    }

    @Override
    public void onPlaying(long stream, StreamPoint next) {}

    @Override
    public void onPaused(long stream, StreamPoint next) {}

    /** Who opened it closes it when its time is over. */
    @Override
    public void onEnd(long stream, StreamPoint next) {}

    @Override
    public void onFailed(long stream, StreamFailure failure, String text) {
        onFailed.accept(this, text);
    }
}
