package io.mediachassis.blade.rtsp;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.access.ShownToken;
import io.mediachassis.blade.door.Guest;
import io.mediachassis.blade.rtsp.RtspMessage.Malformed;
import io.mediachassis.blade.rtsp.RtspMessage.Request;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One console's connection: its requests are answered one after the other, in order, whatever the desk takes. Control
 * loop only, except as said.
 */
// A channel that can no longer be written to or closed is one whose handler hears of it anyway.
@SuppressWarnings("FutureReturnValueIgnored")
final class RtspConversation implements Guest {
    private static final Logger LOG = LoggerFactory.getLogger(RtspConversation.class);
    private static final DateTimeFormatter DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

    private final Channel channel;
    private final InetAddress client;
    private final String clientAddress;
    private final String localAddress;
    private final int localPort;
    private final RequestHandler requests;
    private final Counts<RtspCounter> counts;
    private final Clock clock;
    private final Runnable onAnswered;
    private final Consumer<RtspConversation> onDone;
    private final Deque<RtspMessage> waiting = new ArrayDeque<>();
    private final Set<RtspSession> sessions = new LinkedHashSet<>();
    private boolean busy;
    private boolean asked;
    private String token = "";
    private long requestNs;

    /** Written by the channel's loop: when the last interleaved frame came. */
    private volatile long frameNs;

    private long frameSeenNs;

    /**
     * A conversation that just began.
     *
     * @param onDone called when a request is done with, before its answer is sent
     * @param onAnswered called after that, so that the connection may read on
     */
    RtspConversation(
            Channel channel,
            InetSocketAddress client,
            InetSocketAddress local,
            RequestHandler requests,
            Counts<RtspCounter> counts,
            Clock clock,
            Consumer<RtspConversation> onDone,
            Runnable onAnswered) {
        this.onDone = onDone;
        this.channel = channel;
        this.client = client.getAddress();
        this.clientAddress = client.getAddress().getHostAddress();
        this.localAddress = local.getAddress().getHostAddress();
        this.localPort = local.getPort();
        this.requests = requests;
        this.counts = counts;
        this.clock = clock;
        this.onAnswered = onAnswered;
        this.requestNs = clock.nanoTime();
        this.frameNs = requestNs;
        this.frameSeenNs = requestNs;
    }

    Channel channel() {
        return channel;
    }

    String clientAddress() {
        return clientAddress;
    }

    String localAddress() {
        return localAddress;
    }

    int localPort() {
        return localPort;
    }

    /**
     * The token that a request shows, or else the last that one before it showed on this connection; empty: none. Players
     * show what is in the URL they were given with the first request alone.
     */
    String token(Request request) {
        String header = ShownToken.inHeader(request.header("Authorization"));
        String shown = header.isEmpty() ? ShownToken.inQuery(request.uri()) : header;
        token = shown.isEmpty() ? token : shown;
        return token;
    }

    /** The sessions that live on this connection. */
    Set<RtspSession> sessions() {
        return sessions;
    }

    @Override
    public InetAddress address() {
        return client;
    }

    @Override
    public boolean engaged() {
        return busy || !sessions.isEmpty();
    }

    @Override
    public boolean hasAsked() {
        return asked;
    }

    @Override
    public long quietSinceNs() {
        return requestNs;
    }

    /** An interleaved packet came. The channel's loop: no task for each, the next tick sees the time. */
    void frame(long nowNs) {
        frameNs = nowNs;
    }

    /** Passes the sign of life in interleaved RTCP on to the sessions. */
    void tick() {
        long seen = frameNs;
        if (seen != frameSeenNs) {
            frameSeenNs = seen;
            sessions.forEach(s -> s.heard(seen));
        }
    }

    void take(RtspMessage message) {
        waiting.add(message);
        next();
    }

    private void next() {
        while (!busy && !waiting.isEmpty()) {
            requestNs = clock.nanoTime();
            RtspMessage message = waiting.removeFirst();
            if (message instanceof Request request) {
                answer(request);
            } else if (message instanceof Malformed malformed) {
                refuse(malformed);
                onAnswered.run();
            } else {
                onAnswered.run();
            }
        }
    }

    private void answer(Request request) {
        counts.add(RtspCounter.REQUESTS);
        LOG.debug("{} {} {} {}", clientAddress, request.method(), ShownToken.hidden(request.uri()), request.headers());
        busy = true;
        asked = true;
        requests.handle(this, request, response -> {
            if (response.status() >= 400) {
                counts.add(RtspCounter.REFUSED);
                // Not louder: strangers can be refused as often as they like. It is counted.
                LOG.debug("{} {} from {} refused: {} {}", request.method(), ShownToken.hidden(request.uri()),
                        clientAddress, response.status(), response.headers().get("X-Reason").orElse(""));
            }
            request.headers().get("Timestamp").ifPresent(stamp -> response.with("Timestamp", stamp));
            onDone.accept(this);
            send(String.valueOf(request.cseq()), response, request.header("Connection").equalsIgnoreCase("close"));
            busy = false;
            onAnswered.run();
            next();
        });
    }

    private void refuse(Malformed malformed) {
        counts.add(RtspCounter.MALFORMED);
        LOG.debug("malformed request from {}: {}", clientAddress, malformed.reason());
        String cseq = malformed.cseq().isPresent() ? String.valueOf(malformed.cseq().getAsLong()) : "";
        RtspResponse response = RtspResponse.of(malformed.status()).with("X-Reason", malformed.reason());
        if (malformed.status() == 505) {
            response.with("Supported", "RTSP/1.0");
        }
        send(cseq, response, malformed.fatal());
    }

    private void send(String cseq, RtspResponse response, boolean last) {
        RtspHeaders headers = new RtspHeaders();
        if (!cseq.isEmpty()) {
            headers.add("CSeq", cseq);
        }
        headers.add("Date", DATE.format(clock.now()));
        headers.add("Server", "Mediachassis");
        if (last) {
            headers.add("Connection", "close");
        }
        response.headers().forEach(headers::add);
        var written = channel.writeAndFlush(new RtspResponse(response.status(), headers, response.body()));
        if (last) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    void close() {
        channel.close();
    }
}
