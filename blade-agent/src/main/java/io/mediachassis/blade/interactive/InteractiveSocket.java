package io.mediachassis.blade.interactive;

import io.mediachassis.blade.interactive.InteractiveServer.Action;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.ReceiveBatch;
import io.mediachassis.blade.os.UdpSocket;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A socket of the interactive server and what comes by it. That of its thread. */
final class InteractiveSocket {
    private static final int DATAGRAM_BYTES = 1500;
    private static final int MEDIA_BATCH = 32;
    private static final int RTCP_BATCH = 8;
    private static final int ROUNDS = 8;

    private enum Kind {
        MEDIA,
        GROUP_RTCP,
        FEEDBACK
    }

    private final UdpSocket socket;
    private final Kind kind;
    private final @Nullable ServedStream stream;
    private final ReceiveBatch batch;

    private InteractiveSocket(UdpSocket socket, Kind kind, @Nullable ServedStream stream) {
        this.socket = socket;
        this.kind = kind;
        this.stream = stream;
        this.batch = new ReceiveBatch(socket, kind == Kind.MEDIA ? MEDIA_BATCH : RTCP_BATCH, DATAGRAM_BYTES);
    }

    static InteractiveSocket media(UdpSocket joined, ServedStream stream) {
        return new InteractiveSocket(joined, Kind.MEDIA, stream);
    }

    static InteractiveSocket rtcp(UdpSocket joined, ServedStream stream) {
        return new InteractiveSocket(joined, Kind.GROUP_RTCP, stream);
    }

    static InteractiveSocket feedback(UdpSocket bound) {
        return new InteractiveSocket(bound, Kind.FEEDBACK, null);
    }

    UdpSocket socket() {
        return socket;
    }

    /** Whose group it has joined; null for none. */
    @Nullable ServedStream stream() {
        return stream;
    }

    /** Takes what is there. */
    void receive(InteractiveServer server, RepairSender sender, long nowNs, Consumer<Action> actions) {
        ServedStream of = stream;
        int full = kind == Kind.MEDIA ? MEDIA_BATCH : RTCP_BATCH;
        int count = full;
        for (int round = 0; round < ROUNDS && count == full; round++) {
            count = batch.receive();
            for (int i = 0; i < count; i++) {
                if (of != null && kind == Kind.MEDIA) {
                    server.media(of.ssrc(), batch.packet(i));
                } else {
                    Ipv4Endpoint from = batch.source(i);
                    server.feedback(
                            batch.packet(i), from.address(), from.port(), kind == Kind.GROUP_RTCP, nowNs, sender, actions);
                }
            }
        }
    }

    void close() {
        socket.close();
    }
}
