package io.mediachassis.backplane.host;

import io.mediachassis.backplane.proto.Processor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;

/** How busy each processor was over the last minute: hrProcessorLoad (RFC 2790). Pure, one thread. */
final class ProcessorLoads {
    private static final long WINDOW_NS = TimeUnit.MINUTES.toNanos(1);
    private static final int PERCENT = 100;

    private record Sample(long atNs, SortedMap<Integer, ProcessorTimes> times) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    /** Takes a sample in, and says what the minute up to it was like; until there is a minute, what there is of it. */
    List<Processor> sample(SortedMap<Integer, ProcessorTimes> times, long nowNs) {
        samples.addLast(new Sample(nowNs, times));
        while (samples.size() > 2 && nowNs - samples.getFirst().atNs() > WINDOW_NS) {
            samples.removeFirst();
        }
        SortedMap<Integer, ProcessorTimes> before = samples.getFirst().times();
        List<Processor> loads = new ArrayList<>();
        times.forEach((number, now) -> loads.add(Processor.newBuilder()
                .setNumber(number + 1)
                .setLoadPercent(percent(before.getOrDefault(number, now), now))
                .build()));
        return loads;
    }

    /** 0 to 100; 0 when no time has passed. A processor that was switched off may seem to go back. */
    private static int percent(ProcessorTimes before, ProcessorTimes now) {
        long all = now.all() - before.all();
        long busy = all - (now.idle() - before.idle());
        return all <= 0 ? 0 : (int) Math.max(0, Math.min(PERCENT, (busy * PERCENT + all / 2) / all));
    }
}
