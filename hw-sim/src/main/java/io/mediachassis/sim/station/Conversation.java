package io.mediachassis.sim.station;

import io.mediachassis.blade.rtsp.StreamHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A console's RTSP connection to the blade that anchors its stream. An agent that is killed may leave it to the next
 * one, with what {@code ConversationKeeper} wrote down of it; what is asked meanwhile waits in the kernel.
 *
 * <pre>
 *   HELD --agent is killed--> LEFT --next agent finds the stream--> HELD
 *                             LEFT --it does not--> OVER, and the console sees its connection reset
 *   HELD --agent is killed, nothing is kept--> OVER, the same
 *   any  --the board loses power, the console leaves--> OVER
 * </pre>
 */
final class Conversation implements ConsoleRequests.Server {
    private static final long MS = 1_000_000L;
    /** As {@code RtspServer} has it. */
    private static final long ADOPTION_NS = 12_000 * MS;

    private final SimBlade anchor;
    private final ConsoleStream console;
    private final List<Runnable> inKernel = new ArrayList<>();
    private State state = State.HELD;
    private int life;
    private StreamHandle handle;
    private byte[] memento = new byte[0];

    private enum State { HELD, LEFT, OVER }

    /** @param life of its agent */
    Conversation(SimBlade anchor, int life, ConsoleStream console, StreamHandle handle) {
        this.anchor = anchor;
        this.life = life;
        this.console = console;
        this.handle = handle;
    }

    // ---- the console's side ------------------------------------------------------------------------------------

    void begin() {
        handle.onEnded(console::ended);
        anchor.supervisor.opened(this);
        keep();
    }

    <T> CompletionStage<T> ask(Function<StreamHandle, CompletionStage<T>> request) {
        return request.apply(handle);
    }

    void teardown() {
        handle.close("the console left");
        state = State.OVER;
    }

    boolean isOver() {
        return state == State.OVER;
    }

    @Override
    public SimBlade blade() {
        return anchor;
    }

    @Override
    public boolean listens() {
        return state == State.LEFT ? anchor.isolated == 0 : lives() && anchor.reachable();
    }

    @Override
    public boolean lives() {
        return state == State.LEFT || (state == State.HELD && anchor.lives(life));
    }

    @Override
    public void arrived(Runnable request) {
        if (state == State.LEFT) {
            inKernel.add(request);
        } else if (state == State.HELD) {
            anchor.run(life, request);
        }
    }

    @Override
    public void done() {
        keep();
    }

    // ---- the blade's side --------------------------------------------------------------------------------------

    /** What is left of it is as it is now: before a request is answered, and each second. */
    void keep() {
        boolean wanted = memento.length == 0 || anchor.world.guards.contains(Guards.KEPT_FRESH);
        if (wanted && state == State.HELD && anchor.lives(life) && handle.alive()) {
            memento = handle.memento();
        }
    }

    void agentKilled(boolean keeps) {
        if (state == State.OVER) {
            return;
        }
        boolean left = keeps && memento.length > 0 && (state == State.LEFT || handle.alive());
        state = State.LEFT;
        if (!left) {
            reset(anchor.name() + " is no more");
        }
    }

    void lost() {
        state = State.OVER;
    }

    void adopt() {
        if (state != State.LEFT) {
            return;
        }
        int inLife = anchor.life();
        boolean[] done = new boolean[1];
        anchor.parts().adoption.adopt(memento).whenComplete((found, error) -> {
            if (!done[0] && error == null) {
                adopted(found, inLife);
            } else if (!done[0]) {
                notFound(String.valueOf(error.getMessage()));
            }
            done[0] = true;
        });
        anchor.after(ADOPTION_NS, () -> {
            if (!done[0]) {
                done[0] = true;
                notFound("it takes too long");
            }
        });
    }

    private void adopted(StreamHandle found, int inLife) {
        if (state != State.LEFT) {
            found.close("its connection is over");
            return;
        }
        state = State.HELD;
        life = inLife;
        handle = found;
        found.onEnded(console::ended);
        keep();
        console.adopted();
        List<Runnable> waiting = new ArrayList<>(inKernel);
        inKernel.clear();
        waiting.forEach(request -> anchor.run(life, request));
    }

    private void notFound(String why) {
        if (state == State.LEFT) {
            console.notFound(anchor, why);
            reset("its stream is not found: " + why);
        }
    }

    private void reset(String why) {
        if (state == State.LEFT) {
            state = State.OVER;
            console.connectionLost(why);
        }
    }
}
