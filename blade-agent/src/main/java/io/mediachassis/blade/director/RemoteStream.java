package io.mediachassis.blade.director;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.ControlStream;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.StreamReply;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.rtsp.Delivery;
import io.mediachassis.blade.rtsp.MediaException;
import io.mediachassis.blade.rtsp.PlayAnswer;
import io.mediachassis.blade.rtsp.PlayRequest;
import io.mediachassis.blade.rtsp.StreamHandle;
import io.mediachassis.blade.rtsp.StreamRequest;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A stream that another engine sends while the director keeps the console's conversation (the anchor), for players that
 * open with SETUP and can't be redirected. Orders go over the link between the two blades.
 */
final class RemoteStream implements StreamHandle {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** Signs of life travel at this interval; the engine frees a stream that it hears nothing of. */
    private static final long KEEP_ALIVE_NS = 5_000_000_000L;

    private final Link engine;
    private final StreamReply opened;
    private final String stationAddress;
    private final Clock clock;
    private final Consumer<RemoteStream> onClosed;
    private volatile boolean alive = true;
    private volatile boolean heard;
    private volatile long heardNs;
    private volatile long toldNs;
    private volatile Consumer<String> endedListener = reason -> {};

    private RemoteStream(
            Link engine, StreamReply opened, String stationAddress, Clock clock, Consumer<RemoteStream> onClosed) {
        this.engine = engine;
        this.opened = opened;
        this.stationAddress = stationAddress;
        this.clock = clock;
        this.onClosed = onClosed;
        this.toldNs = clock.nanoTime();
    }

    /** Asks the engine to open it; fails with {@link MediaException}. */
    static CompletionStage<RemoteStream> open(
            Link engine,
            StreamRequest request,
            Delivery.Udp ports,
            Term term,
            String stationAddress,
            Clock clock,
            Consumer<RemoteStream> onClosed) {
        StartStream start = StartStream.newBuilder()
                .setTerm(term.toProto())
                .setProgramId(request.programId())
                .setClientAddress(request.clientAddress())
                .setClientRtpPort(ports.rtpPort())
                .setClientRtcpPort(ports.rtcpPort())
                .setUserAgent(request.userAgent())
                .build();
        return ask(engine, Envelope.newBuilder().setStartStream(start))
                .thenApply(reply -> new RemoteStream(engine, reply, stationAddress, clock, onClosed));
    }

    int engineSlot() {
        return engine.peer().getNumber();
    }

    @Override
    public long session() {
        return opened.getSession();
    }

    @Override
    public int ssrc() {
        return opened.getSsrc();
    }

    @Override
    public int serverRtpPort() {
        return opened.getServerRtpPort();
    }

    @Override
    public String sourceAddress() {
        return stationAddress;
    }

    @Override
    public CompletionStage<PlayAnswer> play(PlayRequest request) {
        ControlStream.Builder order = order(ControlStream.Verb.PLAY)
                .setScale(request.scale())
                .setSpeed(request.speed());
        request.fromMs().ifPresent(order::setFromMs);
        request.toMs().ifPresent(order::setToMs);
        return answer(order);
    }

    @Override
    public CompletionStage<PlayAnswer> pause() {
        return answer(order(ControlStream.Verb.PAUSE));
    }

    @Override
    public void keepAlive() {
        heardNs = clock.nanoTime();
        heard = true;
        if (heardNs - toldNs >= KEEP_ALIVE_NS) {
            toldNs = heardNs;
            engine.send(Envelope.newBuilder().setControlStream(order(ControlStream.Verb.KEEP_ALIVE)));
        }
    }

    @Override
    public OptionalLong lastHeardNs() {
        return heard ? OptionalLong.of(heardNs) : OptionalLong.empty();
    }

    @Override
    public void close(String reason) {
        if (alive) {
            alive = false;
            engine.send(Envelope.newBuilder().setControlStream(order(ControlStream.Verb.STOP)));
            onClosed.accept(this);
        }
    }

    @Override
    public boolean alive() {
        return alive;
    }

    @Override
    public void onEnded(Consumer<String> listener) {
        endedListener = listener;
    }

    /** The engine says that it is over, or is gone itself. */
    void ended(String reason) {
        if (alive) {
            alive = false;
            onClosed.accept(this);
            endedListener.accept(reason);
        }
    }

    private ControlStream.Builder order(ControlStream.Verb verb) {
        return ControlStream.newBuilder().setSession(opened.getSession()).setVerb(verb);
    }

    private CompletionStage<PlayAnswer> answer(ControlStream.Builder order) {
        return ask(engine, Envelope.newBuilder().setControlStream(order)).thenApply(reply -> new PlayAnswer(
                reply.getPositionMs(), reply.getEndMs(), reply.getNextSequence(), reply.getNextTimestamp(),
                reply.getScale(), reply.getSpeed()));
    }

    private static CompletableFuture<StreamReply> ask(Link engine, Envelope.Builder message) {
        int slot = engine.peer().getNumber();
        return engine.request(message, PATIENCE).handle((envelope, error) -> {
            if (error != null) {
                throw new CompletionException(
                        new MediaException(503, "Blade " + slot + " did not answer: " + error.getMessage()));
            }
            StreamReply reply = envelope.getStreamReply();
            if (!reply.getOk()) {
                int status = reply.getRtspStatus() >= 400 && reply.getRtspStatus() <= 599 ? reply.getRtspStatus() : 500;
                throw new CompletionException(new MediaException(status, reply.getText()));
            }
            return reply;
        });
    }
}
