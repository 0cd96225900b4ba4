package io.mediachassis.blade.rtsp;

import java.time.Duration;

/**
 * The state of one RTSP session (RFC 2326 A.2), with the ways in which consoles go away. Pure: events and the time in,
 * one action out; owned by one thread.
 *
 * <pre>
 *   INIT    SETUP      -> INIT     OPEN      then OPENED -> READY
 *   INIT    PLAY,PAUSE -> INIT     REFUSE
 *   READY   SETUP      -> READY    OPEN      another transport: the stream is opened anew
 *   READY   PLAY       -> READY    START     then PLAYED -> PLAYING
 *   READY   PAUSE      -> READY    ANSWER    players pause before they tear down, playing or not
 *   PLAYING SETUP      -> PLAYING  REFUSE    RFC 2326 10.4
 *   PLAYING PLAY       -> PLAYING  START     a seek at once; queued ranges are not kept
 *   PLAYING PAUSE      -> PLAYING  STOP      then PAUSED -> READY
 *   any     TEARDOWN, STREAM_ENDED           -> CLOSED CLOSE
 *   any     CONNECTION_LOST, interleaved     -> CLOSED CLOSE
 *   any     CONNECTION_LOST, UDP             -> same   NONE   CLOSE at the TICK after the grace, unless
 *   any     CONNECTION_TAKEN                 -> same   NONE   another connection came in time
 *   any     TICK, not heard for the timeout  -> CLOSED CLOSE
 *   CLOSED  anything                         -> CLOSED REFUSE (requests), NONE
 * </pre>
 */
final class SessionMachine {
    enum State {
        INIT,
        READY,
        PLAYING,
        CLOSED
    }

    enum Event {
        SETUP,
        OPENED,
        PLAY,
        PLAYED,
        PAUSE,
        PAUSED,
        TEARDOWN,
        STREAM_ENDED,
        CONNECTION_LOST,
        CONNECTION_TAKEN,
        TICK
    }

    enum Action {
        NONE,
        /** Open the stream, closing the one there was. */
        OPEN,
        START,
        STOP,
        /** Nothing to do; say 200. */
        ANSWER,
        /** 455 Method Not Valid in This State. */
        REFUSE,
        /** The session is over: close the stream, forget the session. */
        CLOSE
    }

    private final long timeoutNs;
    private final long graceNs;
    private State state = State.INIT;
    private boolean interleaved;
    private boolean connected = true;
    private long lostNs;
    private long heardNs;

    SessionMachine(Duration timeout, Duration grace, long nowNs) {
        this.timeoutNs = timeout.toNanos();
        this.graceNs = grace.toNanos();
        this.heardNs = nowNs;
    }

    State state() {
        return state;
    }

    boolean connected() {
        return connected;
    }

    /** Whether the media goes over the connection, so that neither outlives the other. */
    void interleaved(boolean value) {
        interleaved = value;
    }

    /** The console was heard at that time, by a request or by RTCP. */
    void heard(long atNs) {
        if (atNs - heardNs > 0) {
            heardNs = atNs;
        }
    }

    Action on(Event event, long nowNs) {
        if (state == State.CLOSED) {
            return switch (event) {
                case SETUP, PLAY, PAUSE, TEARDOWN -> Action.REFUSE;
                default -> Action.NONE;
            };
        }
        return switch (event) {
            case SETUP -> state == State.PLAYING ? Action.REFUSE : Action.OPEN;
            case OPENED -> become(State.READY, Action.NONE);
            case PLAY -> state == State.INIT ? Action.REFUSE : Action.START;
            case PLAYED -> become(State.PLAYING, Action.NONE);
            case PAUSE -> switch (state) {
                case INIT, CLOSED -> Action.REFUSE;
                case READY -> Action.ANSWER;
                case PLAYING -> Action.STOP;
            };
            case PAUSED -> become(State.READY, Action.NONE);
            case TEARDOWN, STREAM_ENDED -> become(State.CLOSED, Action.CLOSE);
            case CONNECTION_LOST -> lost(nowNs);
            case CONNECTION_TAKEN -> {
                connected = true;
                yield Action.NONE;
            }
            case TICK -> expired(nowNs) ? become(State.CLOSED, Action.CLOSE) : Action.NONE;
        };
    }

    private Action lost(long nowNs) {
        if (interleaved) {
            return become(State.CLOSED, Action.CLOSE);
        }
        if (connected) {
            connected = false;
            lostNs = nowNs;
        }
        return Action.NONE;
    }

    private boolean expired(long nowNs) {
        return nowNs - heardNs >= timeoutNs || (!connected && nowNs - lostNs >= graceNs);
    }

    private Action become(State next, Action action) {
        state = next;
        return action;
    }
}
