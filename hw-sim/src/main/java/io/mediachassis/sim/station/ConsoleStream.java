package io.mediachassis.sim.station;

import io.mediachassis.blade.rtsp.PlayAnswer;
import io.mediachassis.blade.rtsp.PlayRequest;
import io.mediachassis.blade.rtsp.StreamHandle;
import io.mediachassis.sim.station.SimConsole.State;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** What a console does with its stream: plays, pauses, seeks, goes faster, leaves, and sees whether packets come. */
final class ConsoleStream {
    private static final long MS = 1_000_000L;
    static final long TICKS_PER_MS = 27_000L;
    /** A player without packets gives up. */
    private static final long STARVED_NS = 4_000 * MS;
    /** The longest silence of a stream that goes on, be it by another engine. */
    private static final long SILENCE_NS = 700 * MS;

    private final StationWorld world;
    private final SimConsole console;
    private final SplittableRandom random;
    private final ConsoleRequests requests;
    private final SimProgram program;
    /** When nobody had room for it last. */
    private long noRoomNs = Long.MIN_VALUE / 2;
    private final StreamLedger ledger;
    private final Conversation conversation;
    private boolean closed;
    private boolean asking;
    private long obeyedNs;
    private long goesOnUntilNs;

    /** @param life of the blade's agent that opened it */
    ConsoleStream(
            SimConsole console, SplittableRandom random, ConsoleRequests requests, SimProgram program, SimBlade anchor,
            int life, StreamHandle opened) {
        this.world = console.world;
        this.console = console;
        this.random = random;
        this.requests = requests;
        this.program = program;
        this.ledger = new StreamLedger(world, console, program, opened.ssrc(), opened.session());
        this.conversation = new Conversation(anchor, life, this, opened);
    }

    void begin(long fromTicks) {
        world.invariants.opened(ledger);
        conversation.begin();
        new ConsoleReports(world, console.number, requests, random).on(ledger.ssrc, () -> !closed);
        watch();
        play(OptionalLong.of(fromTicks / TICKS_PER_MS), 1);
    }

    /** Where it would have to be opened again, in program time; 0 where it is at its end. */
    long resumeTicks(long before) {
        return ledger.position() == 0 ? before : ledger.atEnd() ? 0 : ledger.position();
    }

    // ---- what it is --------------------------------------------------------------------------------------------

    SimBlade anchor() {
        return conversation.blade();
    }

    SimProgram program() {
        return program;
    }

    /** Program time of the next packet. */
    long position() {
        return ledger.position();
    }

    /** Whether it plays, and gets packets from another blade than the one that it speaks to. */
    boolean sentElsewhere() {
        boolean flows = ledger.lastNs() > obeyedNs && world.now - ledger.lastNs() < 300 * MS && !ledger.atEnd();
        return console.state() == State.PLAYING && !asking && !closed && flows && ledger.sender() != anchor().slot;
    }

    /**
     * Until then nothing that goes wrong may end it: S6. It asks nothing meanwhile.
     *
     * @param unbroken whether it doesn't even need a rescue
     */
    void goesOn(long untilNs, boolean unbroken) {
        goesOnUntilNs = untilNs;
        if (unbroken) {
            ledger.unbrokenUntil(untilNs);
        }
    }

    private void broken(String how) {
        if (!closed && world.now < goesOnUntilNs) {
            world.fail("S6", this + " of blade " + anchor().slot + " is broken: " + how);
        }
    }

    void close() {
        if (!closed) {
            closed = true;
            requests.close(conversation, conversation::teardown);
        }
    }

    // ---- what it does ------------------------------------------------------------------------------------------

    private void play(OptionalLong fromMs, double speed) {
        fromMs.ifPresent(ms -> ledger.mayStartAt(ms * TICKS_PER_MS));
        ledger.mayPlayAt(speed);
        asking = true;
        PlayRequest request = new PlayRequest(fromMs, OptionalLong.empty(), 1, speed);
        requests.<PlayAnswer>ask(
                conversation, "PLAY", () -> conversation.ask(stream -> stream.play(request)),
                (answer, why) -> obeyed(answer != null, "PLAY", why, State.PLAYING));
    }

    private void pause() {
        asking = true;
        requests.<PlayAnswer>ask(
                conversation, "PAUSE", () -> conversation.ask(StreamHandle::pause),
                (answer, why) -> obeyed(answer != null, "PAUSE", why, State.PAUSED));
    }

    private void obeyed(boolean obeyed, String what, String why, State then) {
        asking = false;
        obeyedNs = world.now;
        if (obeyed) {
            console.is(then);
            actLater();
        } else {
            world.trace(console + " may not " + what + ": " + why);
            if (conversation.lives()) {
                world.invariants.refused(console + " may not " + what, program, why);
            }
            console.retry(why);
        }
    }

    private void actLater() {
        world.at(world.now + (500 + random.nextInt(9500)) * MS, () -> {
            if (!closed) {
                act();
            }
        });
    }

    private void act() {
        if (world.now < goesOnUntilNs) {
            actLater();
            return;
        }
        int dice = random.nextInt(20);
        long seek = random.nextLong(program.durationTicks()) / TICKS_PER_MS;
        if (console.state() == State.PAUSED) {
            play(dice < 12 ? OptionalLong.empty() : OptionalLong.of(seek), 1);
        } else if (dice < 4) {
            pause();
        } else if (dice < 9) {
            play(OptionalLong.of(seek), 1);
        } else if (dice < 11) {
            play(OptionalLong.empty(), 2);
        } else if (dice < 13) {
            console.goAway(random.nextInt(6000) * MS);
        } else {
            actLater();
        }
    }

    /** Each second: does it still get packets? */
    private void watch() {
        world.at(world.now + 1000 * MS, () -> {
            if (closed) {
                return;
            }
            boolean playing = console.state() == State.PLAYING;
            if (playing && ledger.atEnd() && world.now - ledger.lastNs() > 1500 * MS) {
                play(OptionalLong.of(0), 1);
                watch();
                return;
            }
            if (playing && !asking && !ledger.atEnd() && quietNs() > SILENCE_NS) {
                broken("nothing comes for " + quietNs() / MS + " ms");
            }
            if (playing && quietNs() > STARVED_NS && !ledger.atEnd()) {
                world.trace(console + " starves");
                console.again();
                return;
            }
            watch();
        });
    }

    private long quietNs() {
        return world.now - Math.max(console.sinceNs(), ledger.lastNs());
    }

    // ---- what happens to it ------------------------------------------------------------------------------------

    /** Its anchor says that it is over. */
    void ended(String reason) {
        broken("it is over: " + reason);
        later(console + " hears that its stream is over: " + reason);
    }

    /** The system of the blade that it speaks to resets its connection. */
    void connectionLost(String why) {
        broken("the connection is lost: " + why);
        later(console + " loses its connection: " + why);
    }

    private void later(String what) {
        world.at(world.now + requests.delay(), () -> {
            if (!closed) {
                world.trace(what);
                console.again();
            }
        });
    }

    /** The next agent speaks on its connection. */
    void adopted() {
        world.trace(console + " is in the next agent's hands");
    }

    /** The next agent does not find its stream. */
    void notFound(SimBlade anchor, String why) {
        if (!closed && console.state() == State.PLAYING && !ledger.atEnd()) {
            world.invariants.notFound(this.toString(), anchor, program, why);
        }
    }

    @Override
    public String toString() {
        return ledger.toString();
    }

    /** Once all is healed. */
    void checkServed() {
        if (waitsForRoom()) {
            noRoomNs = world.now;
        }
        boolean asked = world.now - noRoomNs > 2500 * MS;
        if (console.state() == State.PLAYING && !ledger.atEnd() && quietNs() > 2500 * MS && asked) {
            world.fail("S4", console + " gets no packets though it plays " + ledger + " at "
                    + ledger.position() / TICKS_PER_MS + " ms, last from blade " + ledger.sender());
        }
    }

    /** It is at a border, and whoever has the next segment sends all that he can: nothing running is degraded for it. */
    private boolean waitsForRoom() {
        return program.isNearBorder(ledger.position(), 1) && world.blades.stream()
                .filter(blade -> blade.store.holds(program, program.segmentAt(ledger.position())))
                .allMatch(blade -> blade.parts().streams.count() >= blade.capacity);
    }
}
