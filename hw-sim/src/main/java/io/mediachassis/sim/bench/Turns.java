package io.mediachassis.sim.bench;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.sim.bench.RegistryRow.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.HdrHistogram.Histogram;

/**
 * What several threads did at once in a time.
 *
 * @param perSecond of all together
 * @param times of each, microseconds
 */
record Turns(double perSecond, Histogram times) {
    /** Runs each on a thread of its own, again and again. */
    static Turns of(List<Work> work, Duration time, Clock clock) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            long startNs = clock.nanoTime();
            long endNs = startNs + time.toNanos();
            List<CompletableFuture<Histogram>> running = new ArrayList<>();
            for (Work one : work) {
                running.add(CompletableFuture.supplyAsync(() -> repeat(one, endNs, clock), threads));
            }
            Histogram all = new Histogram(3);
            for (CompletableFuture<Histogram> one : running) {
                all.add(one.join());
            }
            return new Turns(all.getTotalCount() * 1e9 / (clock.nanoTime() - startNs), all);
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(String.valueOf(e.getCause()), e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Histogram repeat(Work work, long endNs, Clock clock) {
        Histogram times = new Histogram(3);
        long beginNs = clock.nanoTime();
        for (long n = 0; endNs - beginNs > 0; n++) {
            try {
                work.once(n);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
            long nowNs = clock.nanoTime();
            times.recordValue((nowNs - beginNs) / 1000);
            beginNs = nowNs;
        }
        return times;
    }

    static double perSecond(List<Turns> turns) {
        return turns.stream().mapToDouble(Turns::perSecond).average().orElseThrow();
    }

    static double percentileMs(List<Turns> turns, double percent) {
        Histogram all = new Histogram(3);
        turns.forEach(turn -> all.add(turn.times()));
        return all.getValueAtPercentile(percent) / 1000.0;
    }
}
