package io.mediachassis.backplane.locate;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mediachassis.backplane.proto.Answer;
import io.mediachassis.backplane.proto.LocateReply;
import io.mediachassis.backplane.proto.LocateRequest;
import io.mediachassis.backplane.proto.Question;
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
 * state: a lost datagram is simply asked again. Blocking; one thread.
 */
public final class LocateClient implements AutoCloseable {
    /** Largest datagram either side sends: one Ethernet frame. */
    public static final int MAX_DATAGRAM = 1400;

    private static final int TRIES = 4;

    private final DatagramSocket socket;
    private final InetSocketAddress station;
    private final RandomGenerator nonces;
    private final Duration patience;
    private int unreadable;

    /**
     * @param station the station's locate address and port
     * @param patience for each of four tries
     * @throws IOException when no socket can be opened
     */
    public LocateClient(InetSocketAddress station, Duration patience, RandomGenerator nonces) throws IOException {
        this.socket = new DatagramSocket();
        this.station = station;
        this.patience = patience;
        this.nonces = nonces;
    }

    /**
     * Asks for programs by id; the answers come in any order, each with the index of its question.
     *
     * @param protocol {@code rtsp}, {@code http}, or empty for both
     * @throws SocketTimeoutException when no try was answered
     * @throws IllegalArgumentException when the questions do not fit one datagram
     */
    public List<Answer> locate(List<String> programIds, String protocol) throws IOException {
        LocateRequest.Builder request = LocateRequest.newBuilder().setNonce(nonces.nextLong());
        for (int i = 0; i < programIds.size(); i++) {
            request.addQuestions(
                    Question.newBuilder().setId(i).setProgramId(programIds.get(i)).setProtocol(protocol));
        }
        byte[] bytes = request.build().toByteArray();
        if (bytes.length > MAX_DATAGRAM) {
            throw new IllegalArgumentException(programIds.size() + " questions take " + bytes.length
                    + " bytes, a datagram holds " + MAX_DATAGRAM + ": ask for fewer at once");
        }
        socket.setSoTimeout((int) patience.toMillis());
        for (int attempt = 1; ; attempt++) {
            socket.send(new DatagramPacket(bytes, bytes.length, station));
            try {
                return answersTo(request.getNonce());
            } catch (SocketTimeoutException e) {
                if (attempt == TRIES) {
                    throw new SocketTimeoutException("No answer from " + station + " to " + TRIES
                            + " datagrams: is the station up, and its locate port open?");
                }
            }
        }
    }

    /** Datagrams that came and were no reply; the asking went on. */
    public int unreadable() {
        return unreadable;
    }

    private List<Answer> answersTo(long nonce) throws IOException {
        byte[] buffer = new byte[65_535];
        while (true) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            socket.receive(packet);
            try {
                LocateReply reply = LocateReply.parser().parseFrom(buffer, 0, packet.getLength());
                if (reply.getNonce() == nonce) {
                    return reply.getAnswersList();
                }
            } catch (InvalidProtocolBufferException e) {
                unreadable++;
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
