package io.mediachassis.sim.station;

import io.mediachassis.blade.rtsp.Delivery;
import io.mediachassis.blade.rtsp.StreamHandle;
import io.mediachassis.blade.rtsp.StreamRequest;
import io.mediachassis.blade.rtsp.Whereabouts;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A console: asks for a program until it gets it, watches it ({@link ConsoleStream}), leaves, comes back. What it asks
 * is answered by the desk of a blade.
 */
final class SimConsole {
    private static final long MS = 1_000_000L;

    final int number;
    final StationWorld world;
    private final SplittableRandom random;
    private final ConsoleRequests requests;
    /** A player that opens with SETUP at the station address and can't be redirected. */
    private final boolean anchored;
    private State state = State.AWAY;
    private boolean over;
    private int attempt;
    private SimProgram program;
    private long resumeTicks;
    private long sinceNs;
    private String reason = "";
    private @Nullable ConsoleStream stream;

    enum State { AWAY, ASKING, REFUSED, PLAYING, PAUSED }

    SimConsole(StationWorld world, int number) {
        this.world = world;
        this.number = number;
        this.random = world.random.split();
        this.requests = new ConsoleRequests(world, this, random);
        this.anchored = random.nextBoolean();
        this.program = world.programs.get(random.nextInt(world.programs.size()));
    }

    void start() {
        if (!over) {
            if (random.nextInt(4) == 0) {
                program = world.programs.get(random.nextInt(world.programs.size()));
                resumeTicks = 0;
            }
            ask();
        }
    }

    // ---- asking ------------------------------------------------------------------------------------------------

    private void ask() {
        attempt++;
        is(State.ASKING);
        SimBlade director = world.station();
        if (director == null) {
            retry("nobody answers at the station address");
        } else if (anchored) {
            open(director, StationWorld.STATION);
        } else {
            requests.<Whereabouts>ask(new ConsoleRequests.Life(director, director.life()), "DESCRIBE",
                    () -> director.parts().desk.whereIs(program.id, StationWorld.STATION), (answer, why) -> {
                        if (answer instanceof Whereabouts.Elsewhere elsewhere) {
                            int slot = StationWorld.slotOf(elsewhere.rtspBase().toString());
                            open(world.blade(slot), StationWorld.address(slot));
                        } else {
                            retry(answer instanceof Whereabouts.Busy ? "busy" : answer == null ? why : "not found");
                        }
                    });
        }
    }

    private void open(SimBlade blade, String localAddress) {
        StreamRequest setup = new StreamRequest(program.id, "10.1.0." + number,
                new Delivery.Udp(20_000 + 2 * number, 20_001 + 2 * number), "console " + number, localAddress);
        ConsoleRequests.Life asked = new ConsoleRequests.Life(blade, blade.life());
        requests.<StreamHandle>ask(asked, "SETUP", () -> blade.parts().desk.open(setup), (opened, why) -> {
            if (opened == null) {
                retry(why);
                return;
            }
            ConsoleStream mine = new ConsoleStream(this, random, requests, program, blade, asked.life(), opened);
            stream = mine;
            mine.begin(resumeTicks);
        });
    }

    /** It is refused something, and asks again after a while. */
    void retry(String why) {
        close();
        attempt++;
        reason = why;
        is(State.REFUSED);
        int my = attempt;
        world.at(world.now + (200 + random.nextInt(1500)) * MS, () -> {
            if (attempt == my) {
                ask();
            }
        });
    }

    /** Its stream is over: it asks for the rest. */
    void again() {
        ConsoleStream mine = stream;
        if (mine != null) {
            resumeTicks = mine.resumeTicks(resumeTicks);
        }
        close();
        attempt++;
        ask();
    }

    /** It has seen enough for a while. */
    void goAway(long awayNs) {
        close();
        attempt++;
        is(State.AWAY);
        resumeTicks = 0;
        world.at(world.now + awayNs, this::start);
    }

    void leave() {
        over = true;
        attempt++;
        close();
        is(State.AWAY);
    }

    private void close() {
        ConsoleStream mine = stream;
        stream = null;
        if (mine != null) {
            mine.close();
        }
    }

    // ---- state -------------------------------------------------------------------------------------------------

    /** What it asked before is void once this is another. */
    int attempt() {
        return attempt;
    }

    State state() {
        return state;
    }

    /** What it watches now. */
    @Nullable ConsoleStream stream() {
        return stream;
    }

    /** When its state was another last. */
    long sinceNs() {
        return sinceNs;
    }

    void is(State next) {
        if (next != state || next == State.REFUSED) {
            world.trace(this + " is " + next + (next == State.REFUSED ? ": " + reason : ""));
        }
        if (next != state) {
            sinceNs = world.now;
        }
        state = next;
    }

    /** Once all is healed. */
    void checkServed() {
        if (!world.invariants.whole(program)) {
            return;
        }
        if (stream != null) {
            stream.checkServed();
        }
        if (state == State.ASKING && world.now - sinceNs > 8000 * MS) {
            world.fail("S4", this + " was neither served nor refused for 8 s");
        } else if (state == State.REFUSED && !reason.startsWith("453") && !reason.equals("busy")
                && !reason.startsWith("503")) {
            world.fail("S4", this + " was refused though all is well: " + reason);
        }
    }

    @Override
    public String toString() {
        return "console " + number;
    }
}
