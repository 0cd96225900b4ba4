package io.mediachassis.sim.command;

import io.mediachassis.backplane.durable.DurableFile;
import io.mediachassis.sim.console.sealed.Protector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes protected files for an owner of media. */
@Command(
        name = "protect",
        mixinStandardHelpOptions = true,
        description = {
            "Encrypts a media file for an owner's servers, and writes what the meta data server has to know of it: the key,"
                + " and what is left out of the files.",
            "Register the files that it names, then POST the .json to /owner/files/ID/protect. Keep that to yourself."
        })
final class ConsoleProtectCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "The media.")
    private @Nullable Path media;

    @Parameters(index = "1", paramLabel = "ID", description = "Under which it is registered; further files are ID-2, ID-3 ...")
    private String id = "";

    @Option(names = {"-o", "--output"}, paramLabel = "FOLDER", defaultValue = ".", description = "Where to (${DEFAULT-VALUE}).")
    private Path folder = Path.of(".");

    @Option(names = "--chunk", paramLabel = "BYTES", defaultValue = "65536",
            description = "Encrypted together, 1024 to 1048576 (${DEFAULT-VALUE}).")
    private int chunk;

    @Option(names = "--missing", paramLabel = "N", defaultValue = "0",
            description = "Leave out N ranges, 16 at most, which the meta data server keeps; the first is the beginning.")
    private int missing;

    @Option(names = "--missing-bytes", paramLabel = "BYTES", defaultValue = "4096",
            description = "In each of them, 65536 at most (${DEFAULT-VALUE}).")
    private int missingBytes;

    @Option(names = "--files", paramLabel = "N", defaultValue = "1",
            description = "Cut the rest into N files, for several servers (${DEFAULT-VALUE}).")
    private int files;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        try {
            if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,60}")) {
                throw new IllegalArgumentException("an id has letters, digits, and .-_ behind the first, 60 at most");
            }
            Files.createDirectories(folder);
            Protector.Made made = new Protector(chunk, missing, missingBytes, files)
                    .protect(Objects.requireNonNull(media), id, folder);
            Path order = folder.resolve(id + ".json");
            // It has the key in it.
            DurableFile.write(order, (made.order().toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8), DurableFile.OWNER_ONLY);
            for (Protector.Served one : made.served()) {
                System.out.println(one.file() + ": register as " + one.id() + ", bytes " + one.bytes() + ", sha256 " + one.sha256());
            }
            System.out.println(order + ": for POST /owner/files/" + id + "/protect, and for nobody else");
            return 0;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            System.err.println(media + " can't be protected: " + e.getMessage());
            return 1;
        }
    }
}
