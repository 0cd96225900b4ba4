package io.mediachassis.blade.rtsp;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.access.Access;
import io.mediachassis.blade.access.PlaybackGate;
import io.mediachassis.blade.rtsp.RtspMessage.Request;
import io.mediachassis.blade.rtsp.SessionMachine.Action;
import io.mediachassis.blade.rtsp.SessionMachine.Event;
import io.netty.channel.EventLoop;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * SETUP (RFC 2326 10.4): from a console that has described the program, or that comes with nothing but its URL as
 * Debian's VLC does. Never redirects: no player follows that here. Control loop only.
 */
final class SetupHandler {
    private final MediaDesk desk;
    private final DeskCalls calls;
    private final SessionTable sessions;
    private final EventLoop control;
    private final PlaybackGate gate;
    private final RtspSettings settings;
    private final Counts<RtspCounter> counts;
    private final Clock clock;

    SetupHandler(
            MediaDesk desk,
            DeskCalls calls,
            SessionTable sessions,
            EventLoop control,
            PlaybackGate gate,
            RtspSettings settings,
            Counts<RtspCounter> counts,
            Clock clock) {
        this.desk = desk;
        this.calls = calls;
        this.sessions = sessions;
        this.control = control;
        this.gate = gate;
        this.settings = settings;
        this.counts = counts;
        this.clock = clock;
    }

    /** The program's URL with a trailing slash, with the host as the console wrote it. */
    static String aggregateUrl(RtspConversation conversation, RtspUri uri, String programId) {
        String host = conversation.localAddress();
        String own = (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + conversation.localPort();
        return "rtsp://" + (uri.authority().isEmpty() ? own : uri.authority()) + "/" + programId + "/";
    }

    void handle(RtspConversation conversation, Request request, Consumer<RtspResponse> answer) {
        RtspUri uri = RtspUri.parse(request.uri());
        Optional<TransportOffer> offer = TransportOffer.parse(request.header("Transport")).stream()
                .filter(o -> o.acceptableByMulticast()
                        || (!uri.isSet() && o.acceptableFor(conversation.clientAddress(), settings.destinations())))
                .findFirst();
        Optional<String> named = request.headers().get("Session");
        Optional<RtspSession> known = named.flatMap(header -> sessions.find(header, conversation));
        String programId = uri.programId().isEmpty() ? known.map(RtspSession::programId).orElse("") : uri.programId();
        if (named.isPresent() && known.isEmpty()) {
            answer.accept(RtspResponse.of(454));
        } else if (programId.isEmpty() || (uri.track() > 0 && !uri.isSet())
                || known.map(s -> !s.programId().equals(programId)).orElse(false)) {
            answer.accept(RtspResponse.of(404).with("X-Reason", "no such program or track"));
        } else if (offer.isEmpty()) {
            answer.accept(RtspResponse.of(461)
                    .with("X-Reason", "served: RTP/AVP;unicast;client_port=A-B to the asking address, or one that is"
                            + " configured, with ports from 1024, RTP/AVP/TCP;unicast;interleaved=A-B; of sets of"
                            + " multicast streams RTP/AVP;multicast without a destination"));
        } else {
            Access access = gate.check(conversation.token(request), programId, conversation.clientAddress());
            if (access instanceof Access.Granted granted) {
                begin(conversation, uri, programId, known, granted, offer.get(), request, answer);
            } else if (access instanceof Access.Refused refused) {
                answer.accept(RequestHandler.refusal(refused.fault()));
            }
        }
    }

    private void begin(
            RtspConversation conversation, RtspUri uri, String programId, Optional<RtspSession> known,
            Access.Granted granted, TransportOffer offer, Request request, Consumer<RtspResponse> answer) {
        RtspSession session;
        try {
            session = known.isPresent()
                    ? known.get()
                    : sessions.create(conversation, programId, aggregateUrl(conversation, uri, programId));
        } catch (MediaException full) {
            answer.accept(RequestHandler.refusal(full));
            return;
        }
        granted.token().ifPresent(session::letIn);
        setUp(conversation, session, offer, uri.isSet() ? uri.track() : Delivery.ANY_STREAM, request, answer);
    }

    private void setUp(
            RtspConversation conversation, RtspSession session, TransportOffer offer, int stream, Request request,
            Consumer<RtspResponse> answer) {
        if (session.machine().on(Event.SETUP, clock.nanoTime()) != Action.OPEN) {
            answer.accept(RtspResponse.of(455).with("Allow", "PLAY, PAUSE, TEARDOWN"));
            return;
        }
        ChannelSink sink = offer.isInterleaved() ? sink(conversation, session, offer) : null;
        Delivery delivery = sink != null
                ? new Delivery.Interleaved(sink)
                : offer.multicast()
                        ? new Delivery.Multicast(stream)
                        : new Delivery.Udp(
                                offer.clientPort().getAsInt(), offer.clientPort2().getAsInt(), offer.feedback());
        String client = conversation.clientAddress();
        StreamRequest wanted = new StreamRequest(
                session.programId(), offer.multicast() ? client : offer.destinationFor(client), delivery,
                request.header("User-Agent"), conversation.localAddress());
        calls.ask(
                () -> desk.open(wanted),
                opened -> {
                    if (offer.multicast() && opened.group().isEmpty()) {
                        opened.close("it is not multicast");
                        refused(session, sink, new MediaException(461, "no set sends this program"), answer);
                    } else {
                        opened(session, offer, opened, sink, answer);
                    }
                },
                why -> refused(session, sink, why, answer),
                late -> late.close("opened too late"));
    }

    private void refused(
            RtspSession session, @Nullable ChannelSink sink, MediaException why, Consumer<RtspResponse> answer) {
        if (session.stream().isEmpty()) {
            session.machine().on(Event.TEARDOWN, clock.nanoTime());
            sessions.remove(session, "no stream: " + why.getMessage());
        }
        if (sink != null) {
            sink.close();
        }
        answer.accept(RequestHandler.refusal(why));
    }

    private void opened(
            RtspSession session, TransportOffer offer, StreamHandle stream, @Nullable ChannelSink sink,
            Consumer<RtspResponse> answer) {
        boolean gone = session.machine().state() == SessionMachine.State.CLOSED
                || (sink != null && !sink.open());
        if (gone) {
            session.machine().on(Event.TEARDOWN, clock.nanoTime());
            sessions.remove(session, "the console left during SETUP");
            stream.close("the console left during SETUP");
            answer.accept(RtspResponse.of(454));
            return;
        }
        session.carry(stream, sink);
        session.machine().on(Event.OPENED, clock.nanoTime());
        sessions.endsWith(session, stream, control);
        answer.accept(RtspResponse.of(200)
                .with("Session", session.id() + ";timeout=" + settings.sessionTimeout().toSeconds())
                .with("Transport", transport(offer, stream, sink))
                .with("Media-Properties", PlayHeaders.mediaProperties(stream.growing()))
                .with("Cache-Control", "no-cache"));
    }

    private static String transport(TransportOffer offer, StreamHandle stream, @Nullable ChannelSink sink) {
        String ssrc = String.format(Locale.ROOT, "%08X", stream.ssrc());
        if (sink != null) {
            return offer.profile() + ";unicast;interleaved=" + sink.rtpChannel() + "-" + sink.rtcpChannel() + ";ssrc="
                    + ssrc + ";mode=\"PLAY\"";
        }
        if (stream.group().isPresent()) {
            StreamHandle.Group group = stream.group().get();
            return offer.profile() + ";multicast;destination=" + group.address() + ";source=" + stream.sourceAddress()
                    + ";port=" + group.port() + "-" + (group.port() + 1) + ";ttl=" + group.ttl() + ";ssrc=" + ssrc
                    + ";mode=\"PLAY\"";
        }
        int port = stream.serverRtpPort();
        String destination = offer.destination().isEmpty() ? "" : "destination=" + offer.destination() + ";";
        return offer.profile() + ";unicast;" + destination + "client_port=" + offer.clientPort().getAsInt() + "-"
                + offer.clientPort2().getAsInt() + ";server_port=" + port + "-" + (port + 1) + ";source="
                + stream.sourceAddress() + ";ssrc=" + ssrc + ";mode=\"PLAY\"";
    }

    /** On the channels asked for, or on the next free pair when there are none or another session has them. */
    private ChannelSink sink(RtspConversation conversation, RtspSession session, TransportOffer offer) {
        int first = offer.channel().orElse(0);
        int second = offer.channel2().orElse(1);
        for (int next = 0; taken(conversation, session, first) || taken(conversation, session, second); next += 2) {
            first = next;
            second = next + 1;
        }
        return new ChannelSink(
                conversation.channel(), first, second, settings.interleavedBufferBytes(), counts);
    }

    private static boolean taken(RtspConversation conversation, RtspSession but, int channel) {
        return conversation.sessions().stream()
                .filter(s -> s != but)
                .flatMap(s -> s.sink().stream())
                .anyMatch(s -> s.rtpChannel() == channel || s.rtcpChannel() == channel);
    }
}
