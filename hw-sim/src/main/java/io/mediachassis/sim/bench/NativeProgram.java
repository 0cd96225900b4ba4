package io.mediachassis.sim.bench;

import io.mediachassis.sim.player.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A peer of the bench's own in C, built with gcc from the source beside this class. */
final class NativeProgram {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private NativeProgram() {}

    /**
     * Builds it.
     *
     * @param name of the source without its ending, and of the program
     * @param packages that pkg-config finds, for its headers and libraries
     * @return the program
     */
    static Path build(Path folder, String name, String... packages) throws IOException {
        Path source = folder.resolve(name + ".c");
        Path program = folder.resolve(name);
        try (InputStream in = NativeProgram.class.getResourceAsStream(name + ".c")) {
            if (in == null) {
                throw new IOException("the source of " + name + " is missing from this installation");
            }
            Files.copy(in, source, StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> command = new ArrayList<>(List.of("gcc", "-O2", "-o", program.toString(), source.toString()));
        if (packages.length > 0) {
            List<String> flags = new ArrayList<>(List.of("pkg-config", "--cflags", "--libs"));
            flags.addAll(List.of(packages));
            command.addAll(Arrays.asList(output(flags).strip().split("\\s+", -1)));
        }
        output(command);
        return program;
    }

    private static String output(List<String> command) throws IOException {
        Tool.Result result = Tool.run(command, LIMIT);
        if (!result.ok()) {
            throw new IOException(command.get(0) + " did not build the peer: " + result.output().strip());
        }
        return result.output();
    }
}
