package io.mediachassis.sim.station;

import io.mediachassis.blade.rtsp.MediaException;
import io.mediachassis.blade.rtsp.StreamHandle;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a console asks of a blade over the network, and the answer that it hears, or why there is none. */
final class ConsoleRequests {
    private static final long MS = 1_000_000L;
    /** The RTSP server answers 503 before. */
    private static final long UNANSWERED_NS = 12_000 * MS;
    private static final long UNREACHABLE_NS = 3_000 * MS;

    private final StationWorld world;
    private final SimConsole console;
    private final SplittableRandom random;

    /** Whom a console asks. */
    interface Server {
        SimBlade blade();

        /** Whether what is sent now is heard, or waits until it is. */
        boolean listens();

        /** Whether it is still the process that was asked. */
        boolean lives();

        /** A request has come. */
        void arrived(Runnable request);

        /** It is about to be answered. */
        default void done() {}
    }

    /** One life of a blade's process. */
    record Life(SimBlade blade, int life) implements Server {
        @Override
        public boolean listens() {
            return lives() && blade.reachable();
        }

        @Override
        public boolean lives() {
            return blade.lives(life);
        }

        @Override
        public void arrived(Runnable request) {
            blade.run(life, request);
        }
    }

    ConsoleRequests(StationWorld world, SimConsole console, SplittableRandom random) {
        this.world = world;
        this.console = console;
        this.random = random;
    }

    /** A way through the network. */
    long delay() {
        return (200 + random.nextInt(3000)) * 1000L;
    }

    /**
     * Asks, and hears the answer unless the console asks for something new meanwhile.
     *
     * @param then takes the answer or null, and the reason
     */
    <T> void ask(
            Server server, String what, Supplier<CompletionStage<T>> asked, BiConsumer<@Nullable T, String> then) {
        int attempt = console.attempt();
        SimBlade blade = server.blade();
        boolean[] done = new boolean[1];
        BiConsumer<@Nullable T, String> once = (answer, why) -> {
            if (!done[0]) {
                done[0] = true;
                then.accept(answer, why);
            }
        };
        Runnable silent = () -> once.accept(null, blade.name() + " does not answer");
        if (!server.listens()) {
            world.at(world.now + (blade.alive() ? UNREACHABLE_NS : delay()), () -> ifAwaited(attempt, silent));
            return;
        }
        long askedNs = world.now;
        world.at(world.now + delay(), () -> server.arrived(() -> asked.get().whenComplete((answer, error) -> {
            server.done();
            world.at(world.now + delay(), () -> {
                if (console.attempt() != attempt || done[0]) {
                    discard(server, answer);
                } else if (error != null) {
                    once.accept(null, text(error));
                } else {
                    once.accept(answer, "");
                }
            });
        })));
        world.at(world.now + UNANSWERED_NS, () -> ifAwaited(attempt, () -> {
            if (!done[0] && server.lives() && !world.invariants.touched(blade.slot, UNANSWERED_NS)
                    && !world.network.disturbedSince(askedNs)) {
                world.fail("S4", console + ": " + blade.name() + " does not answer its " + what);
            }
            silent.run();
        }));
    }

    private void ifAwaited(int attempt, Runnable code) {
        if (console.attempt() == attempt) {
            code.run();
        }
    }

    /** Nobody waits for it any more: the server closes what was opened. */
    private <T> void discard(Server server, @Nullable T answer) {
        if (answer instanceof StreamHandle opened) {
            close(server, () -> opened.close("the console left"));
        }
    }

    /** The console ends its connection; where nobody can hear that, it is heard later. */
    void close(Server server, Runnable closing) {
        world.at(world.now + delay(), () -> {
            if (!server.lives()) {
                return;
            } else if (server.blade().isolated > 0) {
                world.at(world.now + 1000 * MS, () -> close(server, closing));
            } else {
                server.arrived(closing);
            }
        });
    }

    private static String text(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return cause instanceof MediaException media
                ? media.rtspStatus() + " " + media.getMessage()
                : String.valueOf(cause);
    }
}
