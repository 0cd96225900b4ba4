package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.playout.PlayoutCounter;
import io.mediachassis.blade.playout.PlayoutSettings;
import io.mediachassis.blade.rtsp.RtspSettings;
import io.mediachassis.blade.trick.NumberedPictures;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole engine, and a console that takes its packets through the connection and does not read them. */
class SlowConsoleTest {
    private static final int SECONDS = 20;
    private static final PlayoutSettings PACING = new PlayoutSettings(
            10_000_000, 20_000_000, 500_000_000, 200_000_000, 1_000_000_000, 3_000_000_000L, 16, 4096);

    @TempDir
    Path folder;

    private Socket socket;
    private DataInputStream in;

    @Test
    void skipsAhead_andIsClosedWhenItReadsNothing() throws Exception {
        RtspSettings d = RtspSettings.defaults();
        RtspSettings small = new RtspSettings(
                d.maxHeadBytes(), d.maxBodyBytes(), d.maxConnections(), d.maxConnectionsPerAddress(), d.maxSessions(),
                d.maxSessionsPerAddress(), d.maxSessionsPerConnection(), d.maxPipelined(), 65536, Duration.ofMinutes(10),
                d.lossGrace(), d.idle(), d.unasked(), d.deskTimeout(), d.destinations());
        try (InProcessStation station = new InProcessStation(
                folder, NumberedPictures.constantRate(SECONDS), PACING, small, 1)) {
            for (int segment = 0; segment < station.segments(); segment++) {
                station.give(1, segment);
            }
            socket = new Socket();
            socket.setReceiveBufferSize(4096);
            socket.connect(station.address, 5000);
            socket.setSoTimeout(10_000);
            in = new DataInputStream(socket.getInputStream());
            String url = "rtsp://127.0.0.1:" + station.address.getPort() + "/clip";
            String session = ask("SETUP " + url, "Transport: RTP/AVP/TCP;unicast;interleaved=0-1");
            ask("PLAY " + url, "Session: " + session);

            InProcessEngine engine = station.engine(1);
            Awaitility.await().atMost(Duration.ofSeconds(20))
                    .until(() -> engine.playout.counts().get(PlayoutCounter.SKIPS) > 0);
            // It reads again: one line of sequence numbers, and a gap in the timestamps where it was left out.
            int before = -1;
            long stamp = 0;
            long gap = 0;
            for (int i = 0; i < 6000 && gap < 45_000; i++) {
                byte[] packet = packet();
                ByteBuffer header = ByteBuffer.wrap(packet);
                int sequence = header.getShort(2) & 0xffff;
                long now = header.getInt(4) & 0xffffffffL;
                assertTrue(before < 0 || sequence == ((before + 1) & 0xffff), before + " then " + sequence);
                gap = before < 0 ? 0 : (int) (now - stamp);
                before = sequence;
                stamp = now;
            }
            assertTrue(gap >= 45_000, "half a second at least is left out, not " + gap);
            assertEquals(1, engine.streams.count());

            // And never again: its place is free before long, and its connection is closed.
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> engine.streams.count() == 0);
            assertEquals(1, engine.playout.counts().get(PlayoutCounter.UNREAD));
            assertEquals(0, engine.streams.egressBps());
            Awaitility.await().until(() -> station.server.sessions() == 0);
            try {
                while (in.read() >= 0) {
                    // What was on its way.
                }
            } catch (IOException reset) {
                assertTrue(String.valueOf(reset.getMessage()).contains("reset"), reset.toString());
            }
        } finally {
            if (socket != null) {
                socket.close();
            }
        }
    }

    /** Returns the session. */
    private String ask(String request, String... headers) throws IOException {
        String text = request + " RTSP/1.0\r\nCSeq: 1\r\n" + String.join("\r\n", List.of(headers)) + "\r\n\r\n";
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        String session = "";
        String line = line();
        assertTrue(line.startsWith("RTSP/1.0 200"), line);
        for (; !line.isEmpty(); line = line()) {
            session = line.startsWith("Session: ") ? line.substring(9).split(";", 2)[0] : session;
        }
        return session;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            line.append(c == '\r' ? "" : String.valueOf((char) c));
        }
        return line.toString();
    }

    /** The next RTP packet. */
    private byte[] packet() throws IOException {
        while (true) {
            assertEquals('$', in.readUnsignedByte());
            int channel = in.readUnsignedByte();
            byte[] packet = new byte[in.readUnsignedShort()];
            in.readFully(packet);
            if (channel == 0) {
                return packet;
            }
        }
    }
}
