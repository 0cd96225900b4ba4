package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.controller.client.ChassisClient;
import io.mediachassis.controller.client.ChassisException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code chassisctl publish}: gives the station a program, and sees it through. */
@Command(
        name = "publish",
        description = "Publish a file (anything that ffmpeg reads) and wait until it can be played, or has failed.")
final class PublishCommand implements Callable<Integer> {
    private static final long POLL_NS = 500_000_000L;
    private static final long NO_SIGN_NS = 20_000_000_000L;
    /** The file was taken: until blades have told of it, a failure may be an earlier one under the same id. */
    private static final long FAILED_NS = 2_000_000_000L;

    @ParentCommand
    private Chassisctl root;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The media file.")
    private Path file;

    @Option(names = "--title", paramLabel = "T", description = "Title (default: the file's name without its ending).")
    private @Nullable String title;

    @Option(names = "--no-wait", description = "Return as soon as the file is sent.")
    private boolean noWait;

    private final Clock clock = new SystemClock();

    // Set by picocli before call(), which is the only entrance.
    @SuppressWarnings("NullAway.Init")
    PublishCommand() {}

    @Override
    public Integer call() throws ChassisException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        String name = String.valueOf(file.getFileName());
        long size = size();
        ChassisClient client = root.client();
        String given = title == null ? name.replaceFirst("\\.[^.]+$", "") : title;
        ChassisClient.Upload upload = client.announce(given, size, name);
        ProgressBar bar = new ProgressBar(err, root.terminal().progress(), size, clock);
        try {
            client.upload(upload, file, bar::at);
        } finally {
            bar.end();
        }
        if (noWait) {
            if (root.json()) {
                out.println("{\"id\":\"" + upload.programId() + "\",\"state\":\"ingesting\"}");
            } else {
                out.println("Sent as program " + upload.programId() + "; chassisctl programs shows how it goes.");
            }
            out.flush();
            return 0;
        }
        JsonNode program = await(client, upload.programId(), err);
        boolean published = program.path("state").asText().equals("published");
        if (root.json()) {
            out.println(program.toPrettyString());
        } else if (published) {
            out.println("Published as program " + upload.programId() + " ("
                    + Words.duration(program.path("duration_s").asDouble()) + "). Play it:");
            out.println("  " + program.path("rtsp").asText());
            out.println("  " + program.path("http").asText());
        }
        out.flush();
        if (!published) {
            throw new ChassisException(
                    "the program " + upload.programId() + " failed: "
                            + program.path("ingests").path(0).path("error").asText("no reason given"),
                    "is it a media file that ffmpeg can read? Try: ffprobe " + file,
                    0);
        }
        return 0;
    }

    private long size() throws ChassisException {
        try {
            long size = Files.size(file);
            if (!Files.isRegularFile(file) || !Files.isReadable(file) || size == 0) {
                throw new ChassisException(
                        file + (size == 0 ? " is empty" : " is not a file that can be read"), "give a media file", 0);
            }
            return size;
        } catch (IOException e) {
            throw new ChassisException("there is no file " + file, "check the path", 0);
        }
    }

    private JsonNode await(ChassisClient client, String id, PrintWriter err) throws ChassisException {
        String shown = "";
        long lastSignNs = clock.nanoTime();
        long lastGoodNs = lastSignNs;
        while (true) {
            Optional<JsonNode> program = client.program(id);
            if (program.isPresent()) {
                lastSignNs = clock.nanoTime();
                String state = program.get().path("state").asText();
                boolean failed = state.equals("failed");
                if (state.equals("published") || (failed && lastSignNs - lastGoodNs >= FAILED_NS)) {
                    return program.get();
                }
                lastGoodNs = failed ? lastGoodNs : lastSignNs;
                String words = ProgramsCommand.state(program.get());
                if (root.terminal().progress() && !words.equals(shown)) {
                    err.println(words);
                    err.flush();
                    shown = words;
                }
            } else if (clock.nanoTime() - lastSignNs >= NO_SIGN_NS) {
                throw new ChassisException(
                        "no blade knows of program " + id + " though its file was taken",
                        "chassisctl events may say what happened; publish it again",
                        0);
            }
            LockSupport.parkNanos(POLL_NS);
            if (Thread.currentThread().isInterrupted()) {
                throw new ChassisException("interrupted", "chassisctl programs shows how it goes", 0);
            }
        }
    }
}
