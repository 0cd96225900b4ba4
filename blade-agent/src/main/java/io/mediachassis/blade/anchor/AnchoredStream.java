package io.mediachassis.blade.anchor;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.ControlStream;
import io.mediachassis.backplane.proto.StreamIdentity;
import io.mediachassis.backplane.proto.StreamPoint;
import io.mediachassis.backplane.proto.StreamReply;
import io.mediachassis.blade.repair.RateLimit;
import io.mediachassis.blade.rtsp.InterleavedSink;
import io.mediachassis.blade.rtsp.MediaException;
import io.mediachassis.blade.rtsp.PlayAnswer;
import io.mediachassis.blade.rtsp.PlayRequest;
import io.mediachassis.blade.rtsp.StreamHandle;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A console's stream as its RTSP conversation sees it: one stream, whichever engine sends it. Orders go to the engine
 * that sends now; one that reaches it just as the stream moves on is given again to the next. Any thread.
 */
final class AnchoredStream implements StreamHandle {
    /** Times that an order follows a stream which moves meanwhile. */
    private static final int FOLLOWS = 3;
    /** Session Not Found (RFC 2326 section 11.3.6). */
    private static final int NO_SUCH_STREAM = 454;
    /** Questions for lost packets in a second, more than a player has in a tick of its stream. */
    static final int QUESTIONS = 250;

    private volatile StreamIdentity identity;
    private final @Nullable InterleavedSink connection;
    /** Engines send datagrams to this blade, which passes them on to the connection. */
    private volatile boolean relayed;
    private final int serverRtpPort;
    private final String stationAddress;
    private final Anchors anchors;
    private final Clock clock;
    private final Sending sending;
    private final RateLimit questions = new RateLimit(QUESTIONS, QUESTIONS);
    private volatile boolean alive = true;
    private volatile boolean growing;
    private volatile boolean heard;
    private volatile long heardNs;
    /** Where it stands while it is paused; null while it plays. */
    private volatile @Nullable StreamPoint paused;
    private volatile Consumer<String> endedListener = reason -> {};

    AnchoredStream(
            StreamIdentity identity,
            @Nullable InterleavedSink connection,
            int serverRtpPort,
            String stationAddress,
            int engine,
            Anchors anchors,
            Clock clock) {
        this.identity = identity;
        this.connection = connection;
        this.relayed = !identity.getRelayAddress().isEmpty();
        this.serverRtpPort = serverRtpPort;
        this.stationAddress = stationAddress;
        this.anchors = anchors;
        this.clock = clock;
        this.sending = new Sending(engine, identity.getRescues(), clock.nanoTime());
    }

    /** As the next engine is to know it. */
    StreamIdentity identity() {
        int known = sending.rescues();
        StreamIdentity now = identity;
        return known == now.getRescues() ? now : now.toBuilder().setRescues(known).build();
    }

    /** The console's connection, where this blade's engine writes into it: no other engine can send it so. */
    @Nullable InterleavedSink sink() {
        return relayed ? null : connection;
    }

    /** The console's connection; null where it takes datagrams. */
    @Nullable InterleavedSink connection() {
        return connection;
    }

    /** From now on engines send it to this blade, as that identity says, which passes it on to the connection. */
    void relayedAs(StreamIdentity as) {
        identity = as;
        relayed = true;
    }

    /** Who sends it, as far as is known. */
    Sending sending() {
        return sending;
    }

    /** The slot of the engine that sends now. */
    int engine() {
        return sending.engine();
    }

    /** Another engine has it. */
    void movedTo(int slot) {
        sending.movedTo(slot, clock.nanoTime());
    }

    /** An engine took it over, which so many went on for before. */
    void takenBy(int slot, int times) {
        sending.takenBy(slot, times, clock.nanoTime());
    }

    /** An engine tells of it in a report of all that it sends. */
    void toldBy(int slot, int times, boolean playing, boolean waiting) {
        long nowNs = clock.nanoTime();
        if (playing) {
            sending.playedBy(slot, times, nowNs);
        }
        if (!waiting) {
            sending.toldBy(slot, nowNs);
        }
    }

    @Override
    public long session() {
        return identity.getSession();
    }

    @Override
    public int ssrc() {
        return identity.getSsrc();
    }

    @Override
    public int serverRtpPort() {
        return serverRtpPort;
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
        return ask(order.build(), FOLLOWS).thenCompose(AnchoredStream::answer).thenApply(playing -> {
            paused = null;
            return playing;
        });
    }

    @Override
    public CompletionStage<PlayAnswer> pause() {
        return ask(order(ControlStream.Verb.PAUSE).build(), FOLLOWS).thenCompose(reply -> {
            if (reply.getOk()) {
                paused = reply.getPoint();
            }
            return answer(reply);
        });
    }

    /** Its program is still being taken in. */
    void grows() {
        growing = true;
    }

    @Override
    public boolean growing() {
        return growing;
    }

    /** It stands there, and has not been played since. */
    void pausedAt(StreamPoint point) {
        paused = point;
    }

    @Override
    public byte[] memento() {
        return connection != null
                ? new byte[0]
                : Mementos.of(identity(), paused, anchors.senders().ownRecord(session()), serverRtpPort, clock.nanoTime());
    }

    @Override
    public void keepAlive() {
        heardNs = clock.nanoTime();
        heard = true;
    }

    /**
     * Its console lost packets of it. Those that another engine sent before it moved are not sent again. Each question is
     * an order to the playout thread, whose queue all streams share, so that nobody may ask as often as he likes.
     */
    void lost(List<Integer> sequences) {
        if (identity.getRepair() != StreamIdentity.LossRepair.NONE && mayAsk()) {
            anchors.senders().tell(engine(), order(ControlStream.Verb.RESEND).addAllLost(sequences).build());
        }
    }

    /** Whether its packets go to that address. */
    boolean goesTo(String address) {
        return identity.getClientAddress().equals(address);
    }

    private boolean mayAsk() {
        synchronized (questions) {
            return questions.take(clock.nanoTime());
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
            anchors.closed(this);
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

    /** Nothing of it can be passed on any more. */
    void stop(String reason) {
        anchors.senders().tell(engine(), session(), ControlStream.Verb.STOP);
        lost(reason);
    }

    /** No engine sends it any more: it is forgotten, and its conversation hears why. */
    void lost(String reason) {
        anchors.forget(this);
        if (alive) {
            alive = false;
            endedListener.accept(reason);
        }
    }

    private ControlStream.Builder order(ControlStream.Verb verb) {
        return ControlStream.newBuilder().setSession(session()).setVerb(verb);
    }

    private static CompletionStage<PlayAnswer> answer(StreamReply reply) {
        return reply.getOk()
                ? CompletableFuture.completedFuture(new PlayAnswer(
                        reply.getPositionMs(), reply.getEndMs(), reply.getNextSequence(), reply.getNextTimestamp(),
                        reply.getScale(), reply.getSpeed()))
                : CompletableFuture.failedFuture(refusal(reply));
    }

    private CompletionStage<StreamReply> ask(ControlStream order, int follows) {
        int asked = sending.engine();
        return anchors.senders().control(asked, order).thenCompose(reply -> {
            if (reply.getOk() || follows == 0 || !alive) {
                return CompletableFuture.completedFuture(reply);
            } else if (reply.hasElsewhereSegment()) {
                return anchors.moves().bring(this, reply.getElsewhereSegment()).thenCompose(why -> why.getOk()
                        ? ask(order, follows - 1)
                        : askNext(order, follows, asked, why));
            }
            return askNext(order, follows, asked, reply);
        });
    }

    /** An engine that knows the stream no more may have handed it over just now. */
    private CompletionStage<StreamReply> askNext(ControlStream order, int follows, int asked, StreamReply reply) {
        if (reply.getRtspStatus() != NO_SUCH_STREAM) {
            return CompletableFuture.completedFuture(reply);
        }
        sending.without(asked);
        return anchors.moves().settled(this, asked).thenCompose(moved -> {
            sending.settled();
            return moved ? ask(order, follows - 1) : CompletableFuture.completedFuture(reply);
        });
    }

    static MediaException refusal(StreamReply reply) {
        int status = reply.getRtspStatus();
        return new MediaException(status >= 400 && status <= 599 ? status : 500, reply.getText());
    }
}
