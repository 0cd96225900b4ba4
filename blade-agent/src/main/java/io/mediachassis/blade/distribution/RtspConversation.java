package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One RTSP connection (RFC 2326) that plays a stream, whose packets are interleaved in it: they pass every firewall that
 * the request passed. The server's BYE ends the stream. The input's thread.
 */
final class RtspConversation {
    private static final Logger LOG = LoggerFactory.getLogger(RtspConversation.class);
    private static final int DEFAULT_PORT = 554;
    private static final int CONNECT_MS = 5_000;
    private static final int POLL_MS = 200;
    private static final long REPLY_NS = 10_000_000_000L;
    private static final long SILENT_NS = 30_000_000_000L;
    private static final long KEEP_ALIVE_NS = 20_000_000_000L;
    private static final int BYE = 203;

    private final URI at;
    private final boolean again;
    private final Reconnecting by;
    private final InputSink sink;
    private final Clock clock;
    private final Counts<DistributionCounter> counts;
    private final RtspReader reader = new RtspReader();
    private final ByteBuffer received = ByteBuffer.allocate(64 << 10);
    private final RtpInput rtp = new RtpInput(this::forward);
    private @Nullable Socket connection;
    private int number;
    private String session = "";
    private boolean bye;
    private boolean came;
    private long heardNs;

    /** @param again whether something came over an earlier connection, so that this one's clock is another */
    RtspConversation(
            URI at, boolean again, Reconnecting by, InputSink sink, Clock clock, Counts<DistributionCounter> counts) {
        this.at = at;
        this.again = again;
        this.by = by;
        this.sink = sink;
        this.clock = clock;
        this.counts = counts;
    }

    /** Whether media came. */
    boolean came() {
        return came;
    }

    /** Returns where it is redirected to; null at the stream's end, or once it is not wanted any more. */
    @Nullable URI play() throws IOException, DistributionRefused {
        try (Socket open = new Socket()) {
            connection = open;
            by.opened(open);
            open.connect(new InetSocketAddress(at.getHost(), at.getPort() < 0 ? DEFAULT_PORT : at.getPort()), CONNECT_MS);
            open.setSoTimeout(POLL_MS);
            received.flip();
            RtspReader.Item.Reply described = ask("DESCRIBE", at, "Accept: application/sdp\r\n");
            if (described.status() / 100 == 3 && !described.field("location").isEmpty()) {
                return location(described.field("location"));
            }
            String base = described.field("content-base");
            SdpInput sdp = SdpInput.read(described.body(), base.isEmpty() ? at : location(base));
            sink.onward(sdp.onward());
            RtspReader.Item.Reply setUp =
                    ask("SETUP", sdp.control(), "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n");
            session = setUp.field("session").split(";", 2)[0];
            ask("PLAY", at, "Range: npt=0-\r\n");
            sink.trouble("");
            if (again) {
                sink.connected();
            }
            receive();
            return null;
        } catch (UncheckedIOException e) {
            // Of the sink, by way of the packets' order.
            throw e.getCause();
        } finally {
            by.opened(null);
        }
    }

    private URI location(String text) throws DistributionRefused {
        try {
            URI to = at.resolve(text);
            if ("rtsp".equals(to.getScheme()) && to.getHost() != null) {
                return to;
            }
        } catch (IllegalArgumentException e) {
            LOG.debug("A location that is none", e);
        }
        throw new DistributionRefused(415, at + " leads to \"" + Texts.shortened(text) + "\", which is no RTSP URL",
                "name the stream itself");
    }

    private RtspReader.Item.Reply ask(String method, URI of, String fields) throws IOException {
        send(method, of, fields);
        long until = clock.nanoTime() + REPLY_NS;
        while (clock.nanoTime() - until < 0 && !by.ended()) {
            if (read() instanceof RtspReader.Item.Reply reply) {
                if (reply.status() / 100 != 2 && reply.status() / 100 != 3) {
                    throw new IOException(method + " is answered " + reply.status());
                }
                return reply;
            }
        }
        throw new IOException(method + " is not answered");
    }

    private void send(String method, URI of, String fields) throws IOException {
        Socket to = connection;
        if (to != null) {
            String own = session.isEmpty() ? "" : "Session: " + session + "\r\n";
            to.getOutputStream().write((method + " " + of + " RTSP/1.0\r\nCSeq: " + ++number + "\r\n" + own
                    + "User-Agent: Mediachassis\r\n" + fields + "\r\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private void receive() throws IOException {
        long aliveNs = clock.nanoTime();
        heardNs = aliveNs;
        while (!bye && !by.ended() && sink.wanted()) {
            if (read() instanceof RtspReader.Item.Frame frame) {
                heardNs = clock.nanoTime();
                if (frame.channel() == 0) {
                    rtp.accept(frame.payload(), heardNs);
                } else {
                    bye |= isBye(frame.payload());
                }
            }
            long nowNs = clock.nanoTime();
            rtp.tick(nowNs);
            if (nowNs - heardNs > SILENT_NS) {
                throw new IOException("nothing came for " + SILENT_NS / 1_000_000_000 + " s");
            }
            if (nowNs - aliveNs > KEEP_ALIVE_NS) {
                aliveNs = nowNs;
                send("OPTIONS", at, "");
            }
        }
        if (!bye) {
            send("TEARDOWN", at, "");
        }
    }

    /** What is next; null when nothing came for a while. */
    private RtspReader.@Nullable Item read() throws IOException {
        RtspReader.Item item = reader.next();
        Socket from = connection;
        if (item != null || from == null) {
            return item;
        }
        if (!received.hasRemaining()) {
            InputStream in = from.getInputStream();
            try {
                int n = in.read(received.array());
                if (n < 0) {
                    throw new IOException("the server closed the connection");
                }
                received.clear().limit(n);
            } catch (SocketTimeoutException e) {
                return null;
            }
        }
        reader.fill(received);
        return reader.next();
    }

    private void forward(ByteBuffer payload) {
        if (!DatagramInput.isTransport(payload)) {
            counts.add(DistributionCounter.NOT_TS);
            return;
        }
        came = true;
        try {
            sink.packets(payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a compound packet has a BYE (RFC 3550 section 6.6). */
    private static boolean isBye(ByteBuffer rtcp) {
        int at = 0;
        while (at + 4 <= rtcp.limit()) {
            if ((rtcp.get(at + 1) & 0xff) == BYE) {
                return true;
            }
            at += 4 + 4 * (rtcp.getShort(at + 2) & 0xffff);
        }
        return false;
    }
}
