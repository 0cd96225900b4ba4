package io.mediachassis.sim.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The server in which the registry keeps its rows, of Debian's package, on an address of the bench; none for SQLite. */
final class StoreServer implements AutoCloseable {
    private static final Path POSTGRESQL = Path.of("/usr/lib/postgresql");
    private static final int POSTGRESQL_PORT = 5499;
    private static final int ETCD_PORT = 2399;
    private static final int ETCD_PEER_PORT = 2398;

    private final Kind kind;
    private final Path folder;
    private final String address;
    private final @Nullable PeerProcesses process;

    /** Which one. */
    enum Kind {
        SQLITE,
        POSTGRESQL,
        ETCD
    }

    private StoreServer(Kind kind, Path folder, String address, @Nullable PeerProcesses process) {
        this.kind = kind;
        this.folder = folder;
        this.address = address;
        this.process = process;
    }

    /**
     * Starts it, empty.
     *
     * @param folder of the bench's data
     * @throws IOException when it is not installed, or does not start
     */
    static StoreServer start(Kind kind, Path folder, Bench bench) throws IOException {
        String address = bench.address(99);
        return switch (kind) {
            case SQLITE -> new StoreServer(kind, folder, address, null);
            case POSTGRESQL -> postgresql(folder, address);
            case ETCD -> etcd(folder, address);
        };
    }

    private static StoreServer etcd(Path folder, String address) throws IOException {
        Path program = Path.of("/usr/bin/etcd");
        if (!Files.isExecutable(program)) {
            throw new IOException("there is no " + program + " (apt install etcd-server)");
        }
        String clients = "http://" + address + ":" + ETCD_PORT;
        String peers = "http://" + address + ":" + ETCD_PEER_PORT;
        PeerProcesses process = new PeerProcesses(folder.resolve("etcd.log"));
        process.start(List.of(
                program.toString(), "--name", "bench", "--data-dir", folder.resolve("etcd").toString(),
                "--listen-client-urls", clients, "--advertise-client-urls", clients, "--listen-peer-urls", peers,
                "--initial-advertise-peer-urls", peers, "--initial-cluster", "bench=" + peers, "--log-level", "warn"));
        return new StoreServer(Kind.ETCD, folder, address, process);
    }

    /** As root it runs as nobody, since it refuses root; so its files lie where nobody can get at them. */
    private static StoreServer postgresql(Path folder, String address) throws IOException {
        Path bin = installed().orElseThrow(
                () -> new IOException("there is no PostgreSQL server in " + POSTGRESQL + " (apt install postgresql)"));
        Path place = Files.createTempDirectory("bench-postgresql");
        Path data = Files.createDirectory(place.resolve("data"));
        if (isRoot()) {
            Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
            once(List.of("chown", "nobody:nogroup", data.toString()), folder);
        }
        once(asUser(bin.resolve("initdb").toString(), "-D", data.toString(), "-U", "registry", "-A", "trust", "-E", "UTF8",
                "--locale=C.UTF-8"), folder);
        PeerProcesses process = new PeerProcesses(folder.resolve("postgresql.log"));
        process.start(asUser(bin.resolve("postgres").toString(), "-D", data.toString(), "-p",
                Integer.toString(POSTGRESQL_PORT), "-c", "listen_addresses=" + address, "-c", "unix_socket_directories="));
        return new StoreServer(Kind.POSTGRESQL, place, address, process);
    }

    private static Optional<Path> installed() throws IOException {
        if (!Files.isDirectory(POSTGRESQL)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(POSTGRESQL)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
                    .max(Comparator.naturalOrder());
        }
    }

    private static List<String> asUser(String... command) {
        List<String> all = new ArrayList<>();
        if (isRoot()) {
            all.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        all.addAll(List.of(command));
        return all;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static void once(List<String> command, Path folder) throws IOException {
        Path said = folder.resolve("made.log");
        Process made = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()))
                .start();
        try {
            if (!made.waitFor(60, TimeUnit.SECONDS) || made.exitValue() != 0) {
                made.destroyForcibly();
                throw new IOException(command.get(0) + " failed: " + Files.readString(said));
            }
        } catch (InterruptedException e) {
            made.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The line of configuration that names it. */
    String line() {
        return switch (kind) {
            case SQLITE -> "sqlite:registry.db";
            case POSTGRESQL -> "postgresql://registry@" + address + ":" + POSTGRESQL_PORT + "/postgres";
            case ETCD -> "etcd://" + address + ":" + ETCD_PORT;
        };
    }

    /** For the client of the store itself. */
    String url() {
        return switch (kind) {
            case SQLITE -> "jdbc:sqlite:" + folder.resolve("registry.db");
            case POSTGRESQL -> "jdbc:postgresql://" + address + ":" + POSTGRESQL_PORT + "/postgres?user=registry";
            case ETCD -> "http://" + address + ":" + ETCD_PORT;
        };
    }

    /** For the table: whose client the peer is. */
    String version() {
        return switch (kind) {
            case SQLITE -> "SQLite by JDBC";
            case POSTGRESQL -> "PostgreSQL by JDBC";
            case ETCD -> "jetcd";
        };
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            process.close();
        }
        if (kind == Kind.POSTGRESQL) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
