package io.mediachassis.sim.command;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.sim.demo.StationsDemo;
import io.mediachassis.sim.tour.StationsTour;
import io.mediachassis.sim.unit.UnitPlan;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The demo of several stations: for people until Ctrl-C, or a tour by itself. */
final class StationsRun {
    private final List<UnitPlan> units;
    private final Clock clock;
    private final List<Path> media;
    private final @Nullable Path json;
    private final PrintStream out = System.out;

    /** @param units the home first */
    StationsRun(List<UnitPlan> units, Clock clock, List<Path> media, @Nullable Path json) {
        this.units = List.copyOf(units);
        this.clock = clock;
        this.media = media;
        this.json = json;
    }

    /** The command's status. */
    int run(boolean once) throws InterruptedException {
        StationsDemo demo;
        try {
            demo = new StationsDemo(units, clock, out);
        } catch (IOException e) {
            System.err.println(e.getMessage());
            return 1;
        }
        try {
            CtrlC pressed = CtrlC.closes(demo::close);
            if (once) {
                return new StationsTour(demo, clock, media, out).run(json) ? 0 : 1;
            }
            demo.bringUp();
            List<String> programs = demo.home().publish(media.isEmpty() ? List.of(demo.home().sample()) : media);
            print(demo, programs);
            pressed.await();
            return 0;
        } catch (IOException e) {
            System.err.println(e.getMessage());
            return 1;
        } finally {
            demo.close();
        }
    }

    private void print(StationsDemo demo, List<String> programs) throws IOException {
        UnitPlan last = demo.plans().get(demo.plans().size() - 1);
        String query = demo.home().query();
        out.println();
        out.println("  station      address        data and logs");
        for (UnitPlan plan : demo.plans()) {
            out.printf("  %-12s %-14s %s%n", plan.stationName(), plan.stationAddress(), plan.dataFolder());
        }
        String home = ctl(demo.plans().get(0));
        for (String program : programs) {
            out.println();
            out.println("Play \"" + program + "\", stored at " + demo.plans().get(0).stationName()
                    + " alone, where it is lacking: it is fetched while it plays");
            for (UnitPlan plan : demo.plans().subList(1, demo.plans().size())) {
                out.println("  ffplay \"" + plan.stationRtspUrl() + program + query + "\"");
            }
            out.println("and see it come:");
            out.println("  " + home + "registry where " + program + "        who holds how much of it");
            out.println("  " + home + "registry explain " + program + " " + last.stationName()
                    + "   from whom that one would have it, and why");
            out.println("  " + ctl(last) + "programs");
        }
        out.println();
        out.println("Have a content at all stations before anybody asks, published at a time:");
        out.println("  " + home + "content add FILE --title \"My film\" --stations all --at ready");
        out.println("  " + home + "content list");
        out.println();
        out.println("Ctrl-C ends it all.");
        out.flush();
    }

    private static String ctl(UnitPlan plan) {
        return "./chassis ctl " + (plan.unit() == 1 ? "" : "--unit '" + plan.dataFolder() + "' ");
    }
}
