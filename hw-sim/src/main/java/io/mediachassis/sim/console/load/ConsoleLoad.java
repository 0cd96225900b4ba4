package io.mediachassis.sim.console.load;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.sim.console.receive.RepairTimes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Runs many consoles, on a thread for each processor. */
public final class ConsoleLoad {
    private ConsoleLoad() {}

    /**
     * Runs them for as long as the settings say. Blocks.
     *
     * @throws IOException when sockets can't be had, as for want of descriptors
     */
    public static LoadResult run(LoadSettings settings, Clock clock) throws IOException, InterruptedException {
        int parts = Math.min(settings.consoles(), Runtime.getRuntime().availableProcessors());
        List<LoadThread> loads = new ArrayList<>();
        try {
            for (int i = 0; i < parts; i++) {
                int first = (int) ((long) settings.consoles() * i / parts);
                int next = (int) ((long) settings.consoles() * (i + 1) / parts);
                loads.add(new LoadThread(settings, first, next - first, clock));
            }
            List<Thread> threads = new ArrayList<>();
            for (LoadThread load : loads) {
                Thread thread = new Thread(load, "consoles-" + threads.size());
                thread.setDaemon(true);
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            RepairTimes times = new RepairTimes();
            LoadResult sum = LoadResult.NOTHING;
            for (LoadThread load : loads) {
                sum = load.addTo(sum, times);
            }
            return sum;
        } finally {
            loads.forEach(LoadThread::close);
        }
    }
}
