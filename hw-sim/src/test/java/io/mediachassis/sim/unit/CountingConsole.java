package io.mediachassis.sim.unit;

import io.mediachassis.backplane.clock.SystemClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A console by RTSP over UDP that follows redirects, and counts the RTP packets that come and those that don't. */
final class CountingConsole implements AutoCloseable {
    private static final int LIMIT_MS = 10_000;

    private final SystemClock clock = new SystemClock();
    private final DatagramSocket rtp;
    private final Thread receiver;
    private Socket socket = new Socket();
    private BufferedReader in = new BufferedReader(Reader.nullReader());
    private int sequence;
    private String session = "";
    private volatile long firstNs;
    private volatile int packets;
    private volatile int lost;
    private volatile int lastSequence = -1;

    private record Response(int status, Map<String, String> headers) {}

    private CountingConsole() throws IOException {
        rtp = new DatagramSocket(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
        receiver = new Thread(this::receive, "counting-console");
        receiver.setDaemon(true);
        receiver.start();
    }

    /** Asks at the station, goes where that sends it, and plays. */
    static CountingConsole redirected(String url) throws IOException {
        CountingConsole console = new CountingConsole();
        Response described = console.connected(url).ask("DESCRIBE", url, "");
        String at = described.headers().getOrDefault("location", "");
        if (described.status() != 302) {
            throw new IOException("DESCRIBE " + url + " was answered " + described.status());
        }
        console.connected(at).play(at);
        return console;
    }

    /** Opens with SETUP at the station, as Debian's VLC does, and plays from there. */
    static CountingConsole anchored(String url) throws IOException {
        CountingConsole console = new CountingConsole();
        console.connected(url).play(url);
        return console;
    }

    private CountingConsole connected(String url) throws IOException {
        URI uri = URI.create(url);
        socket.close();
        socket = new Socket();
        socket.setSoTimeout(LIMIT_MS);
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), LIMIT_MS);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        return this;
    }

    private void play(String url) throws IOException {
        int port = rtp.getLocalPort();
        Response setUp = ask("SETUP", url, "Transport: RTP/AVP;unicast;client_port=" + port + "-" + (port + 1) + "\r\n");
        session = setUp.headers().getOrDefault("session", "").replaceFirst(";.*", "");
        Response played = ask("PLAY", url, "Range: npt=0-\r\n");
        if (setUp.status() != 200 || played.status() != 200) {
            throw new IOException(url + ": SETUP was answered " + setUp.status() + ", PLAY " + played.status());
        }
    }

    private Response ask(String method, String target, String headers) throws IOException {
        String named = session.isEmpty() ? "" : "Session: " + session + "\r\n";
        String request = method + " " + target + " RTSP/1.0\r\nCSeq: " + ++sequence + "\r\n" + named + headers + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        String[] status = line().split(" ", 3);
        Map<String, String> answered = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            answered.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        for (int left = Integer.parseInt(answered.getOrDefault("content-length", "0")); left > 0; left--) {
            in.read();
        }
        return new Response(Integer.parseInt(status[1]), answered);
    }

    private String line() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("the connection was closed");
        }
        return line;
    }

    private void receive() {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        try {
            while (true) {
                rtp.receive(packet);
                byte[] bytes = packet.getData();
                int number = (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
                if (packets == 0) {
                    firstNs = clock.nanoTime();
                } else {
                    lost += (number - lastSequence - 1) & 0xffff;
                }
                lastSequence = number;
                packets++;
            }
        } catch (SocketException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When the first packet came; 0 before that. */
    long firstNs() {
        return firstNs;
    }

    int packets() {
        return packets;
    }

    /** Sequence numbers that were left out, or came twice as many as 65535. */
    int lost() {
        return lost;
    }

    @Override
    public void close() throws IOException {
        Socket open = socket;
        try (open; rtp) {
            if (!session.isEmpty()) {
                open.getOutputStream().write(("TEARDOWN * RTSP/1.0\r\nCSeq: " + ++sequence + "\r\nSession: " + session
                        + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }
}
