package io.mediachassis.controller.headend.registry.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real server that a test starts on loopback and ends by its own process id; its output goes to a file. */
final class ServerProcess {
    private final Process process;

    ServerProcess(List<String> command, Path output) throws IOException {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
    }

    /** Runs a command to its end. */
    static void run(List<String> command, Path output) throws IOException, InterruptedException {
        ServerProcess run = new ServerProcess(command, output);
        if (!run.process.waitFor(60, TimeUnit.SECONDS) || run.process.exitValue() != 0) {
            run.process.destroyForcibly();
            throw new IOException(command + " failed: " + Files.readString(output));
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends STOP, CONT, KILL or INT. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    /** Ends it, by force where it takes longer than 5 s. */
    void end(String signal) throws IOException, InterruptedException {
        signal("CONT");
        signal(signal);
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
