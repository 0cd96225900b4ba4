package io.mediachassis.sim.unit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A console that shows each answer, and keeps the sequence numbers of what it is sent. RTSP 1.0 over UDP. */
final class TestConsole implements AutoCloseable {
    private static final int LIMIT_MS = 10_000;

    private final DatagramChannel rtp = DatagramChannel.open();
    private final DatagramChannel rtcp = DatagramChannel.open();
    private final List<Integer> sequence = new ArrayList<>();
    private Socket socket = new Socket();
    private BufferedReader in = new BufferedReader(InputStreamReader.nullReader());
    private String base = "";
    private String session = "";
    private int asked;

    record Answer(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    TestConsole() throws IOException {
        for (DatagramChannel channel : List.of(rtp, rtcp)) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            channel.configureBlocking(false);
        }
    }

    /** Describes, and follows where it is sent; keeps the connection it ends at. */
    Answer describe(String url) throws IOException {
        URI uri = URI.create(url);
        socket.close();
        socket = new Socket();
        socket.setSoTimeout(LIMIT_MS);
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), LIMIT_MS);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        base = url;
        Answer answer = ask("DESCRIBE", "Accept: application/sdp");
        return answer.status() == 302 ? describe(answer.header("location")) : answer;
    }

    Answer setUp() throws IOException {
        int rtpPort = ((InetSocketAddress) rtp.getLocalAddress()).getPort();
        int rtcpPort = ((InetSocketAddress) rtcp.getLocalAddress()).getPort();
        Answer answer = ask("SETUP", "Transport: RTP/AVP;unicast;client_port=" + rtpPort + "-" + rtcpPort);
        session = answer.header("session").replaceFirst(";.*", "");
        return answer;
    }

    Answer play() throws IOException {
        return ask("PLAY", "Range: npt=0-");
    }

    /** Slot of the blade that its conversation is with. */
    int slot() {
        return Integer.parseInt(URI.create(base).getHost().replaceFirst(".*[.]", ""));
    }

    private Answer ask(String method, String header) throws IOException {
        String named = session.isEmpty() ? "" : "Session: " + session + "\r\n";
        socket.getOutputStream().write((method + " " + base + " RTSP/1.0\r\nCSeq: " + ++asked + "\r\n" + named + header
                + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        char[] body = new char[Integer.parseInt(headers.getOrDefault("content-length", "0"))];
        for (int done = 0; done < body.length; ) {
            done += Math.max(0, in.read(body, done, body.length - done));
        }
        return new Answer(status, headers, String.valueOf(body));
    }

    private String line() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException(base + ": the connection was closed");
        }
        return line;
    }

    /** Packets that came so far. */
    int received() throws IOException {
        ByteBuffer packet = ByteBuffer.allocate(2048);
        while (rtp.receive(packet) != null) {
            sequence.add(packet.getShort(2) & 0xffff);
            packet.clear();
        }
        return sequence.size();
    }

    /** Packets that are missing between those that came. */
    int missing() throws IOException {
        received();
        int missing = 0;
        for (int i = 1; i < sequence.size(); i++) {
            missing += (sequence.get(i) - sequence.get(i - 1) - 1) & 0xffff;
        }
        return missing;
    }

    /** Tears down. */
    @Override
    public void close() throws IOException {
        if (!session.isEmpty()) {
            ask("TEARDOWN", "User-Agent: test");
            session = "";
        }
        socket.close();
        rtp.close();
        rtcp.close();
    }
}
