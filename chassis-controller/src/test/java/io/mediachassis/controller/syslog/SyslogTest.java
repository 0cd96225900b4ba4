package io.mediachassis.controller.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.controller.eventlog.EventLog;
import io.mediachassis.controller.eventlog.NewEvent;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SyslogTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int PATIENCE_MS = 10_000;

    @TempDir
    Path folder;

    private EventLog log;

    @BeforeEach
    void open() {
        log = new EventLog(folder.resolve("events"), EventLog.Settings.DEFAULT, new SystemClock());
    }

    @AfterEach
    void close() {
        log.close();
    }

    private Syslog to(String target, SyslogSettings.Least least, String ca) {
        return new Syslog(new SyslogSettings(List.of(target), least, ca), "station-1", 1, log);
    }

    private void reign(Syslog syslog, long epoch) {
        log.beginReign(epoch);
        syslog.beginReign(epoch);
    }

    private static String datagram(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    /** The next message of a stream, by the length before it. */
    private static String message(InputStream in) throws IOException {
        int length = 0;
        for (int c = in.read(); c != ' '; c = in.read()) {
            assertTrue(c >= '0' && c <= '9', "no length: " + c);
            length = length * 10 + c - '0';
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static ServerSocket server(ServerSocket server) throws IOException {
        server.setSoTimeout(PATIENCE_MS);
        return server;
    }

    private static Socket accepted(ServerSocket server) throws IOException {
        Socket socket = server.accept();
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }

    @Test
    void theActiveControllerTellsItsOwnReignAndWhatIsSevereEnough() throws Exception {
        try (DatagramSocket receiver = new DatagramSocket(0, LOOPBACK);
                Syslog syslog = to("udp://127.0.0.1:" + receiver.getLocalPort(), SyslogSettings.Least.WARNING, "")) {
            receiver.setSoTimeout(PATIENCE_MS);
            log.beginReign(3);
            log.append(NewEvent.warning("of.another", 0, "Before"));
            reign(syslog, 4);
            log.append(NewEvent.info("not.severe", 0, "Nothing"));
            log.append(NewEvent.warning("blade.lost", 2, "One"));
            assertTrue(datagram(receiver).endsWith("] One"));
            log.append(NewEvent.critical("on.standby", 0, "Two"));
            assertTrue(datagram(receiver).endsWith("] Two"), "the last word of its reign");
            log.beginReign(5);
            log.append(NewEvent.critical("of.another", 0, "Between"));
            reign(syslog, 9);
            log.append(NewEvent.critical("blade.back", 2, "Three"));
            assertTrue(datagram(receiver).endsWith("controller-1 blade.back [event@32473 number=\"9437185\" slot=\"2\"] Three"));
        }
    }

    @Test
    void aReceiverThatIsAwayGetsWhatItMissed() throws Exception {
        int port;
        try (ServerSocket server = server(new ServerSocket(0, 1, LOOPBACK))) {
            port = server.getLocalPort();
        }
        try (Syslog syslog = to("tcp://127.0.0.1:" + port, SyslogSettings.Least.INFO, "")) {
            reign(syslog, 1);
            log.append(NewEvent.info("a", 0, "One"));
            log.append(NewEvent.info("b", 0, "Two"));
            try (ServerSocket server = server(new ServerSocket(port, 1, LOOPBACK))) {
                try (Socket first = accepted(server)) {
                    assertTrue(message(first.getInputStream()).endsWith("] One"));
                    assertTrue(message(first.getInputStream()).endsWith("] Two"));
                }
                log.append(NewEvent.info("c", 0, "Three"));
                try (Socket second = accepted(server)) {
                    assertTrue(message(second.getInputStream()).endsWith("] Three"), "it saw that the first one was closed");
                }
            }
        }
    }

    private static void keytool(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "keytool").toString()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(new File("/dev/null"))).start();
        assertEquals(0, process.waitFor());
    }

    private ServerSocket tlsServer(Path certificate) throws Exception {
        String store = folder.resolve("log.p12").toString();
        keytool("-genkeypair", "-keyalg", "EC", "-alias", "log", "-dname", "CN=log", "-ext", "SAN=ip:127.0.0.1", "-keystore",
                store, "-storepass", "changeit");
        keytool("-exportcert", "-rfc", "-alias", "log", "-keystore", store, "-storepass", "changeit", "-file",
                certificate.toString());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(store))) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return server(context.getServerSocketFactory().createServerSocket(0, 5, LOOPBACK));
    }

    /** What the server hears; nothing: the handshake failed. */
    private static String heard(ServerSocket server) throws IOException {
        try (Socket socket = accepted(server)) {
            String heard = message(socket.getInputStream());
            // Or it waits at its end for the other side's.
            socket.setSoTimeout(1);
            return heard;
        } catch (SSLException e) {
            return "";
        }
    }

    @Test
    void byTlsOnlyToWhomTheCertificateIsOf() throws Exception {
        Path certificate = folder.resolve("log.pem");
        try (ServerSocket server = tlsServer(certificate)) {
            try (Syslog syslog = to("tls://127.0.0.1:" + server.getLocalPort(), SyslogSettings.Least.INFO,
                    certificate.toString())) {
                reign(syslog, 1);
                log.append(NewEvent.info("a", 0, "One"));
                assertTrue(heard(server).endsWith("] One"));
            }
            try (Syslog syslog = to("tls://localhost:" + server.getLocalPort(), SyslogSettings.Least.INFO,
                    certificate.toString())) {
                reign(syslog, 2);
                log.append(NewEvent.info("b", 0, "Two"));
                assertEquals("", heard(server), "its certificate is of no such name");
            }
        }
    }
}
