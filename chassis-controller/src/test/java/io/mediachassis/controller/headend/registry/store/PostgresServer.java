package io.mediachassis.controller.headend.registry.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL server of Debian's package, with a database of its own; as root it runs as nobody, since it refuses root. */
final class PostgresServer {
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

    private final Path bin;
    private final Path folder;
    private final int port;
    private ServerProcess process;

    /** Where the newest installed one has its programs. */
    static Optional<Path> installed() throws IOException {
        if (!Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("postgres")) && Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        }
    }

    PostgresServer(Path bin) throws IOException, InterruptedException {
        this.bin = bin;
        this.folder = Files.createTempDirectory("registry-postgresql");
        this.port = ServerProcess.freePort();
        Path data = Files.createDirectory(folder.resolve("data"));
        Path output = folder.resolve("output");
        if (ServerProcess.isRoot()) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            ServerProcess.run(List.of("chown", "nobody:nogroup", data.toString()), output);
        }
        ServerProcess.run(
                asUser(bin.resolve("initdb").toString(), "-D", data.toString(), "-U", "registry", "-A", "trust", "-E",
                        "UTF8", "--locale=C.UTF-8", "--no-sync"),
                output);
        start();
    }

    void start() throws IOException {
        process = new ServerProcess(
                asUser(bin.resolve("postgres").toString(), "-D", folder.resolve("data").toString(), "-p",
                        Integer.toString(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
                        "-c", "shared_buffers=16MB", "-c", "max_connections=20"),
                folder.resolve("output"));
    }

    /** As a crash of the machine ends it, but for what its disk had not written. */
    void kill() throws IOException, InterruptedException {
        process.end("QUIT");
    }

    String address() {
        return "postgresql://registry@127.0.0.1:" + port + "/postgres";
    }

    private static List<String> asUser(String... command) {
        List<String> all = new ArrayList<>();
        if (ServerProcess.isRoot()) {
            all.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        all.addAll(List.of(command));
        return all;
    }

    void close() throws IOException, InterruptedException {
        process.end("INT");
        ServerProcess.remove(folder);
    }
}
