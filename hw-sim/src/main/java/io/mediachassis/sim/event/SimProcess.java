package io.mediachassis.sim.event;

import java.util.ArrayList;
import java.util.List;

/**
 * A board's process, in one life after the other. It can be killed (its system closes its connections), lose power
 * (nothing is closed), or be stopped: then it runs no code, its clock goes on, and what it was sent waits.
 */
public abstract class SimProcess {
    private final String name;
    private final List<Runnable> backlog = new ArrayList<>();
    private boolean alive;
    private boolean stopped;
    private boolean endedSilently;
    private int life;

    protected SimProcess(String name) {
        this.name = name;
    }

    public final String name() {
        return name;
    }

    public final boolean alive() {
        return alive;
    }

    public final boolean stopped() {
        return stopped;
    }

    public final boolean runs() {
        return alive && !stopped;
    }

    /** It ended with its board, which takes longer to come back than a process. */
    public final boolean endedSilently() {
        return endedSilently;
    }

    /** Which life of the process this is: what was meant for an earlier one is void. */
    public final int life() {
        return life;
    }

    /** Whether it still is the process of that life. */
    public final boolean lives(int inLife) {
        return alive && life == inLife;
    }

    /** Runs it now, or once the process is continued, unless that life is over. */
    public final void run(int inLife, Runnable code) {
        if (!lives(inLife)) {
            return;
        }
        if (stopped) {
            backlog.add(() -> run(inLife, code));
            return;
        }
        execute(code);
    }

    public final void start() {
        if (alive) {
            return;
        }
        if (endedSilently) {
            endedSilently = false;
            boardStarted();
        }
        alive = true;
        stopped = false;
        life++;
        backlog.clear();
        trace(name + " starts");
        boot();
    }

    /**
     * The process ends.
     *
     * @param silent its whole board stops, so that nobody closes its connections for it
     */
    public final void end(boolean silent) {
        endedSilently |= silent;
        if (!alive) {
            return;
        }
        alive = false;
        stopped = false;
        backlog.clear();
        trace(name + (silent ? " loses power" : " is killed"));
        ended(silent);
    }

    public final void stop() {
        if (runs()) {
            stopped = true;
            trace(name + " is stopped");
        }
    }

    public final void goOn() {
        if (!alive || !stopped) {
            return;
        }
        stopped = false;
        trace(name + " is continued");
        List<Runnable> waiting = new ArrayList<>(backlog);
        backlog.clear();
        continued();
        waiting.forEach(Runnable::run);
    }

    /** Runs code of its own, and looks at what must hold. */
    protected abstract void execute(Runnable code);

    /** Its system comes up again, and resets connections that it does not know. */
    protected abstract void boardStarted();

    /** Its process begins. */
    protected abstract void boot();

    /**
     * Its process has ended.
     *
     * @param silent as for {@link #end}
     */
    protected abstract void ended(boolean silent);

    /** Before what came meanwhile is run. */
    protected void continued() {}

    protected abstract void trace(String text);
}
