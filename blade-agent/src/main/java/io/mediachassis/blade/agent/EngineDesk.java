package io.mediachassis.blade.agent;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.ControlStream;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.FetchProgram;
import io.mediachassis.backplane.proto.FetchReply;
import io.mediachassis.backplane.proto.RtcpRelay;
import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.StreamEnded;
import io.mediachassis.backplane.proto.StreamReply;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.engine.CopyFetcher;
import io.mediachassis.blade.engine.EngineStreams;
import io.mediachassis.blade.engine.LocalStream;
import io.mediachassis.blade.rtsp.Delivery;
import io.mediachassis.blade.rtsp.MediaException;
import io.mediachassis.blade.rtsp.PlayAnswer;
import io.mediachassis.blade.rtsp.PlayRequest;
import io.mediachassis.blade.rtsp.StreamRequest;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What the director asks of this engine over the link: streams for consoles that it anchors, and copies. Orders of a
 * term lower than the highest seen are refused. Called on the control loop; answers come from any thread.
 */
final class EngineDesk {
    private final EngineStreams streams;
    private final CopyFetcher copies;
    private final Supplier<Term> highest;
    private final Map<Long, LocalStream> anchored = new ConcurrentHashMap<>();

    EngineDesk(EngineStreams streams, CopyFetcher copies, Supplier<Term> highest) {
        this.streams = streams;
        this.copies = copies;
        this.highest = highest;
    }

    void onStartStream(Link director, Envelope request) {
        StartStream order = request.getStartStream();
        if (isStale(director, request, Term.of(order.getTerm()))) {
            return;
        }
        StreamRequest wanted = new StreamRequest(
                order.getProgramId(),
                order.getClientAddress(),
                new Delivery.Udp(order.getClientRtpPort(), order.getClientRtcpPort()),
                order.getUserAgent(),
                "");
        streams.open(wanted, director.peer().getNumber()).whenComplete((stream, error) -> {
            if (error != null) {
                answerFailed(director, request, error);
                return;
            }
            anchored.values().removeIf(known -> !known.alive());
            anchored.put(stream.session(), stream);
            stream.onEnded(reason -> director.send(Envelope.newBuilder()
                    .setStreamEnded(StreamEnded.newBuilder()
                            .setSession(stream.session())
                            .setReason(reason))));
            director.reply(request, Envelope.newBuilder()
                    .setStreamReply(StreamReply.newBuilder()
                            .setOk(true)
                            .setSession(stream.session())
                            .setSsrc(stream.ssrc())
                            .setServerRtpPort(stream.serverRtpPort())
                            .setEndMs(stream.info().durationMs())));
        });
    }

    void onControlStream(Link director, Envelope request) {
        ControlStream order = request.getControlStream();
        LocalStream stream = anchored.get(order.getSession());
        if (stream == null) {
            if (request.getRequestId() != 0) {
                answerFailed(director, request, new MediaException(454, "This engine sends no such stream"));
            }
            return;
        }
        switch (order.getVerb()) {
            case PLAY -> answer(director, request, stream.play(new PlayRequest(
                    order.hasFromMs() ? OptionalLong.of(order.getFromMs()) : OptionalLong.empty(),
                    order.hasToMs() ? OptionalLong.of(order.getToMs()) : OptionalLong.empty(),
                    order.getScale(),
                    order.getSpeed())));
            case PAUSE -> answer(director, request, stream.pause());
            case STOP -> {
                anchored.remove(order.getSession());
                stream.close("the director said so");
            }
            case KEEP_ALIVE -> stream.keepAlive();
            case VERB_UNSPECIFIED, UNRECOGNIZED ->
                    director.fault(request, Fault.Code.UNSUPPORTED, "unknown verb for a stream");
        }
    }

    void onFetchProgram(Link director, Envelope request) {
        FetchProgram order = request.getFetchProgram();
        if (isStale(director, request, Term.of(order.getTerm()))) {
            return;
        }
        String refusal = copies.fetch(order.getProgramId(), order.getSourceUrl());
        director.reply(request, Envelope.newBuilder()
                .setFetchReply(FetchReply.newBuilder().setAccepted(refusal.isEmpty()).setText(refusal)));
    }

    void onRtcpRelay(RtcpRelay relay) {
        streams.onRtcp(relay.getPacket().asReadOnlyByteBuffer());
    }

    /** A blade is gone: the consoles that it anchored have lost their conversation. */
    void onPeerGone(int peer) {
        streams.closeAnchoredBy(peer, "blade " + peer + ", which held its conversation, is gone");
        anchored.values().removeIf(stream -> !stream.alive());
    }

    private boolean isStale(Link director, Envelope request, Term term) {
        if (term.isOlderThan(highest.get())) {
            director.fault(request, Fault.Code.STALE_TERM,
                    "Term " + term + " is over; the highest seen here is " + highest.get());
            return true;
        }
        return false;
    }

    private static void answer(Link director, Envelope request, CompletionStage<PlayAnswer> stage) {
        stage.whenComplete((done, error) -> {
            if (error != null) {
                answerFailed(director, request, error);
            } else {
                director.reply(request, Envelope.newBuilder()
                        .setStreamReply(StreamReply.newBuilder()
                                .setOk(true)
                                .setPositionMs(done.fromMs())
                                .setEndMs(done.toMs())
                                .setNextSequence(done.sequence())
                                .setNextTimestamp(done.timestamp())
                                .setScale(done.scale())
                                .setSpeed(done.speed())));
            }
        });
    }

    private static void answerFailed(Link director, Envelope request, Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        int status = cause instanceof MediaException media ? media.rtspStatus() : 500;
        director.reply(request, Envelope.newBuilder()
                .setStreamReply(StreamReply.newBuilder()
                        .setRtspStatus(status)
                        .setText(String.valueOf(cause.getMessage()))));
    }
}
