package io.mediachassis.sim.bench;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.sim.demo.Demo;
import io.mediachassis.sim.demo.UnitWatch;
import io.mediachassis.sim.unit.SupervisedProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/** A blade's agent is killed and started again: time from the start of its process until it is in service. */
final class AgentStartRow implements Row {
    private static final int BLADES = 4;
    private static final double TARGET_S = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** How often the API is asked; a start is seen so much too late at most. */
    private static final long LOOK_NS = 10_000_000L;

    @Override
    public String name() {
        return "agent-start";
    }

    @Override
    public Result run(Bench bench) throws IOException {
        Demo demo = bench.bringUpTogether(BLADES);
        demo.publish(List.of(bench.shortSample()));
        double[] seconds = new double[bench.settings().starts()];
        for (int i = 0; i < seconds.length; i++) {
            int director = demo.watch().director();
            int slot = demo.unit().plan().populated().stream()
                    .filter(s -> s != director)
                    .findFirst()
                    .orElseThrow();
            seconds[i] = restart(bench.clock(), demo, slot);
            bench.say(String.format("start %d of %d took %.2f s", i + 1, seconds.length, seconds[i]));
        }
        Samples samples = new Samples(seconds);
        String told = String.format("%d starts: median %.2f s, max %.2f s (ours is the median)",
                samples.count(), samples.median(), samples.max());
        return Result.lowerIsBetter(name(), samples.median(), TARGET_S, "target", "s", 1, List.of(told));
    }

    private static double restart(Clock clock, Demo demo, int slot) throws IOException {
        SupervisedProcess process = demo.unit().blade(slot);
        long old = process.pid().orElseThrow(() -> new IOException("blade " + slot + " does not run"));
        long deadline = clock.nanoTime() + PATIENCE.toNanos();
        process.crash();
        while (!inService(demo.watch(), process, slot, old)) {
            if (deadline - clock.nanoTime() <= 0) {
                throw new IOException("Waited " + PATIENCE.toSeconds() + " s for blade " + slot + " to be in service");
            }
            LockSupport.parkNanos(LOOK_NS);
        }
        long nowNs = clock.nanoTime();
        long startedNs = process.startedNs().orElseThrow(() -> new IOException("blade " + slot + " ended again"));
        demo.watch().await("all blades in service", PATIENCE, w -> w.ready(BLADES));
        return (nowNs - startedNs) / 1e9;
    }

    private static boolean inService(UnitWatch watch, SupervisedProcess process, int slot, long old) {
        OptionalLong pid = process.pid();
        return pid.isPresent()
                && pid.getAsLong() != old
                && watch.blade(slot)
                        .map(blade -> blade.path("in_service").asBoolean()
                                && blade.path("pid").asLong() == pid.getAsLong())
                        .orElse(false);
    }
}
