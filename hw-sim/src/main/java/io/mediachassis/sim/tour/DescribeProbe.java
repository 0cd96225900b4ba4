package io.mediachassis.sim.tour;

import io.mediachassis.backplane.clock.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks the station DESCRIBE, again and again on new connections, until it is answered as a director answers: 200, or
 * 302 to an engine. Blocking; one thread.
 */
public final class DescribeProbe {
    private static final int TRY_MS = 250;
    private static final long PAUSE_NS = 1_000_000L;

    private final InetSocketAddress station;
    private final byte[] request;
    private final Clock clock;

    public DescribeProbe(String address, int port, String program, Clock clock) {
        this.station = new InetSocketAddress(address, port);
        this.clock = clock;
        this.request = ("DESCRIBE rtsp://" + address + ":" + port + "/" + program + " RTSP/1.0\r\nCSeq: 1\r\n"
                        + "Accept: application/sdp\r\nUser-Agent: probe\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Nanoseconds from now until an answer; fails after the limit. */
    public long timeToAnswer(Duration limit) throws IOException {
        long start = clock.nanoTime();
        while (!answers()) {
            if (clock.nanoTime() - start >= limit.toNanos()) {
                throw new IOException("no director answered at " + station + " within " + limit.toSeconds() + " s");
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
        return clock.nanoTime() - start;
    }

    /** Waits for an answer. */
    public void requireAnswer(Duration limit) throws IOException {
        timeToAnswer(limit);
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TRY_MS);
            socket.connect(station, TRY_MS);
            socket.getOutputStream().write(request);
            InputStream in = socket.getInputStream();
            byte[] status = in.readNBytes(12);
            String line = new String(status, StandardCharsets.US_ASCII);
            return line.startsWith("RTSP/1.0 200") || line.startsWith("RTSP/1.0 302");
        } catch (IOException e) {
            // Refused, reset or silent: exactly what is being waited out.
            return false;
        }
    }
}
