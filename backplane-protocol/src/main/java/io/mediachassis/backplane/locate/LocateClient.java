package io.mediachassis.backplane.locate;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mediachassis.backplane.proto.Answer;
import io.mediachassis.backplane.proto.LocateReply;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Asks where programs can be played, many questions in one datagram. There is no connection and the station keeps no
 * state: what is lost is simply asked again, with the cookie that the station gave. Blocking; one thread.
 *
 * <pre>
 * try (LocateClient client = new LocateClient(station, Duration.ofMillis(500), new SecureRandom())) {
 *     String url = client.locate(List.of("sample"), "rtsp").get(0).getRtspUrl();
 * }
 * </pre>
 */
public final class LocateClient implements AutoCloseable {
    /** Largest datagram either side sends: one Ethernet frame. */
    public static final int MAX_DATAGRAM = 1400;

    private static final int TRIES = 4;

    private final DatagramSocket socket;
    private final InetSocketAddress station;
    private final RandomGenerator nonces;
    private final Duration patience;
    private final byte[] buffer = new byte[65_535];
    private ByteString cookie = ByteString.EMPTY;
    private String token = "";
    private int strange;

    /**
     * @param station the station's locate address and port
     * @param patience for each of four tries
     * @param nonces hard to guess, so that no stranger can answer in the station's name: a {@code SecureRandom}
     * @throws IOException when no socket can be opened
     */
    public LocateClient(InetSocketAddress station, Duration patience, RandomGenerator nonces) throws IOException {
        this.socket = new DatagramSocket();
        this.station = station;
        this.patience = patience;
        this.nonces = nonces;
    }

    /** A token to show from now on, where programs need one; empty: none. */
    public void show(String playbackToken) {
        token = playbackToken;
    }

    /**
     * Asks for programs by id.
     *
     * @param protocol {@code rtsp}, {@code http}, or empty for both
     * @return an answer each, in the order of the ids; its id is the index
     * @throws SocketTimeoutException when four tries in a row brought no further answer
     * @throws IllegalArgumentException when a program id does not fit a datagram
     */
    public List<Answer> locate(List<String> programIds, String protocol) throws IOException {
        return ask(programIds, protocol, false);
    }

    /** The same, but each engine that the director chooses answers itself, from its own address (seed 003 claim 4). */
    public List<Answer> locateAtEngines(List<String> programIds, String protocol) throws IOException {
        return ask(programIds, protocol, true);
    }

    /** Datagrams that came and were no reply to what was asked; the asking went on. */
    public int strange() {
        return strange;
    }

    private List<Answer> ask(List<String> programIds, String protocol, boolean forward) throws IOException {
        AskedQuestions asked = new AskedQuestions(programIds, protocol, forward, nonces.nextLong(), cookie, token);
        int failures = 0;
        while (!asked.complete()) {
            byte[] datagram = asked.datagram();
            socket.send(new DatagramPacket(datagram, datagram.length, station));
            int before = asked.answered();
            ByteString cookieBefore = asked.cookie();
            boolean heard = receive(asked);
            if (asked.answered() > before || !asked.cookie().equals(cookieBefore)) {
                failures = 0;
            } else if (++failures == TRIES) {
                throw new SocketTimeoutException("No answer from " + station + " to " + TRIES + " datagrams: "
                        + (heard ? "it has more questions than it can answer"
                                : "is the station up, and its locate port open?"));
            }
        }
        cookie = asked.cookie();
        return asked.answers();
    }

    /** Takes what comes until all is answered, a cookie is to be shown, or nothing came for a while. */
    private boolean receive(AskedQuestions asked) throws IOException {
        socket.setSoTimeout((int) Math.max(1, patience.toMillis()));
        boolean heard = false;
        while (!asked.complete()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
            } catch (SocketTimeoutException e) {
                return heard;
            }
            try {
                LocateReply reply = LocateReply.parser().parseFrom(buffer, 0, packet.getLength());
                if (!asked.take(reply)) {
                    strange++;
                } else if (reply.getStatus() == LocateReply.Status.COOKIE_NEEDED) {
                    return true;
                } else {
                    // An overloaded station is asked again once the patience is over, not at once.
                    heard = true;
                }
            } catch (InvalidProtocolBufferException e) {
                strange++;
            }
        }
        return true;
    }

    @Override
    public void close() {
        socket.close();
    }
}
