package io.mediachassis.controller.headend.registry.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Three etcd nodes of Debian's package. */
final class EtcdCluster {
    private static final int NODES = 3;
    private static final Path PROGRAM = Path.of("/usr/bin/etcd");

    private final Path folder;
    private final int[] clientPorts = new int[NODES];
    private final int[] peerPorts = new int[NODES];
    private final ServerProcess[] nodes = new ServerProcess[NODES];

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    EtcdCluster() throws IOException {
        folder = Files.createTempDirectory("registry-etcd");
        for (int n = 0; n < NODES; n++) {
            clientPorts[n] = ServerProcess.freePort();
            peerPorts[n] = ServerProcess.freePort();
        }
        for (int n = 0; n < NODES; n++) {
            start(n);
        }
    }

    /** Starts a node, or starts it again. */
    void start(int n) throws IOException {
        List<String> cluster = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            cluster.add("n" + i + "=" + url(peerPorts[i]));
        }
        nodes[n] = new ServerProcess(
                List.of(
                        PROGRAM.toString(), "--name", "n" + n, "--data-dir", folder.resolve("n" + n).toString(),
                        "--listen-client-urls", url(clientPorts[n]), "--advertise-client-urls", url(clientPorts[n]),
                        "--listen-peer-urls", url(peerPorts[n]), "--initial-advertise-peer-urls", url(peerPorts[n]),
                        "--initial-cluster", String.join(",", cluster), "--heartbeat-interval", "50",
                        // A lease lasts one and a half of these at least.
                        "--election-timeout", "500", "--log-level", "warn"),
                folder.resolve("output" + n));
    }

    void kill(int n) throws IOException, InterruptedException {
        nodes[n].end("KILL");
    }

    void pause(int n) throws IOException, InterruptedException {
        nodes[n].signal("STOP");
    }

    void resume(int n) throws IOException, InterruptedException {
        nodes[n].signal("CONT");
    }

    /** The line of configuration; the nodes in the order given. */
    String address(int... order) {
        List<String> endpoints = new ArrayList<>();
        for (int n : order) {
            endpoints.add("127.0.0.1:" + clientPorts[n]);
        }
        return "etcd://" + String.join(",", endpoints);
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    void close() throws IOException, InterruptedException {
        for (ServerProcess node : nodes) {
            node.end("KILL");
        }
        ServerProcess.remove(folder);
    }
}
