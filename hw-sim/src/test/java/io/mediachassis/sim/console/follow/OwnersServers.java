package io.mediachassis.sim.console.follow;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** File servers as owners run them: Debian's nginx and vsftpd, and some that do not do what they should. */
final class OwnersServers implements AutoCloseable {
    private final List<Closeable> open = new ArrayList<>();
    private final Path folder;
    private final InetAddress address;

    OwnersServers(Path folder, InetAddress address) {
        this.folder = folder;
        this.address = address;
    }

    static boolean areInstalled() {
        return Files.isExecutable(Path.of("/usr/sbin/nginx")) && Files.isExecutable(Path.of("/usr/sbin/vsftpd"));
    }

    /** A server that runs until it is ended. */
    record Running(Process process, String address) {
        void kill() {
            process.destroyForcibly().onExit().orTimeout(5, TimeUnit.SECONDS).join();
        }
    }

    /** nginx, which gives so many bytes in a second. */
    Running nginx(Path root, String rate) throws IOException {
        int port = freePort();
        Path own = Files.createDirectories(folder.resolve("nginx"));
        Files.writeString(own.resolve("nginx.conf"), String.join("\n",
                "daemon off; master_process off; pid \"" + own.resolve("pid") + "\"; error_log stderr warn;",
                "events { worker_connections 64; }",
                "http {",
                "  access_log off; client_body_temp_path \"" + own.resolve("a") + "\"; proxy_temp_path \"" + own.resolve("b") + "\";",
                "  fastcgi_temp_path \"" + own.resolve("c") + "\"; uwsgi_temp_path \"" + own.resolve("d")
                        + "\"; scgi_temp_path \"" + own.resolve("e") + "\";",
                "  server { listen " + address.getHostAddress() + ":" + port + "; root \"" + root + "\"; limit_rate " + rate + "; }",
                "}", ""));
        return started("http", port, List.of("/usr/sbin/nginx", "-p", own.toString(), "-c", own.resolve("nginx.conf").toString()));
    }

    /** vsftpd, which lets anybody in. */
    Running vsftpd(Path root) throws IOException {
        int port = freePort();
        Path configuration = Files.writeString(folder.resolve("vsftpd.conf"), String.join("\n",
                "listen=YES", "listen_address=" + address.getHostAddress(), "listen_port=" + port, "background=NO",
                "run_as_launching_user=YES", "anonymous_enable=YES", "no_anon_password=YES", "local_enable=NO",
                "anon_root=" + root, "seccomp_sandbox=NO", "xferlog_enable=NO", ""));
        return started("ftp", port, List.of("/usr/sbin/vsftpd", configuration.toString()));
    }

    private Running started(String scheme, int port, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve(scheme + ".log").toFile())
                .start();
        Running running = new Running(process, scheme + "://" + address.getHostAddress() + ":" + port);
        open.add(running::kill);
        Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> answers(port));
        return running;
    }

    private boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * A server that says this to whoever asks.
     *
     * @param endless again and again, the body
     */
    String says(String head, byte[] body, boolean endless) throws IOException {
        ServerSocket listening = new ServerSocket(0, 16, address);
        open.add(listening);
        Thread serving = new Thread(() -> {
            while (!listening.isClosed()) {
                try (Socket one = listening.accept(); OutputStream out = one.getOutputStream()) {
                    one.setSoTimeout(2000);
                    for (int ends = 0, c = 0; ends < 2 && c >= 0; ) {
                        c = one.getInputStream().read();
                        ends = c == '\n' ? ends + 1 : c == '\r' ? ends : 0;
                    }
                    out.write((head.isEmpty() ? "" : head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                    do {
                        out.write(body);
                    } while (endless && body.length > 0);
                    if (endless) {
                        // It says nothing, and does not hang up.
                        int unused = one.getInputStream().read();
                    }
                } catch (IOException e) {
                    // Whoever asked has gone, or this is over.
                }
            }
        });
        serving.setDaemon(true);
        serving.start();
        return "http://" + address.getHostAddress() + ":" + listening.getLocalPort();
    }

    private int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, address)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        for (Closeable one : open) {
            one.close();
        }
    }
}
