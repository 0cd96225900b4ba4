package io.mediachassis.sim.bench;

import io.mediachassis.sim.demo.Demo;
import io.mediachassis.sim.player.Ffmpeg;
import io.mediachassis.sim.unit.UnitPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a newcomer waits for: from the start of a demo on a built tree, with an empty data folder and a sample yet to be
 * made, to the first picture that ffmpeg decodes from the station's RTSP. No other program does this, so the target is
 * what a person waits for without wondering whether something is wrong: 30 s.
 */
final class DemoFirstPictureRow implements Row {
    private static final int BLADES = 4;
    private static final double TARGET_S = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "demo-first-picture";
    }

    @Override
    public Result run(Bench bench) throws IOException {
        Path folder = bench.freshFolder("first-picture");
        try {
            long startNs = bench.clock().nanoTime();
            Demo demo = bench.bringUp(BLADES, folder);
            double upS = (bench.clock().nanoTime() - startNs) / 1e9;
            String program = demo.publish(List.of(demo.sample())).get(0);
            double publishedS = (bench.clock().nanoTime() - startNs) / 1e9;
            UnitPlan plan = demo.unit().plan();
            if (!Ffmpeg.firstPicture(plan.stationRtspUrl() + program, PATIENCE)) {
                throw new IOException("ffmpeg decoded no picture of " + plan.stationRtspUrl() + program);
            }
            double pictureS = (bench.clock().nanoTime() - startNs) / 1e9;
            String told = String.format(
                    "all blades in service after %.1f s, sample made and published after %.1f s, picture after %.1f s",
                    upS, publishedS, pictureS);
            return Result.lowerIsBetter(name(), pictureS, TARGET_S, "target", "s", 1, List.of(told));
        } finally {
            bench.close();
            remove(folder);
        }
    }

    static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
