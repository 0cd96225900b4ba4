package io.mediachassis.sim.command;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.sim.console.Tuner;
import io.mediachassis.sim.console.description.DescriptionException;
import io.mediachassis.sim.console.description.MediaDescription;
import io.mediachassis.sim.console.description.StreamChoice;
import io.mediachassis.sim.console.description.Target;
import io.mediachassis.sim.console.load.ConsoleLoad;
import io.mediachassis.sim.console.load.LoadResult;
import io.mediachassis.sim.console.load.LoadSettings;
import io.mediachassis.sim.console.load.OrderedConsoles;
import io.mediachassis.sim.console.load.OrderedResult;
import io.mediachassis.sim.demo.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Many consoles in one stream. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = {
            "Many consoles in one multicast stream by RTP, in this process, a thread for each processor.",
            "Real: joins, loss detection, NACKs from an address and port of each console, repairs, receiver reports."
                    + " Simulated: a thread's consoles share the group's socket unless --own-sockets is given, each loses"
                    + " packets by dice of its own (--lose, --lose-burst), and none keeps or plays its media.",
            "Status 0: nothing was left out, and no console heard nothing; else 3."
        })
final class ConsoleLoadCommand implements Callable<Integer> {
    private static final int LEFT_OUT = 3;

    @Parameters(paramLabel = "TARGET", description = "rtsp:// URL of a set, a session description by http:// or as a"
            + " file, or rtp://@GROUP:PORT.")
    private String target = "";

    @Option(names = "--consoles", paramLabel = "N", defaultValue = "1000", description = "How many (${DEFAULT-VALUE}).")
    private int consoles;

    @Option(names = "--own-sockets", description = "Each joins for itself: the kernel copies every packet for it.")
    private boolean ownSockets;

    @Option(names = "--repair", negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Ask for lost packets (on by default).")
    private boolean repair;

    @Option(names = "--lose", paramLabel = "PART", defaultValue = "0",
            description = "Part of the packets that each loses, 0 to 1 (${DEFAULT-VALUE}).")
    private double lose;

    @Option(names = "--lose-burst", paramLabel = "PACKETS", defaultValue = "0",
            description = "Packets that each loses in a row, once in a thousand (${DEFAULT-VALUE}: none).")
    private int loseBurst;

    @Option(names = "--latency", paramLabel = "TIME", defaultValue = "1s",
            description = "What is missing for longer is given up (${DEFAULT-VALUE}).")
    private String latency = "";

    @Option(names = "--duration", paramLabel = "TIME", defaultValue = "30s",
            description = "Length of the run (${DEFAULT-VALUE}).")
    private String duration = "";

    @Option(names = "--orders", description = "Whole consoles of a set, each of which seeks, jumps or winds once and then plays"
            + " on: how many are back on multicast within two intervals, with nothing missing (200 at most).")
    private boolean orders;

    @Option(names = "--interface", paramLabel = "IF", defaultValue = "",
            description = "Interface on which groups are joined, as lo or eth0.")
    private String interfaceName = "";

    @Option(names = "--seed", defaultValue = "1", description = "Of the losses (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the statistics as JSON.")
    private @Nullable Path json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        try {
            SystemClock clock = new SystemClock();
            if (orders) {
                return ordered(clock);
            }
            Tuner tuner = new Tuner(interfaceName, clock);
            MediaDescription media = tuner.described(Target.parse(target));
            LoadSettings settings = new LoadSettings(media, consoles, ownSockets, repair, time("--latency", latency),
                    lose, loseBurst, tuner.interfaceIndex(), time("--duration", duration), seed);
            LoadResult result = ConsoleLoad.run(settings, clock);
            System.out.printf("%d consoles, %d of them whole, %d heard nothing: %,d packets, %,d lost, %,d repaired"
                    + " (p50 %.1f ms, p99 %.1f ms), %,d left out%n", result.consoles(), result.whole(), result.silent(),
                    result.received(), result.lost(), result.repaired(), result.repairP50Ms(), result.repairP99Ms(),
                    result.residual());
            Path file = json;
            if (file != null) {
                new JsonFile(file).write(result.json());
            }
            return result.whole() == result.consoles() ? 0 : LEFT_OUT;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()), e);
        } catch (IOException | DescriptionException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    private int ordered(SystemClock clock) throws IOException, DescriptionException, InterruptedException {
        Target set = Target.parse(target);
        StreamChoice.Pattern pattern = StreamChoice.pattern(new Tuner(interfaceName, clock).streams(set))
                .orElseThrow(() -> new DescriptionException("orders are for a set, by http:// or as a file"));
        OrderedResult result = OrderedConsoles.run(
                new OrderedConsoles.Settings(set, interfaceName, consoles, pattern.interval(), pattern.length(), seed,
                        Path.of(System.getProperty("java.io.tmpdir", "/tmp"))), clock);
        System.out.printf("%d consoles, %d of them whole, %d back on multicast within two intervals (after %.1f s at most);"
                + " from an order to the first byte %.0f ms (p50), %.0f ms (p99)%n", result.consoles(), result.whole(),
                result.back(), result.backSeconds(), result.firstMs(50), result.firstMs(99));
        result.stories().forEach(System.out::println);
        Path file = json;
        if (file != null) {
            new JsonFile(file).write(result.json());
        }
        return result.back() == result.consoles() ? 0 : LEFT_OUT;
    }

    private static Duration time(String option, String text) {
        return ConsolePlayCommand.time(option, text);
    }
}
