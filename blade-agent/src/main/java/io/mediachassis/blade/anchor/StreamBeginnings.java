package io.mediachassis.blade.anchor;

import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.StreamIdentity;
import io.mediachassis.backplane.proto.StreamPoint;
import io.mediachassis.backplane.proto.StreamReply;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.repair.LossRepair;
import io.mediachassis.blade.rtsp.Delivery;
import io.mediachassis.blade.rtsp.InterleavedSink;
import io.mediachassis.blade.rtsp.MediaException;
import io.mediachassis.blade.rtsp.StreamRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How streams begin: their identity, the numbers of the first packet, the engine, and how the packets of another engine
 * come to a connection of this blade. Any thread.
 */
final class StreamBeginnings {
    private static final Logger LOG = LoggerFactory.getLogger(StreamBeginnings.class);

    private final int slot;
    private final StreamPlacing placing;
    private final Relays relays;
    private final RandomGenerator random;
    private final IntPredicate taken;
    private final IntFunction<Consumer<String>> ended;

    /**
     * A stream that an engine has opened.
     *
     * @param connection null where the console takes datagrams
     */
    record Begun(StartStream order, @Nullable InterleavedSink connection, int engine, StreamReply reply) {}

    /**
     * @param slot of this blade, which is in each SSRC
     * @param random gives what shall not be guessed (RFC 3550 section 5.1)
     * @param taken whether a stream has that SSRC
     * @param ended who hears that nothing of the stream with that SSRC can be passed on any more
     */
    StreamBeginnings(int slot, StreamPlacing placing, Relays relays, RandomGenerator random, IntPredicate taken,
            IntFunction<Consumer<String>> ended) {
        this.slot = slot;
        this.placing = placing;
        this.relays = relays;
        this.random = random;
        this.taken = taken;
        this.ended = ended;
    }

    /** The order for a new stream. */
    StartStream order(StreamRequest request, Optional<Term> term) {
        StreamIdentity.Builder identity = StreamIdentity.newBuilder()
                .setSession(random.nextLong())
                .setProgramId(request.programId())
                .setAnchorSlot(slot)
                .setClientAddress(request.clientAddress())
                .setUserAgent(request.userAgent());
        if (request.delivery() instanceof Delivery.Udp udp) {
            identity.setClientRtpPort(udp.rtpPort()).setClientRtcpPort(udp.rtcpPort());
            identity.setRepair(switch (LossRepair.of(request.userAgent(), udp.feedback())) {
                case NONE -> StreamIdentity.LossRepair.NONE;
                case PLAIN -> StreamIdentity.LossRepair.PLAIN;
                case RETRANSMISSION -> StreamIdentity.LossRepair.RETRANSMISSION;
            });
        }
        do {
            identity.setSsrc((slot << 24) | random.nextInt(1 << 24));
        } while (taken.test(identity.getSsrc()));
        StartStream.Builder order = StartStream.newBuilder()
                .setStream(identity)
                .setPoint(StreamPoint.newBuilder()
                        .setSequence(random.nextInt(1 << 16))
                        .setTimestamp(random.nextInt()));
        term.ifPresent(t -> order.setTerm(t.toProto()));
        return order.build();
    }

    /** Has it opened. Fails with {@link MediaException}; what an engine refuses is in the reply. */
    CompletionStage<Begun> open(StartStream order, Delivery delivery, int engine, int holder) {
        InterleavedSink connection = delivery instanceof Delivery.Interleaved interleaved ? interleaved.sink() : null;
        if (connection == null || engine == slot) {
            return placing.open(engine, holder, order, connection)
                    .thenApply(started -> new Begun(order, connection, started.engine(), started.reply()));
        }
        int ssrc = order.getStream().getSsrc();
        StartStream relayed;
        try {
            relayed = order.toBuilder().setStream(relay(order.getStream(), connection, 0)).build();
        } catch (IOException e) {
            return CompletableFuture.failedFuture(new MediaException(503, "Nothing can be passed on: " + e.getMessage()));
        }
        return placing.open(engine, holder, relayed, null)
                .thenApply(started -> new Begun(relayed, connection, started.engine(), started.reply()))
                .whenComplete((begun, error) -> {
                    if (error != null || !begun.reply().getOk()) {
                        relays.end(ssrc);
                    }
                });
    }

    /** Takes a stream into account that this blade passes on; fails with {@link MediaException} 453, and it has to end. */
    void admit(Begun begun) {
        StreamIdentity identity = begun.order().getStream();
        Optional<String> full = identity.getRelayAddress().isEmpty()
                ? Optional.empty()
                : relays.admit(identity.getSsrc(), begun.reply().getBitRate());
        if (full.isPresent()) {
            throw new CompletionException(new MediaException(
                    StreamPlacing.FULL, "Blade " + slot + " passes no more streams on: " + full.get()));
        }
    }

    /**
     * As another engine is to send a stream that goes through a connection of this blade: to its relay.
     *
     * @param bitRate of its program, bit/s; 0 where that is not known yet
     */
    StreamIdentity relay(StreamIdentity identity, InterleavedSink connection, long bitRate) throws IOException {
        Ipv4Endpoint here = relays.begin(
                identity.getSsrc(), connection, bitRate, ended.apply(identity.getSsrc()));
        return identity.toBuilder()
                .setRelayAddress(here.host())
                .setClientRtpPort(here.port())
                .setClientRtcpPort(here.port())
                .build();
    }

    /** The same for one that this blade's engine wrote into the connection itself; empty: it can't be. */
    Optional<StreamIdentity> relay(AnchoredStream stream, long bitRate) {
        InterleavedSink connection = stream.connection();
        if (connection == null) {
            return Optional.empty();
        }
        try {
            StreamIdentity relayed = relay(stream.identity(), connection, bitRate);
            stream.relayedAs(relayed);
            return Optional.of(relayed);
        } catch (IOException e) {
            LOG.warn("Stream {} can't be passed on: {}", Long.toHexString(stream.session()), e.getMessage());
            return Optional.empty();
        }
    }

    /** It is over. */
    void end(AnchoredStream stream) {
        if (stream.connection() != null) {
            relays.end(stream.ssrc());
        }
    }
}
