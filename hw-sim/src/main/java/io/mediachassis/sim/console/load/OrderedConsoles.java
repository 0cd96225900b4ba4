package io.mediachassis.sim.console.load;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.sim.console.ConsolePlayer;
import io.mediachassis.sim.console.ConsoleSettings;
import io.mediachassis.sim.console.PlayResult;
import io.mediachassis.sim.console.description.DescriptionException;
import io.mediachassis.sim.console.description.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Many consoles in a staggered set, whole ones, each of which seeks, jumps or winds once at a moment of its own, and then
 * plays on for as long as it may take to be back on multicast. What they play is looked at, packet by packet, and thrown
 * away.
 */
public final class OrderedConsoles {
    public static final int MOST = 200;
    private static final Duration LATENCY = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final double[] SCALES = {8, 4, -4, -8, 0.5};

    private OrderedConsoles() {}

    /**
     * How it is run.
     *
     * @param interval between the set's streams; each console's buffer is as long
     * @param length of the program
     * @param folder for the parts of buffers that are on disk
     */
    public record Settings(Target target, String interfaceName, int consoles, Duration interval, Duration length, long seed,
            Path folder) {
        public Settings {
            if (consoles < 1 || consoles > MOST) {
                throw new IllegalArgumentException("consoles with orders are 1 to " + MOST + ", not " + consoles);
            }
        }

        /** Back on multicast by then. */
        Duration back() {
            return interval.multipliedBy(2);
        }
    }

    /**
     * What came of one.
     *
     * @param order it gave
     * @param continuityErrors breaks in what it played that nothing announced
     */
    private record One(String order, PlayResult result, long continuityErrors) {}

    /**
     * Runs them. Blocks.
     *
     * @throws IOException when one could not play at all
     */
    public static OrderedResult run(Settings settings, Clock clock) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(2 * settings.consoles());
        try {
            List<Future<One>> plays = new ArrayList<>();
            for (int i = 0; i < settings.consoles(); i++) {
                SplittableRandom random = new SplittableRandom(settings.seed() + i);
                plays.add(threads.submit(() -> play(settings, random, threads, clock)));
            }
            OrderedResult sum = OrderedResult.NOTHING;
            for (Future<One> play : plays) {
                One one = play.get();
                sum = sum.plus(one.order(), one.result(), one.continuityErrors(), settings.back());
            }
            return sum;
        } catch (ExecutionException e) {
            throw new IOException("a console could not play: " + e.getMessage(), e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static One play(Settings settings, SplittableRandom random, ExecutorService threads, Clock clock)
            throws IOException, DescriptionException, InterruptedException, ExecutionException {
        ConsolePlayer player = new ConsolePlayer(
                new ConsoleSettings(settings.interfaceName(), true, true, settings.interval(), LATENCY, true, null, PATIENCE),
                clock, random, new PrintStream(OutputStream.nullOutputStream()));
        CheckedOutput played = new CheckedOutput();
        CompletableFuture<String> ordered = new CompletableFuture<>();
        CountDownLatch over = new CountDownLatch(1);
        Future<?> orders = threads.submit(() -> {
            try {
                played.awaitFirst();
                boolean early = over.await(random.nextLong(500, 3000), TimeUnit.MILLISECONDS);
                ordered.complete(order(player, settings, random, over));
                early |= over.await(settings.back().plusSeconds(3).toMillis(), TimeUnit.MILLISECONDS);
                String unused = early ? "" : player.control().stop().join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            PlayResult result = player.play(settings.target(), played, settings.folder());
            return new One(ordered.getNow("none"), result, played.errors());
        } finally {
            over.countDown();
            boolean unused = orders.cancel(true);
        }
    }

    /** Leaves room for two intervals behind where it goes: nearer to the end nothing comes back. */
    private static String order(ConsolePlayer player, Settings settings, SplittableRandom random, CountDownLatch over)
            throws InterruptedException {
        long last = Math.max(1, settings.length().minus(settings.back()).toMillis());
        Duration to = Duration.ofMillis(random.nextLong(last));
        if (random.nextBoolean()) {
            return "seek " + to.toSeconds() + ": " + player.control().seek(to).join();
        }
        double scale = SCALES[random.nextInt(SCALES.length)];
        if (scale < 0) {
            String unused = player.control().seek(to).join();
        }
        String wound = player.control().scale(scale).join();
        boolean early = over.await(random.nextLong(1000, 2500), TimeUnit.MILLISECONDS);
        return "scale " + scale + ": " + wound + (early ? ", and the play was over" : "") + "; play: " + player.control().play().join();
    }
}
