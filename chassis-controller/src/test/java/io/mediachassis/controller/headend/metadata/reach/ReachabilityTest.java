package io.mediachassis.controller.headend.metadata.reach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.controller.headend.metadata.ServerAddress;
import io.mediachassis.controller.headend.metadata.reach.Reachability.Finding;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that answer as they like. */
final class ReachabilityTest {
    private final Reachability reachability = new Reachability(new AddressPolicy(List.of("127.0.0.0/8"), List.of()));
    private volatile String asked = "";
    private ServerSocket socket;

    @AfterEach
    void stop() throws IOException {
        socket.close();
    }

    /** Says this to whoever comes, again and again if it has no end. */
    private ServerAddress server(String scheme, String answer, boolean endless) throws IOException {
        socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread serving = new Thread(() -> {
            try (Socket one = socket.accept()) {
                BufferedReader in = new BufferedReader(new InputStreamReader(one.getInputStream(), StandardCharsets.UTF_8));
                asked = in.readLine();
                do {
                    one.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                } while (endless);
            } catch (IOException e) {
                // It had enough.
            }
        });
        serving.setDaemon(true);
        serving.start();
        return ServerAddress.parse(scheme + "://127.0.0.1:" + socket.getLocalPort()).orElseThrow();
    }

    @Test
    void aFileWithItsLength_byWhatARangeSays() throws Exception {
        ServerAddress server = server("http", "HTTP/1.1 206 Partial\r\nContent-Range: bytes 0-0/1234\r\nContent-Length: 1\r\n\r\nx", false);
        assertEquals(Finding.good(OptionalLong.of(1234)), reachability.has(server, "/a b/\u00e4%.ts"));
        assertEquals("GET /a%20b/%C3%A4%25.ts HTTP/1.1", asked);
    }

    @Test
    void redirectsAreNotFollowed() throws Exception {
        Finding finding = reachability.has(
                server("http", "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:22/\r\n\r\n", false), "/f.ts");
        assertTrue(finding.fault().contains("redirects are not followed"), finding.fault());
    }

    @Test
    void anAnswerWithoutAnEndIsNotReadToIt() throws Exception {
        assertTrue(reachability.has(server("http", "x".repeat(1000), true), "/f.ts").fault().contains("no end"));
    }

    @Test
    void headersWithoutAnEndNeither() throws Exception {
        assertTrue(reachability.has(server("http", "HTTP/1.1 200 OK\r\nA: b\r\n", true), "/f.ts").fault()
                .matches(".*(no end|speak).*"));
    }

    @Test
    void aProofIsTheWholeContent() throws Exception {
        assertTrue(reachability.proves(server("http", "HTTP/1.1 200 OK\r\n\r\nsecret\n", false), "/p", "secret").isGood());
        stop();
        assertFalse(reachability.proves(server("http", "HTTP/1.1 200 OK\r\n\r\nsecrets", false), "/p", "secret").isGood());
        assertFalse(reachability.proves(ServerAddress.parse("udp://239.1.1.1:5000").orElseThrow(), "/p", "secret").isGood());
    }

    @Test
    void whereNobodyIsAskedNobodyIsConnectedTo() throws Exception {
        ServerAddress server = server("http", "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n", false);
        Finding finding = new Reachability(new AddressPolicy(List.of(), List.of())).has(server, "/f.ts");
        assertTrue(finding.unasked(), finding.fault());
        assertEquals("", asked);
    }
}
