package io.mediachassis.sim.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.Answer;
import io.mediachassis.backplane.proto.LocateReply;
import io.mediachassis.backplane.proto.LocateRequest;
import io.mediachassis.backplane.proto.Question;
import io.mediachassis.blade.os.AlignedBuffer;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.ReceiveBatch;
import io.mediachassis.blade.os.SendBatch;
import io.mediachassis.blade.os.UdpSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Asks the station as fast as it answers: so many datagrams on their way at once, each read and checked. One thread. */
final class LocateLoad implements AutoCloseable {
    private static final int BATCH = 64;
    private static final int BUFFER = 4 << 20;
    private static final int SILENT_MS = 200;

    private final Clock clock;
    private final Ipv4Endpoint station;
    private final UdpSocket socket;
    private final ReceiveBatch replies;
    private final SendBatch requests;
    private final int window;
    private final AlignedBuffer memory = new AlignedBuffer(AlignedBuffer.PAGE);
    private final LocateRequest.Builder request;
    private int requestBytes;

    /**
     * @param window datagrams on their way at once
     * @param questions in each
     */
    LocateLoad(Clock clock, InetSocketAddress station, String programId, int window, int questions)
            throws IOException {
        this.clock = clock;
        this.station = Ipv4Endpoint.of(station);
        this.window = window;
        socket = new UdpSocket(new Ipv4Endpoint(0, 0), BUFFER, BUFFER);
        replies = new ReceiveBatch(socket, BATCH, 2048);
        requests = new SendBatch(socket, BATCH, false);
        request = LocateRequest.newBuilder().setNonce(1).setPadding(ByteString.copyFrom(new byte[32]));
        for (int i = 0; i < questions; i++) {
            request.addQuestions(Question.newBuilder().setId(i).setProgramId(programId).setProtocol("rtsp"));
        }
        put();
    }

    private void put() {
        byte[] bytes = request.build().toByteArray();
        memory.view(0, bytes.length).put(bytes);
        requestBytes = bytes.length;
    }

    /** Gives the questions that were answered with an engine in that time. */
    long run(Duration duration) throws IOException {
        long untilNs = clock.nanoTime() + duration.toNanos();
        long answers = 0;
        int onTheWay = 0;
        while (clock.nanoTime() - untilNs < 0) {
            for (; onTheWay < window; onTheWay++) {
                requests.begin(station, 0);
                requests.plain(memory.address(), requestBytes);
                requests.end();
            }
            requests.flush();
            int received = replies.receive();
            if (received == 0 && !replies.await(SILENT_MS)) {
                // Lost datagrams are made good.
                onTheWay = 0;
            }
            for (int i = 0; i < received; i++) {
                answers += found(i);
            }
            onTheWay = Math.max(0, onTheWay - received);
        }
        if (answers == 0) {
            throw new IOException("no question was answered with an engine");
        }
        return answers;
    }

    private int found(int i) throws IOException {
        LocateReply reply;
        try {
            reply = LocateReply.parseFrom(replies.packet(i));
        } catch (InvalidProtocolBufferException e) {
            throw new IOException("the station sent what is no reply", e);
        }
        if (reply.getStatus() == LocateReply.Status.COOKIE_NEEDED) {
            request.setCookie(reply.getCookie()).clearPadding();
            put();
        }
        int found = 0;
        for (Answer answer : reply.getAnswersList()) {
            found += answer.getStatus() == Answer.Status.FOUND ? 1 : 0;
        }
        return found;
    }

    @Override
    public void close() {
        requests.close();
        socket.close();
        memory.close();
    }
}
