package io.mediachassis.blade.engine;

import io.mediachassis.blade.playout.HandOverPoint;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a stream's next segment (seed 002 claims 16 and 17), as the engine decides that sends this one. Pure: events
 * in, actions out; one thread.
 *
 * <pre>
 *   SENDING    near end            -> ASKING      Ask
 *   ASKING     this engine         -> SENDING
 *   ASKING     engine k            -> PRELOADING  Preload k, or Fetch where the stream can't move: -> SENDING
 *   ASKING     none, no answer     -> SENDING where the segment is here; else ASKING again, AskLater, at last Lost
 *   PRELOADING ready               -> READY       YieldBefore; Direct where the segment's end has passed: -> MOVED
 *   PRELOADING refused, k is gone  -> ASKING      without k
 *   READY      k is gone           -> ASKING      without k, Keep
 *   READY      given up            -> MOVED       Direct k
 *   SENDING    given up            -> ASKING      Ask: it was to move, and k went just then
 *   other      given up            -> same        the point waits for an engine
 *   any        near another's end  -> ASKING      Ask for that one; READY: Keep, Release k
 *   any        played elsewhere    -> SENDING     Keep, Release k
 *   other      ready, but too late -> same        Release k
 *
 *   any        moves to k          -> READY       YieldSoon; or where k is not ready yet -> PRELOADING  Preload k
 *   PRELOADING ready, moving       -> READY       YieldSoon
 *   PRELOADING, READY refused, k is gone, moving -> SENDING  Keep
 * </pre>
 *
 * <p>A stream moves in the middle of a segment in a swap of consoles (claims 21 and 22).
 */
final class HandOver {
    static final long RETRY_NS = 100_000_000;
    /** Half a minute of tries; a console that gets nothing for so long has given up. */
    private static final int TRIES = 300;

    private enum State {
        SENDING,
        ASKING,
        PRELOADING,
        READY,
        MOVED
    }

    private final int slot;
    private final boolean movable;
    private final Set<Integer> excluded = new TreeSet<>();
    private State state = State.SENDING;
    private boolean moving;
    private int segment = -1;
    private boolean heldHere;
    private int next;
    private int tries;
    private @Nullable HandOverPoint point;
    private long dueNs;

    /** What is to be done. */
    sealed interface Action {
        /** Ask the director which engine sends the segment. */
        record Ask(int segment, Set<Integer> excluded) implements Action {}

        /** Ask again after {@link #RETRY_NS}: call {@link HandOver#onRetry}. */
        record AskLater() implements Action {}

        /**
         * Tell that engine to open the stream and read ahead.
         *
         * @param returned in exchange for a console of its own
         */
        record Preload(int slot, int segment, boolean returned) implements Action {}

        /** Copy the segment here from that engine, since the stream can't move. */
        record Fetch(int slot, int segment) implements Action {}

        /** Give the stream up at the segment's start. */
        record YieldBefore(int segment) implements Action {}

        /** Give the stream up where another engine can go on unnoticed. */
        record YieldSoon() implements Action {}

        /** Don't give it up after all. */
        record Keep() implements Action {}

        /** Direct that engine to go on; the point's packet is due at {@code dueNs}. */
        record Direct(int slot, HandOverPoint point, long dueNs) implements Action {}

        /** Tell that engine that it need not wait for the stream: what is preloaded takes another's place. */
        record Release(int slot) implements Action {}

        /** Nobody has the segment: the stream is over. */
        record Lost(int segment) implements Action {}
    }

    /**
     * @param slot this engine
     * @param movable whether another engine can send to this console
     */
    HandOver(int slot, boolean movable) {
        this.slot = slot;
        this.movable = movable;
    }

    /**
     * The segment being sent ends soon. What was arranged for an earlier one is off: that one came here meanwhile, and
     * was sent after all.
     */
    List<Action> onNearEnd(int nextSegment, boolean here) {
        boolean another = nextSegment != segment && !moving && point == null && state != State.MOVED;
        if (state != State.SENDING && !another) {
            return List.of();
        }
        boolean arranged = state == State.READY;
        int waiting = next;
        about(nextSegment, here);
        Action asked = ask().get(0);
        return arranged ? List.of(new Action.Keep(), new Action.Release(waiting), asked) : List.of(asked);
    }

    private void about(int wanted, boolean here) {
        segment = wanted;
        heldHere = here;
        excluded.clear();
        tries = 0;
        moving = false;
    }

    /**
     * The stream moves to another engine as soon as that can go on unnoticed.
     *
     * @param current the segment being sent
     * @param ready whether that engine waits for it; else it is told to
     */
    List<Action> onMove(int engine, int current, boolean ready) {
        if (state == State.MOVED || point != null) {
            return List.of();
        }
        about(current, true);
        moving = true;
        next = engine;
        state = ready ? State.READY : State.PRELOADING;
        return List.of(ready ? new Action.YieldSoon() : new Action.Preload(engine, current, true));
    }

    /**
     * The director's answer; 0: none, or none came.
     *
     * @param here whether the segment is on this engine by now, be it in part: the director may have had it copied here
     */
    List<Action> onEngine(int engine, boolean here) {
        if (state != State.ASKING) {
            return List.of();
        }
        heldHere |= here;
        if (engine == slot && heldHere) {
            state = State.SENDING;
            return List.of();
        } else if (engine == 0 || engine == slot) {
            return none();
        } else if (!movable) {
            state = State.SENDING;
            return List.of(new Action.Fetch(engine, segment));
        }
        next = engine;
        state = State.PRELOADING;
        return List.of(new Action.Preload(engine, segment, false));
    }

    /** Time to ask again. */
    List<Action> onRetry() {
        return state == State.ASKING ? ask() : List.of();
    }

    /** The engine's answer to the preload. */
    List<Action> onPreloaded(int engine, boolean ready) {
        if (state != State.PRELOADING || engine != next) {
            boolean wanted = engine == next && (state == State.READY || state == State.MOVED);
            return ready && !wanted ? List.of(new Action.Release(engine)) : List.of();
        } else if (!ready) {
            return without(engine);
        }
        HandOverPoint waiting = point;
        if (waiting != null) {
            state = State.MOVED;
            return List.of(new Action.Direct(next, waiting, dueNs));
        }
        state = State.READY;
        return List.of(moving ? new Action.YieldSoon() : new Action.YieldBefore(segment));
    }

    /** The link to an engine is down. */
    List<Action> onEngineGone(int engine) {
        if (engine != next || (state != State.PRELOADING && state != State.READY)) {
            return List.of();
        }
        return without(engine);
    }

    /** The playout gave it up: the point's packet is due at {@code due}. */
    List<Action> onYielded(HandOverPoint at, long due) {
        point = at;
        dueNs = due;
        if (state == State.SENDING) {
            heldHere = false;
            return ask();
        } else if (state != State.READY) {
            return List.of();
        }
        state = State.MOVED;
        return List.of(new Action.Direct(next, at, due));
    }

    /** The console seeks or pauses: what was arranged for the segment's end no longer holds. */
    List<Action> onPlayedElsewhere() {
        if (state == State.MOVED || state == State.SENDING) {
            return List.of();
        }
        boolean arranged = state == State.READY;
        state = State.SENDING;
        return arranged ? List.of(new Action.Keep(), new Action.Release(next)) : List.of();
    }

    /** Whether nothing is arranged for another engine, nor asked. */
    boolean isIdle() {
        return state == State.SENDING && point == null;
    }

    /** The segment that is arranged for; an answer about another one comes too late. */
    int segment() {
        return segment;
    }

    /** Whether nothing is left to do for a stream that is sent no more. */
    boolean isOver() {
        return point == null || state == State.MOVED;
    }

    private List<Action> without(int engine) {
        boolean arranged = state == State.READY;
        if (moving && point == null) {
            state = State.SENDING;
            return List.of(new Action.Keep());
        }
        excluded.add(engine);
        List<Action> asked = ask();
        return arranged ? List.of(new Action.Keep(), asked.get(0)) : asked;
    }

    private List<Action> ask() {
        state = State.ASKING;
        Set<Integer> others = new TreeSet<>(excluded);
        if (point != null) {
            // It is closed here.
            others.add(slot);
        }
        return List.of(new Action.Ask(segment, Set.copyOf(others)));
    }

    private List<Action> none() {
        if (heldHere && point == null) {
            state = State.SENDING;
            return List.of();
        }
        if (++tries >= TRIES) {
            state = State.MOVED;
            return List.of(new Action.Lost(segment));
        }
        // Whoever refused may have room again.
        excluded.clear();
        return List.of(new Action.AskLater());
    }
}
