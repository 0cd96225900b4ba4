package io.mediachassis.sim.bench;

import io.mediachassis.sim.demo.Demo;
import io.mediachassis.sim.demo.UnitWatch;
import io.mediachassis.sim.tour.DescribeProbe;
import io.mediachassis.sim.unit.SupervisedProcess;
import io.mediachassis.sim.unit.UnitPlan;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The director's process is killed: time until the station answers a real DESCRIBE again. The unit is whole again before
 * the next kill.
 */
final class FailoverKillRow implements Row {
    private static final int BLADES = 4;
    private static final double TARGET_MS = 150;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TELL_EVERY = 10;

    @Override
    public String name() {
        return "failover-kill";
    }

    @Override
    public Result run(Bench bench) throws IOException {
        Demo demo = bench.bringUp(BLADES);
        UnitPlan plan = demo.unit().plan();
        String program = demo.publish(List.of(bench.shortSample())).get(0);
        DescribeProbe probe = new DescribeProbe(plan.stationAddress(), UnitPlan.RTSP_PORT, program, bench.clock());
        double[] millis = new double[bench.settings().kills()];
        for (int i = 0; i < millis.length; i++) {
            millis[i] = kill(bench, demo, probe);
            boolean slow = millis[i] > TARGET_MS;
            if (slow || (i + 1) % TELL_EVERY == 0 || i + 1 == millis.length) {
                bench.say(String.format("%d of %d kills, the last took %.0f ms%s", i + 1, millis.length, millis[i],
                        slow ? " (the unit is whole again at " + bench.clock().now() + "; see its logs)" : ""));
            }
        }
        Samples samples = new Samples(millis);
        String told = String.format("%d kills: median %.0f ms, p99 %.0f ms, max %.0f ms (ours is p99)",
                samples.count(), samples.median(), samples.percentile(99), samples.max());
        return Result.lowerIsBetter(name(), samples.percentile(99), TARGET_MS, "target", "ms", 1, List.of(told));
    }

    private static double kill(Bench bench, Demo demo, DescribeProbe probe) throws IOException {
        UnitWatch watch = demo.watch();
        int old = watch.director();
        SupervisedProcess process = demo.unit().blade(old);
        long pid = process.pid().orElseThrow(() -> new IOException("blade " + old + " is director but does not run"));
        probe.requireAnswer(PATIENCE);
        long killedNs = bench.clock().nanoTime();
        process.crash();
        probe.requireAnswer(PATIENCE);
        long tookNs = bench.clock().nanoTime() - killedNs;
        // The killed blade counts again only as a new process: the API shows the old one until its link is seen to end.
        watch.await("blade " + old + " to be back after its kill", PATIENCE, w -> w.blade(old)
                .map(blade -> blade.path("in_service").asBoolean() && blade.path("pid").asLong() != pid)
                .orElse(false));
        watch.await("all blades to be in service again", PATIENCE, w -> w.ready(BLADES));
        return tookNs / 1e6;
    }
}
