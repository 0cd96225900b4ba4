package io.mediachassis.sim.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.controller.cli.Span;
import io.mediachassis.sim.console.ConsolePlayer;
import io.mediachassis.sim.console.ConsoleSettings;
import io.mediachassis.sim.console.OrderResult;
import io.mediachassis.sim.console.PlayResult;
import io.mediachassis.sim.console.description.DescriptionException;
import io.mediachassis.sim.console.description.Target;
import io.mediachassis.sim.console.order.OrderReader;
import io.mediachassis.sim.demo.JsonFile;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Plays one target. */
@Command(
        name = "play",
        mixinStandardHelpOptions = true,
        description = {
            "Plays to standard output, a file or a pipe: ./chassis console play ... | ffplay -",
            "Status 0: all that was to be played was; 3: something was left out; 1: nothing could be played."
        })
final class ConsolePlayCommand implements Callable<Integer> {
    private static final int LEFT_OUT = 3;
    private static final long END_SECONDS = 5;
    private static final int PIPE_BUFFER = 7 * 188 * 8;

    @Parameters(paramLabel = "TARGET", description = "rtsp://..., a session description by http://... or as a file,"
            + " udp://@GROUP:PORT or rtp://@GROUP:PORT, with SOURCE before the @ to hear only that one.")
    private String target = "";

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", defaultValue = "-",
            description = "Where the transport stream goes; - is standard output (the default).")
    private String output = "-";

    @Option(names = "--repair", negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Ask for lost packets (on by default).")
    private boolean repair;

    @Option(names = "--catch-up", negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Of a set by http://, join the play that began last, fetch its beginning and play at once, where"
                    + " the buffer covers that; else the next start is waited for (on by default).")
    private boolean catchUp;

    @Option(names = "--buffer", paramLabel = "TIME", defaultValue = "30s",
            description = "Media held unplayed at most, in memory and then on disk: an interval of a staggered set"
                    + " (${DEFAULT-VALUE}).")
    private String buffer = "";

    @Option(names = "--latency", paramLabel = "TIME", defaultValue = "1s",
            description = "From a packet's arrival to when a pipe gets it (${DEFAULT-VALUE}).")
    private String latency = "";

    @Option(names = "--pace", negatable = true,
            description = "Write in the time of the stream's PCR; the default for standard output, and not for files.")
    private @Nullable Boolean pace;

    @Option(names = "--interface", paramLabel = "IF", defaultValue = "",
            description = "Interface on which groups are joined, as lo or eth0.")
    private String interfaceName = "";

    @Option(names = "--duration", paramLabel = "TIME", description = "Play for so long; to the end of the play without.")
    private @Nullable String duration;

    @Option(names = "--patience", paramLabel = "TIME", defaultValue = "10s",
            description = "A stream of which nothing comes for so long is over (${DEFAULT-VALUE}).")
    private String patience = "";

    @Option(names = "--control", paramLabel = "FILE",
            description = "Take orders from a FIFO, or from standard input (-), one a line: pause, play, scale 8, scale -4,"
                    + " scale 0.5, seek 95, jump -30, where, stop. Each is answered on standard error.")
    private @Nullable String control;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the final statistics as JSON.")
    private @Nullable Path json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean toStandardOutput = output.equals("-");
        Target wanted;
        ConsoleSettings settings;
        try {
            wanted = Target.parse(target);
            settings = new ConsoleSettings(interfaceName, repair, catchUp, time("--buffer", buffer), time("--latency", latency),
                    pace == null ? toStandardOutput : pace, duration == null ? null : time("--duration", duration),
                    time("--patience", patience));
        } catch (DescriptionException | IllegalArgumentException e) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()), e);
        }
        ConsolePlayer player = new ConsolePlayer(settings, new SystemClock(), new Random(), System.err);
        takeOrders(player);
        CountDownLatch ended = new CountDownLatch(1);
        // Ctrl-C: what was received is written, and told.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(player, ended), "stop"));
        try (OutputStream out = new BufferedOutputStream(toStandardOutput
                ? new FileOutputStream(FileDescriptor.out) : Files.newOutputStream(Path.of(output)), PIPE_BUFFER)) {
            PlayResult result = player.play(wanted, out, Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
            tell(result);
            return result.whole() ? 0 : result.bytes() == 0 ? 1 : LEFT_OUT;
        } catch (IOException | DescriptionException e) {
            System.err.println(e.getMessage());
            return 1;
        } finally {
            ended.countDown();
        }
    }

    private void takeOrders(ConsolePlayer player) {
        String from = control;
        if (from != null) {
            Thread reading = new Thread(
                    new OrderReader(player.control(), from.equals("-") ? null : Path.of(from), System.err), "orders");
            reading.setDaemon(true);
            reading.start();
        }
    }

    private static void end(ConsolePlayer player, CountDownLatch ended) {
        player.stop();
        try {
            if (!ended.await(END_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("Output did not end within " + END_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(PlayResult result) throws IOException {
        ObjectNode told = result.json().put("target", target);
        OrderResult ordered = result.ordered();
        if (ordered.orders() > 0) {
            System.err.printf("%d orders: %d times by unicast (%.1f s, %,d bytes), %d times back on multicast; the first byte"
                    + " after %.0f ms (p50), %.0f ms at most%n", ordered.orders(), ordered.unicasts(),
                    ordered.unicastSeconds(), ordered.unicastBytes(), ordered.returns(), ordered.firstP50Ms(),
                    ordered.firstMostMs());
        }
        System.err.printf("%,d bytes in %.1f s, after %.1f s: %d packets lost, %d repaired (p50 %.1f ms, p99 %.1f ms),"
                + " %d left out, %d continuity errors%s%n", result.bytes(), result.seconds(), result.waitedSeconds(),
                result.receiver().lost(), result.receiver().repaired(), result.receiver().repairP50Ms(),
                result.receiver().repairP99Ms(), result.missing(), result.continuityErrors(),
                result.outputError().isEmpty() ? "" : "; output ended: " + result.outputError());
        Path file = json;
        if (file != null) {
            new JsonFile(file).write(told);
        }
    }

    /** 30s, 500ms, 2m, 1h; plain numbers are seconds. */
    static Duration time(String option, String text) {
        return Span.of(text).orElseThrow(() ->
                new IllegalArgumentException(option + " takes a time as 30s, 500ms or 2m, not '" + text + "'"));
    }
}
