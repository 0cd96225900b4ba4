package io.mediachassis.blade.anchor;

import io.mediachassis.backplane.proto.ControlStream;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.StreamRecord;
import io.mediachassis.backplane.proto.StreamReply;
import io.mediachassis.blade.engine.EngineLine;
import io.mediachassis.blade.engine.StreamOrders;
import io.mediachassis.blade.rtsp.InterleavedSink;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Gives orders to the engine in a slot, which may be this blade's own. Replies never fail. Any thread. */
public final class Senders {
    private final int slot;
    private final StreamOrders own;
    private final EngineLine line;

    public Senders(int slot, StreamOrders own, EngineLine line) {
        this.slot = slot;
        this.own = own;
        this.line = line;
    }

    /** @param sink only for this blade's own engine: the connection is here */
    CompletionStage<StreamReply> start(int engine, StartStream order, @Nullable InterleavedSink sink) {
        return engine == slot
                ? own.start(order, sink)
                : asked(engine, Envelope.newBuilder().setStartStream(order));
    }

    CompletionStage<StreamReply> control(int engine, ControlStream order) {
        return engine == slot
                ? own.control(order)
                : asked(engine, Envelope.newBuilder().setControlStream(order));
    }

    /** A stream as this blade's own engine sends it; empty: another does, or none. */
    Optional<StreamRecord> ownRecord(long session) {
        return own.record(session);
    }

    /** Without waiting for an answer. */
    void tell(int engine, long session, ControlStream.Verb verb) {
        tell(engine, ControlStream.newBuilder()
                .setSession(session)
                .setVerb(verb)
                .build());
    }

    /** The same, with all that belongs to it. */
    void tell(int engine, ControlStream order) {
        if (engine == slot) {
            own.control(order);
        } else {
            line.send(engine, Envelope.newBuilder().setControlStream(order));
        }
    }

    private CompletionStage<StreamReply> asked(int engine, Envelope.Builder message) {
        return line.request(engine, message).handle((reply, error) -> error == null
                ? reply.getStreamReply()
                : StreamReply.newBuilder()
                        .setRtspStatus(503)
                        .setText("Blade " + engine + " did not answer: " + error.getMessage())
                        .build());
    }
}
