package io.mediachassis.blade.engine;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.clock.SystemClock;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A console that asks for any scale, over UDP or interleaved, and keeps every packet that it gets. */
public final class CapturingConsole implements AutoCloseable {
    private static final int BYE = 203;

    /** An RTP packet as it came. */
    public static final class Packet {
        private final int payloadType;
        private final int sequence;
        private final long timestamp;
        private final boolean marked;
        private final byte[] media;
        private final long atNs;

        Packet(int payloadType, int sequence, long timestamp, boolean marked, byte[] media, long atNs) {
            this.payloadType = payloadType;
            this.sequence = sequence;
            this.timestamp = timestamp;
            this.marked = marked;
            this.media = media;
            this.atNs = atNs;
        }

        /** When it came, by the system's clock. */
        public long atNs() {
            return atNs;
        }

        public int payloadType() {
            return payloadType;
        }

        public int sequence() {
            return sequence;
        }

        public long timestamp() {
            return timestamp;
        }

        public boolean marked() {
            return marked;
        }

        public byte[] media() {
            return media;
        }
    }

    /** An answer; header names in lower case. */
    public record Reply(int status, Map<String, String> headers) {
        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        /** The sequence number that RTP-Info tells. */
        public int sequence() {
            return Integer.parseInt(header("RTP-Info").replaceFirst(".*;seq=(\\d+).*", "$1"));
        }

        /** The timestamp that RTP-Info tells. */
        public long timestamp() {
            return Long.parseLong(header("RTP-Info").replaceFirst(".*;rtptime=(\\d+).*", "$1"));
        }
    }

    private final Clock clock = new SystemClock();
    private final String url;
    private final Socket socket;
    private final DataInputStream in;
    private final DatagramSocket rtp;
    private final DatagramSocket rtcp;
    private final BlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
    private final List<Packet> packets = new ArrayList<>();
    private final BlockingQueue<Integer> byes = new LinkedBlockingQueue<>();
    private String session = "";
    private volatile boolean over;
    private int cseq;
    public final Reply setUp;

    /** Connects and sets up. */
    public CapturingConsole(InetSocketAddress server, String program, boolean udp) throws Exception {
        this(server, program, udp ? "RTP/AVP" : "RTP/AVP/TCP", "");
    }

    /**
     * The same.
     *
     * @param userAgent what it says to be; empty: nothing
     */
    public CapturingConsole(InetSocketAddress server, String program, String profile, String userAgent) throws Exception {
        url = "rtsp://" + server.getAddress().getHostAddress() + ":" + server.getPort() + "/" + program;
        socket = new Socket(server.getAddress(), server.getPort());
        in = new DataInputStream(socket.getInputStream());
        rtp = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        rtp.setReceiveBufferSize(1 << 22);
        rtcp = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        start("connection", this::readConnection);
        start("rtp", () -> readDatagrams(rtp, false));
        start("rtcp", () -> readDatagrams(rtcp, true));
        setUp = ask("SETUP", "Transport: " + profile + ";unicast;" + (profile.endsWith("/TCP")
                ? "interleaved=0-1"
                : "client_port=" + rtp.getLocalPort() + "-" + rtcp.getLocalPort()), "User-Agent: " + userAgent);
        session = setUp.header("Session").split(";", 2)[0];
    }

    private interface Reading {
        void read() throws IOException;
    }

    private void start(String name, Reading reading) {
        Thread thread = new Thread(() -> {
            try {
                reading.read();
            } catch (IOException e) {
                // The sockets are closed, which is how this ends.
                over = true;
                replies.add(new Reply(0, Map.of("x-reason", String.valueOf(e.getMessage()))));
            }
        }, "console-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    public Reply ask(String method, String... headers) throws Exception {
        StringBuilder text = new StringBuilder(method + " " + url + " RTSP/1.0\r\nCSeq: " + ++cseq + "\r\n");
        if (!session.isEmpty()) {
            text.append("Session: ").append(session).append("\r\n");
        }
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        socket.getOutputStream().write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        Reply reply = replies.poll(15, TimeUnit.SECONDS);
        if (reply == null) {
            throw new IOException("no answer to " + method);
        }
        return reply;
    }

    /** Waits for the end of the stream. Returns whether it was told within that time. */
    public boolean ended(int seconds) throws InterruptedException {
        return byes.poll(seconds, TimeUnit.SECONDS) != null;
    }

    /** What has come so far, in the order of arrival. */
    public List<Packet> packets() {
        synchronized (packets) {
            return List.copyOf(packets);
        }
    }

    /** Media of the packets from one sequence number on, up to another; of all that follow when they are the same. */
    public byte[] media(int from, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Packet packet : packets()) {
            int past = packet.sequence() - from & 0xffff;
            if (past < (to == from ? 0x8000 : to - from & 0xffff)) {
                out.writeBytes(packet.media());
            }
        }
        return out.toByteArray();
    }

    private void readConnection() throws IOException {
        while (true) {
            int first = in.readUnsignedByte();
            if (first == '$') {
                int channel = in.readUnsignedByte();
                byte[] packet = new byte[in.readUnsignedShort()];
                in.readFully(packet);
                take(packet, packet.length, channel == 1);
                continue;
            }
            String line = (char) first + line();
            int status = Integer.parseInt(line.split(" ", 3)[1]);
            Map<String, String> headers = new TreeMap<>();
            for (line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
            }
            in.readFully(new byte[Integer.parseInt(headers.getOrDefault("content-length", "0"))]);
            replies.add(new Reply(status, headers));
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private void readDatagrams(DatagramSocket from, boolean control) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        while (true) {
            try {
                from.receive(packet);
            } catch (SocketException closed) {
                return;
            }
            take(packet.getData(), packet.getLength(), control);
        }
    }

    private void take(byte[] b, int length, boolean control) {
        if (!control) {
            ByteBuffer header = ByteBuffer.wrap(b);
            synchronized (packets) {
                packets.add(new Packet(b[1] & 0x7f, header.getShort(2) & 0xffff, header.getInt(4) & 0xffffffffL, (b[1] & 0x80) != 0,
                        Arrays.copyOfRange(b, 12, length), clock.nanoTime()));
            }
            return;
        }
        for (int at = 0; at + 4 <= length; at += 4 + ((b[at + 2] & 0xff) << 8 | (b[at + 3] & 0xff)) * 4) {
            if ((b[at + 1] & 0xff) == BYE) {
                byes.add(at);
            }
        }
    }

    @Override
    public void close() throws IOException {
        String text = "TEARDOWN " + url + " RTSP/1.0\r\nCSeq: " + ++cseq + "\r\nSession: " + session + "\r\n\r\n";
        try (socket; rtp; rtcp) {
            if (!over) {
                socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }
}
