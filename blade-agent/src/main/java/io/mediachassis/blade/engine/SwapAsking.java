package io.mediachassis.blade.engine;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How an engine gets rid of a console that is about to overrun what has arrived of its segment (seed 002 claims 21 and
 * 22). Pure: events in, actions out; one thread.
 *
 * <pre>
 *   PLAYING    overrun foreseen       -> ASKING      Ask the director
 *   ASKING     engine k               -> REQUESTING  Request k
 *   ASKING     none, no answer        -> HELD        Hold: the stream waits for what arrives, and is asked for again later
 *   REQUESTING k takes it             -> MOVING      Move k
 *   REQUESTING k returns console r    -> RETURNING   until r is here
 *   REQUESTING refused                -> ASKING      without k
 *   RETURNING  r is here              -> MOVING      Move k
 *   RETURNING  late                   -> HELD        Cancel k
 *   HELD       some time on           -> PLAYING
 *   MOVING     still here             -> PLAYING     Cancel k
 * </pre>
 */
final class SwapAsking {
    /** What a hand-over, or the return of a console, takes at most. */
    static final long PATIENCE_NS = 3_000_000_000L;
    /** After which the director is asked again. */
    static final long HOLD_NS = 2_000_000_000L;

    private enum State {
        PLAYING,
        ASKING,
        REQUESTING,
        RETURNING,
        MOVING,
        HELD
    }

    private final Set<Integer> excluded = new TreeSet<>();
    private State state = State.PLAYING;
    private int engine;
    private long returned;
    private long here;
    private long sinceNs;

    /** What is to be done. */
    sealed interface Action {
        /** Ask the director who holds the whole segment. */
        record Ask(Set<Integer> excluded) implements Action {}

        /** Ask that engine to take the console. */
        record Request(int slot, boolean exchange) implements Action {}

        /** Hand the stream over to that engine, which waits for it. */
        record Move(int slot) implements Action {}

        /** That engine need not wait any more. */
        record Cancel(int slot) implements Action {}

        /** Nobody takes it: its speed is what arrives. */
        record Hold() implements Action {}
    }

    /** The stream will overrun what has arrived. */
    List<Action> onForeseen(long nowNs) {
        if (state != State.PLAYING) {
            return List.of();
        }
        excluded.clear();
        return ask(nowNs);
    }

    /** The director's answer; 0: none, or none came. */
    List<Action> onEngine(int slot, boolean full, long nowNs) {
        if (state != State.ASKING) {
            return List.of();
        } else if (slot == 0 || excluded.contains(slot)) {
            become(State.HELD, nowNs);
            return List.of(new Action.Hold());
        }
        engine = slot;
        become(State.REQUESTING, nowNs);
        return List.of(new Action.Request(slot, full));
    }

    /**
     * The engine's answer.
     *
     * @param session the console that it returns, 0 none
     */
    List<Action> onAnswer(boolean takes, long session, long nowNs) {
        if (state != State.REQUESTING) {
            return takes ? List.of(new Action.Cancel(engine)) : List.of();
        } else if (!takes) {
            excluded.add(engine);
            return ask(nowNs);
        } else if (session != 0 && session != here) {
            returned = session;
            become(State.RETURNING, nowNs);
            return List.of();
        }
        become(State.MOVING, nowNs);
        return List.of(new Action.Move(engine));
    }

    /** Whether this console is expected in exchange. */
    boolean expects(int fromSlot) {
        return engine == fromSlot && (state == State.RETURNING || state == State.REQUESTING);
    }

    /** A console is sent by this engine from now on. */
    List<Action> onTaken(long session, long nowNs) {
        if (state == State.REQUESTING) {
            // Before the answer that tells of it.
            here = session;
        }
        if (state != State.RETURNING || session != returned) {
            return List.of();
        }
        become(State.MOVING, nowNs);
        return List.of(new Action.Move(engine));
    }

    /** Time passes. */
    List<Action> onTick(long nowNs) {
        long gone = nowNs - sinceNs;
        if (state == State.HELD && gone >= HOLD_NS) {
            become(State.PLAYING, nowNs);
        } else if (state == State.RETURNING && gone >= PATIENCE_NS) {
            become(State.HELD, nowNs);
            return List.of(new Action.Cancel(engine), new Action.Hold());
        } else if (state == State.MOVING && gone >= PATIENCE_NS) {
            become(State.PLAYING, nowNs);
            return List.of(new Action.Cancel(engine));
        } else if ((state == State.ASKING || state == State.REQUESTING) && gone >= 2 * PATIENCE_NS) {
            become(State.PLAYING, nowNs);
        }
        return List.of();
    }

    private List<Action> ask(long nowNs) {
        become(State.ASKING, nowNs);
        return List.of(new Action.Ask(Set.copyOf(excluded)));
    }

    private void become(State next, long nowNs) {
        state = next;
        sinceNs = nowNs;
    }
}
