package io.mediachassis.blade.rtsp;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.access.Access;
import io.mediachassis.blade.access.PlaybackGate;
import io.mediachassis.blade.access.ShownToken;
import io.mediachassis.blade.repair.LossRepair;
import io.mediachassis.blade.rtsp.RtspMessage.Request;
import io.mediachassis.blade.rtsp.SessionMachine.Event;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What each method does (RFC 2326 10), SETUP apart ({@link SetupHandler}). Control loop only; each answer is given
 * exactly once.
 */
final class RequestHandler {
    /** GET_PARAMETER is in it, so that ffmpeg and GStreamer use it to keep their session. */
    static final String METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, TEARDOWN, GET_PARAMETER, SET_PARAMETER";

    /** After a 503 that does not say itself: what it waits for changes from one second to the next. */
    private static final String RETRY_AFTER_SECONDS = "1";

    private final MediaDesk desk;
    private final DeskCalls calls;
    private final SessionTable sessions;
    private final SetupHandler setup;
    private final PlaybackGate gate;
    private final RtspSettings settings;
    private final Counts<RtspCounter> counts;
    private final Clock clock;

    RequestHandler(
            MediaDesk desk,
            DeskCalls calls,
            SessionTable sessions,
            SetupHandler setup,
            PlaybackGate gate,
            RtspSettings settings,
            Counts<RtspCounter> counts,
            Clock clock) {
        this.desk = desk;
        this.calls = calls;
        this.sessions = sessions;
        this.setup = setup;
        this.gate = gate;
        this.settings = settings;
        this.counts = counts;
        this.clock = clock;
    }

    void handle(RtspConversation conversation, Request request, Consumer<RtspResponse> answer) {
        String required = request.headers().get("Require").or(() -> request.headers().get("Proxy-Require")).orElse("");
        String unsupported = PlayHeaders.unsupported(required);
        if (!unsupported.isEmpty()) {
            answer.accept(RtspResponse.of(551).with("Unsupported", unsupported));
            return;
        }
        switch (request.method()) {
            case "OPTIONS" -> ifSession(conversation, request, answer,
                    () -> answer.accept(RtspResponse.of(200).with("Public", METHODS)
                            .with("Supported", PlayHeaders.FEATURES)));
            case "DESCRIBE" -> describe(conversation, request, answer);
            case "SETUP" -> setup.handle(conversation, request, answer);
            case "PLAY" -> withSession(conversation, request, answer, (s, uri) -> play(s, request, answer));
            case "PAUSE" -> withSession(conversation, request, answer, (s, uri) -> pause(s, request, answer));
            case "TEARDOWN" -> withSession(conversation, request, answer, (s, uri) -> teardown(s, answer));
            case "GET_PARAMETER" -> ifSession(conversation, request, answer, () -> parameters(request, answer));
            case "SET_PARAMETER" -> ifSession(conversation, request, answer, () -> parameters(request, answer));
            case "ANNOUNCE", "RECORD", "REDIRECT" -> answer.accept(RtspResponse.of(405).with("Allow", METHODS));
            default -> answer.accept(RtspResponse.of(501).with("Allow", METHODS).with("Public", METHODS));
        }
    }

    /** A refusal with its reason in a header, where people look for it and players don't. */
    static RtspResponse refusal(MediaException why) {
        RtspResponse response =
                RtspResponse.of(why.rtspStatus()).with("X-Reason", String.valueOf(why.getMessage()));
        return why.rtspStatus() == 503 ? response.with("Retry-After", RETRY_AFTER_SECONDS) : response;
    }

    /** Not to be played by this one, or by nobody: which the player shows to people, and how a token is shown. */
    static RtspResponse refusal(Access.Fault why) {
        RtspResponse response = RtspResponse.of(why.status()).with("X-Reason", why.text() + "; " + why.hint());
        return why.challenge().isEmpty() ? response : response.with("WWW-Authenticate", why.challenge());
    }

    private void describe(RtspConversation conversation, Request request, Consumer<RtspResponse> answer) {
        RtspUri uri = RtspUri.parse(request.uri());
        String token = conversation.token(request);
        String accept = request.header("Accept");
        if (!accept.isEmpty() && !accept.contains("application/sdp") && !accept.contains("*")) {
            answer.accept(RtspResponse.of(406));
        } else if (uri.programId().isEmpty()) {
            answer.accept(RtspResponse.of(404).with("X-Reason", "the URL names no program: rtsp://host/PROGRAM"));
        } else if (gate.check(token, uri.programId(), conversation.clientAddress()) instanceof Access.Refused refused) {
            answer.accept(refusal(refused.fault()));
        } else {
            calls.ask(
                    () -> desk.whereIs(uri.programId(), conversation.localAddress()),
                    where -> answer.accept(described(conversation, uri, where, request.header("User-Agent"), token)),
                    why -> answer.accept(refusal(why)),
                    late -> {});
        }
    }

    private RtspResponse described(
            RtspConversation conversation, RtspUri uri, Whereabouts where, String userAgent, String token) {
        if (where instanceof Whereabouts.Here here) {
            String sdp = Sdp.describe(here.program(), conversation.localAddress(), LossRepair.offeredTo(userAgent));
            return new RtspResponse(200, new RtspHeaders(), sdp)
                    .with("Content-Base", SetupHandler.aggregateUrl(conversation, uri, uri.programId()))
                    .with("Content-Type", "application/sdp")
                    .with("Media-Properties", PlayHeaders.mediaProperties(here.program().isGrowing()))
                    .with("Cache-Control", "no-cache");
        }
        if (where instanceof Whereabouts.Announced announced) {
            return new RtspResponse(200, new RtspHeaders(), announced.sdp())
                    .with("Content-Base", SetupHandler.aggregateUrl(conversation, uri, uri.programId()))
                    .with("Content-Type", "application/sdp")
                    .with("Cache-Control", "no-cache");
        }
        if (where instanceof Whereabouts.Elsewhere elsewhere) {
            counts.add(RtspCounter.REDIRECTS);
            String base = elsewhere.rtspBase().toString();
            String trimmed = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
            // The engine checks it again, and no player shows by itself elsewhere what it showed here.
            return RtspResponse.of(302).with("Location",
                    ShownToken.with(trimmed + "/" + uri.programId(), gate.needsToken() ? token : ""));
        }
        if (where instanceof Whereabouts.Busy busy) {
            RtspResponse response = RtspResponse.of(503);
            return busy.retryAfterSeconds() > 0
                    ? response.with("Retry-After", String.valueOf(busy.retryAfterSeconds()))
                    : response;
        }
        return RtspResponse.of(404).with("X-Reason", "no program " + uri.programId());
    }

    private void play(RtspSession session, Request request, Consumer<RtspResponse> answer) {
        PlayRequest wanted;
        try {
            wanted = PlayHeaders.parse(request);
        } catch (MediaException e) {
            answer.accept(refusal(e));
            return;
        }
        Optional<StreamHandle> stream = session.stream();
        if (stream.isEmpty() || session.machine().on(Event.PLAY, clock.nanoTime()) != SessionMachine.Action.START) {
            answer.accept(RtspResponse.of(455).with("Allow", "SETUP, TEARDOWN"));
            return;
        }
        session.sink().ifPresent(ChannelSink::hold);
        calls.ask(
                () -> stream.get().play(wanted),
                playing -> {
                    session.machine().on(Event.PLAYED, clock.nanoTime());
                    session.plays(playing);
                    RtspResponse response = withRange(session, playing);
                    if (playing.sequence() != PlayAnswer.NO_SEQUENCE) {
                        response.with("RTP-Info", "url=" + session.aggregateUrl() + Sdp.TRACK + ";seq="
                                + (playing.sequence() & 0xFFFF) + ";rtptime="
                                + Integer.toUnsignedString(playing.timestamp()));
                    }
                    PlayHeaders.answer(response, request, playing);
                    answer.accept(response);
                    session.sink().ifPresent(ChannelSink::release);
                },
                why -> {
                    answer.accept(refusal(why));
                    session.sink().ifPresent(ChannelSink::release);
                },
                late -> session.machine().on(Event.PLAYED, clock.nanoTime()));
    }

    private void pause(RtspSession session, Request request, Consumer<RtspResponse> answer) {
        OptionalLong point;
        try {
            point = PlayHeaders.pausePoint(request);
        } catch (MediaException e) {
            answer.accept(refusal(e));
            return;
        }
        if (point.isPresent()) {
            pauseAt(session, point.getAsLong(), answer);
            return;
        }
        switch (session.machine().on(Event.PAUSE, clock.nanoTime())) {
            case ANSWER -> answer.accept(RtspResponse.of(200).with("Session", sessionHeader(session)));
            case STOP -> calls.ask(
                    () -> session.stream().orElseThrow().pause(),
                    paused -> {
                        session.machine().on(Event.PAUSED, clock.nanoTime());
                        session.plays(null);
                        answer.accept(withRange(session, paused));
                    },
                    why -> answer.accept(refusal(why)),
                    late -> session.machine().on(Event.PAUSED, clock.nanoTime()));
            default -> answer.accept(RtspResponse.of(455).with("Allow", "SETUP, TEARDOWN"));
        }
    }

    /** Plays up to there; the session stays in PLAYING, as it does at the end of a range. */
    private void pauseAt(RtspSession session, long pointMs, Consumer<RtspResponse> answer) {
        Optional<PlayAnswer> playing = session.playing();
        boolean within = playing.isPresent()
                && Math.min(playing.get().fromMs(), playing.get().toMs()) < pointMs
                && pointMs <= Math.max(playing.get().fromMs(), playing.get().toMs());
        if (!within) {
            answer.accept(refusal(new MediaException(457, "what plays does not come past there")));
            return;
        }
        PlayRequest upTo = new PlayRequest(
                OptionalLong.empty(), OptionalLong.of(pointMs), playing.get().scale(), playing.get().speed());
        calls.ask(
                () -> session.stream().orElseThrow().play(upTo),
                now -> {
                    session.plays(now);
                    answer.accept(withRange(session, now));
                },
                why -> answer.accept(refusal(why)),
                late -> {});
    }

    private void teardown(RtspSession session, Consumer<RtspResponse> answer) {
        session.machine().on(Event.TEARDOWN, clock.nanoTime());
        sessions.remove(session, "torn down by the console");
        answer.accept(RtspResponse.of(200).with("Session", session.id()));
    }

    private static void parameters(Request request, Consumer<RtspResponse> answer) {
        boolean asked = !request.body().isBlank();
        answer.accept(asked
                ? RtspResponse.of(451).with("X-Reason", "no parameters are known")
                : request.headers().get("Session").map(s -> RtspResponse.of(200).with("Session", s))
                        .orElse(RtspResponse.of(200)));
    }

    private RtspResponse withRange(RtspSession session, PlayAnswer at) {
        return RtspResponse.of(200)
                .with("Session", sessionHeader(session))
                .with("Range", NptRange.header(at)
                        + session.stream().flatMap(StreamHandle::startsAt).map(PlayHeaders::time).orElse(""));
    }

    private String sessionHeader(RtspSession session) {
        return session.id() + ";timeout=" + settings.sessionTimeout().toSeconds();
    }

    /** Runs it when the request names no session, or one that lives: a keep-alive for a dead one must say so. */
    private void ifSession(
            RtspConversation conversation, Request request, Consumer<RtspResponse> answer, Runnable then) {
        Optional<String> named = request.headers().get("Session");
        if (named.isPresent() && sessions.find(named.get(), conversation).isEmpty()) {
            answer.accept(RtspResponse.of(454));
        } else {
            then.run();
        }
    }

    private void withSession(
            RtspConversation conversation, Request request, Consumer<RtspResponse> answer,
            BiConsumer<RtspSession, RtspUri> then) {
        Optional<RtspSession> session =
                request.headers().get("Session").flatMap(header -> sessions.find(header, conversation));
        RtspUri uri = RtspUri.parse(request.uri());
        if (session.isEmpty()) {
            answer.accept(RtspResponse.of(454));
        } else if (!uri.programId().isEmpty() && !uri.programId().equals(session.get().programId())) {
            answer.accept(RtspResponse.of(404).with("X-Reason", "the session is of " + session.get().programId()));
        } else {
            then.accept(session.get(), uri);
        }
    }
}
