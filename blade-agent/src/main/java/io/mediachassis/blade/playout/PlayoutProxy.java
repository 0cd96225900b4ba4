package io.mediachassis.blade.playout;

import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.MpscArrayQueue;

/**
 * Other threads' way to a playout thread. A command is taken at the next tick, in order; what became of it comes
 * through the stream's listener. Any thread.
 */
public final class PlayoutProxy {
    private final MpscArrayQueue<PlayoutCommand> commands;
    private final Runnable wake;
    private final AtomicLong refused = new AtomicLong();

    PlayoutProxy(MpscArrayQueue<PlayoutCommand> commands, Runnable wake) {
        this.commands = commands;
        this.wake = wake;
    }

    /** Hands over a command. Returns false, and counts, when the thread has as many waiting as it takes ("busy"). */
    public boolean offer(PlayoutCommand command) {
        if (!commands.offer(command)) {
            refused.incrementAndGet();
            return false;
        }
        wake.run();
        return true;
    }

    /** Commands that were refused because the queue was full. */
    public long refused() {
        return refused.get();
    }
}
