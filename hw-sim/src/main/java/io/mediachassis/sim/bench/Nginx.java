package io.mediachassis.sim.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** nginx with one worker on loopback: a file with sendfile, and a redirect. Started and ended here. One thread. */
final class Nginx implements AutoCloseable {
    private static final int PORT = 8089;

    private final PeerProcesses process;
    private final String base;

    /**
     * Starts it.
     *
     * @param folder for its configuration and its log; written over
     * @param address to listen at
     * @param file served at {@link #fileUrl()}, and what lies beside it at {@link #urlOf}
     * @param redirectTo where {@link #redirectUrl()} leads to
     */
    Nginx(Path folder, String address, Path file, String redirectTo) throws IOException {
        Files.createDirectories(folder);
        base = "http://" + address + ":" + PORT;
        Path configuration = folder.resolve("nginx.conf");
        // One process and no other: what it takes is what /proc says of it. Connections are never closed on a count.
        Files.writeString(configuration, String.join("\n",
                "daemon off; master_process off; worker_processes 1;",
                "pid " + quoted(folder.resolve("nginx.pid")) + "; error_log stderr warn;",
                "events { worker_connections 1024; }",
                "http {",
                "  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;",
                "  client_body_temp_path " + quoted(folder.resolve("body")) + "; proxy_temp_path "
                        + quoted(folder.resolve("proxy")) + ";",
                "  fastcgi_temp_path " + quoted(folder.resolve("fastcgi")) + "; uwsgi_temp_path "
                        + quoted(folder.resolve("uwsgi")) + "; scgi_temp_path " + quoted(folder.resolve("scgi")) + ";",
                "  types { video/mp2t ts; }",
                "  server {",
                "    listen " + address + ":" + PORT + ";",
                "    location = /file.ts { alias " + quoted(file) + "; }",
                "    location /folder/ { alias \"" + file.getParent() + "/\"; }",
                "    location = /redirect { return 302 " + redirectTo + "; }",
                "  }",
                "}", ""));
        process = new PeerProcesses(folder.resolve("nginx.log"));
        process.start(List.of("nginx", "-p", folder.toString(), "-c", configuration.toString()));
    }

    private static String quoted(Path path) {
        return '"' + path.toString() + '"';
    }

    String fileUrl() {
        return base + "/file.ts";
    }

    /** Of a file that lies beside the one. */
    String urlOf(Path file) {
        return base + "/folder/" + file.getFileName();
    }

    String redirectUrl() {
        return base + "/redirect";
    }

    List<Long> pids() {
        return process.pids();
    }

    /** @throws IOException with its last words, when it has ended */
    void requireRuns() throws IOException {
        process.requireAllRun();
    }

    @Override
    public void close() {
        process.close();
    }
}
