package io.mediachassis.sim.station;

import io.mediachassis.blade.rtsp.Delivery;
import io.mediachassis.blade.rtsp.MediaException;
import io.mediachassis.blade.rtsp.PlayAnswer;
import io.mediachassis.blade.rtsp.PlayRequest;
import io.mediachassis.blade.rtsp.StreamHandle;
import io.mediachassis.blade.rtsp.StreamRequest;
import io.mediachassis.blade.rtsp.Whereabouts;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A console and the RTSP server that it speaks to: asks for a program until it gets it, plays, pauses, seeks, goes
 * faster, leaves, comes back. What it asks is answered by the desk of a blade.
 */
final class SimConsole {
    private static final long MS = 1_000_000L;
    private static final long TICKS_PER_MS = 27_000L;
    /** The RTSP server answers 503 before. */
    private static final long UNANSWERED_NS = 12_000 * MS;
    private static final long UNREACHABLE_NS = 3_000 * MS;
    /** A player without packets gives up. */
    private static final long STARVED_NS = 4_000 * MS;

    final int number;
    private final StationWorld world;
    private final SplittableRandom random;
    /** A player that opens with SETUP at the station address and can't be redirected. */
    private final boolean anchored;
    private State state = State.AWAY;
    private boolean over;
    private int attempt;
    private SimProgram program;
    private long resumeTicks;
    private long sinceNs;
    private String reason = "";
    private @Nullable SimBlade anchor;
    private int anchorLife;
    private @Nullable StreamHandle handle;
    private @Nullable StreamLedger ledger;

    private enum State { AWAY, ASKING, REFUSED, PLAYING, PAUSED }

    SimConsole(StationWorld world, int number) {
        this.world = world;
        this.number = number;
        this.random = world.random.split();
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
        state(State.ASKING);
        SimBlade director = world.station();
        if (director == null) {
            retry("nobody answers at the station address");
        } else if (anchored) {
            open(director, StationWorld.STATION);
        } else {
            this.<Whereabouts>request(director, director.life, "DESCRIBE",
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
        int life = blade.life;
        this.<StreamHandle>request(blade, life, "SETUP", () -> blade.parts().desk.open(setup), (opened, why) -> {
            if (opened == null) {
                retry(why);
                return;
            }
            handle = opened;
            anchor = blade;
            anchorLife = life;
            StreamLedger mine = new StreamLedger(world, this, program, opened.ssrc(), opened.session());
            ledger = mine;
            world.invariants.opened(mine);
            int my = attempt;
            opened.onEnded(ended -> world.at(world.now + delay(), () -> {
                if (attempt == my) {
                    world.trace(this + " hears that its stream is over: " + ended);
                    again();
                }
            }));
            report(my);
            watch(my);
            play(OptionalLong.of(resumeTicks / TICKS_PER_MS), 1);
        });
    }

    private void retry(String why) {
        attempt++;
        reason = why;
        state(State.REFUSED);
        int my = attempt;
        world.at(world.now + (200 + random.nextInt(1500)) * MS, () -> {
            if (attempt == my) {
                ask();
            }
        });
    }

    /** Its stream is over: it asks for the rest. */
    private void again() {
        StreamLedger known = ledger;
        if (known != null && known.position() > 0) {
            resumeTicks = known.atEnd() ? 0 : known.position();
        }
        close();
        attempt++;
        ask();
    }

    // ---- playing -----------------------------------------------------------------------------------------------

    private void play(OptionalLong fromMs, double speed) {
        StreamHandle mine = handle;
        StreamLedger mineToo = ledger;
        SimBlade at = anchor;
        if (mine == null || mineToo == null || at == null) {
            return;
        }
        fromMs.ifPresent(ms -> mineToo.mayStartAt(ms * TICKS_PER_MS));
        mineToo.mayPlayAt(speed);
        int my = attempt;
        PlayRequest request = new PlayRequest(fromMs, OptionalLong.empty(), 1, speed);
        this.<PlayAnswer>request(at, anchorLife, "PLAY", () -> mine.play(request), (answer, why) -> {
            if (answer == null) {
                world.trace(this + " may not play: " + why);
                close();
                retry(why);
            } else {
                state(State.PLAYING);
                actLater(my);
            }
        });
    }

    private void pause() {
        StreamHandle mine = handle;
        SimBlade at = anchor;
        if (mine == null || at == null) {
            return;
        }
        int my = attempt;
        this.<PlayAnswer>request(at, anchorLife, "PAUSE", mine::pause, (answer, why) -> {
            if (answer == null) {
                close();
                retry(why);
            } else {
                state(State.PAUSED);
                actLater(my);
            }
        });
    }

    private void actLater(int my) {
        world.at(world.now + (500 + random.nextInt(9500)) * MS, () -> {
            if (attempt == my && !over) {
                act(my);
            }
        });
    }

    private void act(int my) {
        int dice = random.nextInt(20);
        long seek = random.nextLong(program.durationTicks()) / TICKS_PER_MS;
        if (state == State.PAUSED) {
            play(dice < 12 ? OptionalLong.empty() : OptionalLong.of(seek), 1);
        } else if (dice < 4) {
            pause();
        } else if (dice < 9) {
            play(OptionalLong.of(seek), 1);
        } else if (dice < 11) {
            play(OptionalLong.empty(), 2);
        } else if (dice < 13) {
            close();
            attempt++;
            state(State.AWAY);
            resumeTicks = 0;
            world.at(world.now + random.nextInt(6000) * MS, this::start);
        } else {
            actLater(my);
        }
    }

    /** Each second: does it still get packets? */
    private void watch(int my) {
        world.at(world.now + 1000 * MS, () -> {
            StreamLedger mine = ledger;
            if (attempt != my || over || mine == null) {
                return;
            }
            if (state == State.PLAYING && mine.atEnd() && world.now - mine.lastNs() > 1500 * MS) {
                play(OptionalLong.of(0), 1);
            } else if (state == State.PLAYING && quietNs(mine) > STARVED_NS && !mine.atEnd()) {
                world.trace(this + " starves");
                again();
                return;
            }
            watch(my);
        });
    }

    private long quietNs(StreamLedger mine) {
        return world.now - Math.max(sinceNs, mine.lastNs());
    }

    /** RTCP goes to the station address. */
    private void report(int my) {
        world.at(world.now + (4000 + random.nextInt(2000)) * MS, () -> {
            StreamLedger mine = ledger;
            SimBlade director = world.station();
            if (attempt != my || mine == null) {
                return;
            }
            if (director != null) {
                int life = director.life;
                ByteBuffer packet = receiverReport(mine.ssrc);
                world.at(world.now + delay(), () -> director.run(life, () -> director.parts().rtcp.forward(
                        packet, new InetSocketAddress("10.1.0." + number, 20_001 + 2 * number))));
            }
            report(my);
        });
    }

    private ByteBuffer receiverReport(int ssrc) {
        return ByteBuffer.allocate(32).putInt(0x81c90007).putInt(number).putInt(ssrc).position(32).flip();
    }

    // ---- the connection ----------------------------------------------------------------------------------------

    /** The process that holds its conversation has ended, and its system says so. */
    void connectionReset(SimBlade blade, int life) {
        if (anchor == blade && anchorLife == life && handle != null) {
            int my = attempt;
            world.at(world.now + delay(), () -> {
                if (attempt == my && !over) {
                    again();
                }
            });
        }
    }

    void leave() {
        over = true;
        attempt++;
        close();
        state(State.AWAY);
    }

    private void close() {
        StreamHandle mine = handle;
        SimBlade at = anchor;
        handle = null;
        anchor = null;
        if (mine != null && at != null) {
            closeAt(at, anchorLife, mine);
        }
    }

    private void closeAt(SimBlade blade, int life, StreamHandle mine) {
        world.at(world.now + delay(), () -> {
            if (!blade.alive || blade.life != life) {
                return;
            } else if (blade.isolated > 0) {
                world.at(world.now + 1000 * MS, () -> closeAt(blade, life, mine));
            } else {
                blade.run(life, () -> mine.close("the console left"));
            }
        });
    }

    private long delay() {
        return (200 + random.nextInt(3000)) * 1000L;
    }

    /**
     * Asks a blade and hears the answer, or why there is none.
     *
     * @param then takes the answer or null, and the reason
     */
    private <T> void request(
            SimBlade blade, int life, String what, Supplier<CompletionStage<T>> asked, BiConsumer<@Nullable T, String> then) {
        int my = attempt;
        boolean[] done = new boolean[1];
        BiConsumer<@Nullable T, String> once = (answer, why) -> {
            if (!done[0]) {
                done[0] = true;
                then.accept(answer, why);
            }
        };
        if (!blade.alive || blade.life != life || !blade.reachable()) {
            long after = blade.alive ? UNREACHABLE_NS : delay();
            world.at(world.now + after, () -> hear(my, () -> once.accept(null, "blade " + blade.slot + " does not answer")));
            return;
        }
        long askedNs = world.now;
        world.at(world.now + delay(), () -> blade.run(life, () -> asked.get().whenComplete((answer, error) ->
                world.at(world.now + delay(), () -> {
                    if (attempt != my || done[0]) {
                        discard(blade, life, answer);
                    } else if (error != null) {
                        once.accept(null, text(error));
                    } else {
                        once.accept(answer, "");
                    }
                }))));
        world.at(world.now + UNANSWERED_NS, () -> hear(my, () -> {
            if (!done[0]) {
                if (blade.alive && blade.life == life && !world.invariants.touched(blade.slot, UNANSWERED_NS)
                        && !world.network.disturbedSince(askedNs)) {
                    world.fail("S4", this + ": blade " + blade.slot + " does not answer its " + what);
                }
                once.accept(null, "blade " + blade.slot + " does not answer");
            }
        }));
    }

    private void hear(int my, Runnable code) {
        if (attempt == my) {
            code.run();
        }
    }

    /** Nobody waits for it any more: the server closes what was opened. */
    private <T> void discard(SimBlade blade, int life, @Nullable T answer) {
        if (answer instanceof StreamHandle opened) {
            closeAt(blade, life, opened);
        }
    }

    private static String text(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return cause instanceof MediaException media
                ? media.rtspStatus() + " " + media.getMessage()
                : String.valueOf(cause);
    }

    private void state(State next) {
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
        StreamLedger mine = ledger;
        if (!world.invariants.whole(program)) {
            return;
        }
        if (state == State.PLAYING && mine != null && !mine.atEnd() && quietNs(mine) > 2500 * MS) {
            world.fail("S4", this + " gets no packets though it plays " + mine + " at " + mine.position() / 27_000
                    + " ms, last from blade " + mine.sender());
        } else if (state == State.ASKING && world.now - sinceNs > 8000 * MS) {
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
