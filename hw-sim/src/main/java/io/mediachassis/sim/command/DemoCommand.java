package io.mediachassis.sim.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.blade.fault.VolumeFault;
import io.mediachassis.sim.demo.Demo;
import io.mediachassis.sim.demo.DemoReport;
import io.mediachassis.sim.demo.JsonFile;
import io.mediachassis.sim.demo.Panel;
import io.mediachassis.sim.tour.Tour;
import io.mediachassis.sim.unit.TrapTarget;
import io.mediachassis.sim.unit.UnitPlan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Brings a unit up, for people (until Ctrl-C) or for a tour by itself. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Brings up a simulated unit and plays real media on it.")
final class DemoCommand implements Callable<Integer> {
    private static final int MAX_STATIONS = 8;
    private static final int MAX_UNIT = 255;

    @Option(names = "--volumes", paramLabel = "N", defaultValue = "1",
            description = "Volumes of each blade, 1 to 64 (default ${DEFAULT-VALUE}).")
    private int volumes = 1;

    @Option(names = "--segment-run", paramLabel = "N", defaultValue = "1",
            description = "Consecutive segments of a program that stay on the same blades, 0 to 10000; 0 keeps whole"
                    + " programs together (${DEFAULT-VALUE}).")
    private int segmentRun = 1;

    @Option(names = "--segment-seconds", paramLabel = "N", defaultValue = "" + UnitPlan.SEGMENT_SECONDS,
            description = "About how long a segment is, s, 1 to 3600 (${DEFAULT-VALUE}).")
    private int segmentSeconds = UnitPlan.SEGMENT_SECONDS;

    @Option(names = "--trap", paramLabel = "HOST:PORT",
            description = "Send SNMPv2c notifications there, community " + UnitPlan.COMMUNITY + "; repeatable.")
    private List<String> traps = new ArrayList<>();

    @Option(names = "--blades", defaultValue = "4", description = "How many blades, 2 to 16 (${DEFAULT-VALUE}).")
    private int blades;

    @Option(names = "--media", paramLabel = "FILE", description = "Publish this file instead of a sample; repeatable.")
    private List<Path> media = new ArrayList<>();

    @Option(names = "--data", paramLabel = "DIR",
            description = "Everything the unit writes (demo-data in the project's folder; demo-data-N of unit N above 1).")
    private @Nullable Path data;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the unit, or with --once the tour, as JSON.")
    private @Nullable Path json;

    @Option(names = "--tokens",
            description = "Consoles need a token to play; one is made and printed. Without, everybody may play everything.")
    private boolean tokens;

    @Option(names = "--once", description = "Take a tour and end; status 0 only if every step held.")
    private boolean once;

    @Option(names = "--unit", defaultValue = "1",
            description = "Number of the unit: its addresses are 127.0.N.x (${DEFAULT-VALUE}).")
    private int unit;

    @Option(names = "--stations", paramLabel = "N", defaultValue = "1",
            description = "So many units as the stations of one head-end, 1 to 8: published at the first, played at all.")
    private int stations = 1;

    @Option(names = "--project", defaultValue = "${sys:chassis.project:-.}", hidden = true,
            description = "The built project's folder.")
    private Path project = Path.of("");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        UnitPlan plan = plan();
        Clock clock = new SystemClock();
        if (stations > 1) {
            return new StationsRun(plans(plan), clock, media, json).run(once);
        }
        Demo demo;
        try {
            demo = new Demo(plan, clock, System.out);
        } catch (IOException e) {
            System.err.println(e.getMessage());
            return 1;
        }
        try {
            CtrlC pressed = CtrlC.closes(demo::close);
            if (once) {
                return new Tour(demo, plan, clock, media, System.out).run(json) ? 0 : 1;
            }
            List<String> troubles = new ArrayList<>();
            String missing = demo.bringUpWhatCanBe();
            if (!missing.isEmpty()) {
                troubles.add(missing);
            }
            Demo.Published published = demo.publishWhatCanBe(media.isEmpty() ? List.of(demo.sample()) : media);
            troubles.addAll(published.failures());
            JsonNode report = DemoReport.of(plan, demo.watch(), demo.token());
            new JsonFile(plan.dataFolder().resolve("unit.json")).write(report);
            if (json != null) {
                new JsonFile(json).write(report);
            }
            Panel.print(plan, report, published.ids(), troubles, System.out);
            listen(demo);
            pressed.await();
            return 0;
        } catch (IOException e) {
            System.err.println(e.getMessage());
            return 1;
        } finally {
            demo.close();
        }
    }

    /** People may type "pull 3", "insert 3", "disk 3 1 slow 3000", and what {@link HeatOrders} takes. */
    private static void listen(Demo demo) {
        Thread reader = new Thread(() -> {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()))) {
                for (String line; (line = in.readLine()) != null; ) {
                    obey(demo, line.strip());
                }
            } catch (IOException e) {
                demo.say("Nothing more is read from the terminal: " + e.getMessage());
            }
        }, "typed-commands");
        reader.setDaemon(true);
        reader.start();
    }

    private static void obey(Demo demo, String line) {
        try {
            if (line.matches("pull \\d+")) {
                demo.unit().pull(Integer.parseInt(line.substring(5)));
                demo.say("Blade " + line.substring(5) + " is pulled out.");
            } else if (line.matches("insert \\d+")) {
                demo.unit().insert(Integer.parseInt(line.substring(7)));
                demo.say("Blade " + line.substring(7) + " is put back.");
            } else if (line.matches("disk \\d+ \\d+ .*")) {
                String[] words = line.split(" ", 4);
                demo.unit().disks(Integer.parseInt(words[1]))
                        .set(Integer.parseInt(words[2]), VolumeFault.parse(words[3]));
                demo.say("The disk of volume " + words[2] + " of blade " + words[1] + " is now: " + words[3] + ".");
            } else if (HeatOrders.obey(demo.unit().hardware(), line)) {
                demo.say("Done: " + line + ".");
            } else if (!line.isEmpty()) {
                demo.say("Type \"pull SLOT\", \"insert SLOT\", or \"disk SLOT VOLUME FAULT\" with a fault of slow"
                        + " MILLISECONDS, failing, full or well; " + HeatOrders.HELP + "; Ctrl-C ends the demo.");
            }
        } catch (IOException | IllegalArgumentException e) {
            demo.say(String.valueOf(e.getMessage()));
        }
    }

    /** Of all stations; the first is as the options ask. */
    private List<UnitPlan> plans(UnitPlan home) {
        List<UnitPlan> plans = new ArrayList<>(List.of(home));
        Path folder = home.dataFolder();
        for (int n = 1; n < stations; n++) {
            int number = home.unit() + n;
            plans.add(home.asUnit(number, folder.resolveSibling(folder.getFileName() + "-" + number)));
        }
        return plans;
    }

    /** Of its own for each unit, since a chassis takes no other's certificates. */
    private Path dataFolder() {
        Path named = data;
        return named != null ? named : project.resolve(unit == 1 ? "demo-data" : "demo-data-" + unit);
    }

    /** What the options ask for; wrong ones end the command with status 2. */
    UnitPlan plan() throws IOException {
        for (Path file : media) {
            if (!Files.isRegularFile(file)) {
                throw usage("--media " + file + (Files.exists(file) ? " is not a file" : " is not there"));
            }
            if (!Files.isReadable(file)) {
                throw usage("--media " + file + " can't be read by this user");
            }
        }
        if (stations < 1 || stations > MAX_STATIONS || (stations > 1 && unit + stations > MAX_UNIT)) {
            throw usage("--stations takes 1 to " + MAX_STATIONS + ", with units up to " + (MAX_UNIT - 1));
        }
        if (json != null) {
            try {
                new JsonFile(json).requireWritable();
            } catch (IOException e) {
                throw usage("--json " + e.getMessage());
            }
        }
        try {
            UnitPlan plan = UnitPlan.of(
                    unit, blades, dataFolder().toAbsolutePath().normalize(), project.toAbsolutePath().normalize())
                    .withMedia(new UnitPlan.Media(segmentSeconds, 2, segmentRun))
                    .withVolumes(volumes)
                    .withTraps(traps.stream().map(DemoCommand::trap).toList());
            return tokens ? plan.withPlaybackTokens() : plan;
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private static TrapTarget trap(String text) {
        try {
            return TrapTarget.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--trap " + text + ": " + e.getMessage(), e);
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }
}
