package io.mediachassis.sim.console.load;

import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.UdpSocket;
import io.mediachassis.sim.console.Feedback;
import io.mediachassis.sim.console.description.MediaDescription;
import io.mediachassis.sim.console.receive.MediaSink;
import io.mediachassis.sim.console.receive.ReceiverSettings;
import io.mediachassis.sim.console.receive.StreamReceiver;
import io.mediachassis.sim.loss.LossModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One of many consoles: loses, detects, asks and reports as a real one; keeps no payload. One thread. */
final class LoadConsole implements AutoCloseable {
    private static final int SEND_BUFFER = 1 << 13;
    private static final int RECEIVE_BUFFER = 1 << 17;
    private static final int BURST_EVERY = 1000;
    private static final long USUAL_BIT_RATE = 4_000_000;
    private static final long PACKET_BITS = 7 * 188 * 8;
    private static final MediaSink NOWHERE = new MediaSink() {
        @Override
        public void media(byte[] memory, int offset, int length, int timestamp, boolean playBegins) {
            // Nobody watches.
        }

        @Override
        public void lost(long packets) {
            // The receiver counts.
        }
    };

    private final StreamReceiver receiver;
    private final LossModel loss;
    private final @Nullable UdpSocket socket;
    private boolean ending;
    private final @Nullable Feedback feedback;

    LoadConsole(LoadSettings settings, long seed, long nowNs) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        MediaDescription media = settings.media();
        MediaDescription.Repair repair = media.repair();
        long intervalNs = PACKET_BITS * 1_000_000_000L / (media.bitRate() > 0 ? media.bitRate() : USUAL_BIT_RATE);
        boolean asks = settings.repair() && repair != null && repair.feedback() != 0;
        long waitNs = asks ? settings.latency().toNanos() : 0;
        receiver = new StreamReceiver(
                new ReceiverSettings(media.payloadType(), repair == null ? ReceiverSettings.NONE : repair.payloadType(),
                        media.ssrc(), asks, ReceiverSettings.loss(media.reorder(), intervalNs, waitNs, true), 0),
                random, NOWHERE);
        loss = new LossModel(settings.loss(), settings.burst(), BURST_EVERY, random);
        socket = asks ? new UdpSocket(new Ipv4Endpoint(0, 0), SEND_BUFFER, RECEIVE_BUFFER) : null;
        feedback = socket == null || repair == null ? null
                : new Feedback(socket, new Ipv4Endpoint(repair.feedback(), repair.feedbackPort()), nowNs, random);
    }

    /** From which it asks, and to which it is answered; null when it doesn't ask. */
    @Nullable UdpSocket socket() {
        return socket;
    }

    void media(ByteBuffer datagram, long nowNs) {
        if (ending || !loss.next()) {
            receiver.onDatagram(datagram, nowNs);
        }
    }

    /** Nothing more is lost on its way: what is missing still comes, or is given up. */
    void ending() {
        ending = true;
    }

    /** A repair, which is lost as easily. */
    void answer(ByteBuffer datagram, long nowNs) {
        media(datagram, nowNs);
    }

    /** @param ask scratch */
    void work(long nowNs, int[] ask) {
        int count = receiver.poll(nowNs, ask);
        if (feedback != null) {
            if (count > 0) {
                feedback.ask(receiver.ssrc(), ask, count);
            }
            feedback.report(receiver, nowNs);
        }
    }

    /** What is missing now is missing for good. */
    void end(long nowNs) {
        receiver.end(false);
        if (feedback != null) {
            feedback.last(receiver, nowNs);
        }
    }

    StreamReceiver receiver() {
        return receiver;
    }

    @Override
    public void close() {
        if (feedback != null) {
            feedback.close();
        }
        if (socket != null) {
            socket.close();
        }
    }
}
