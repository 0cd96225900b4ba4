package io.mediachassis.blade.http;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.link.Transport;
import io.mediachassis.blade.access.PlaybackGate;
import io.mediachassis.blade.door.Door;
import io.mediachassis.blade.os.SentDisk;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The media HTTP server of a blade (HTTP/1.1, RFC 9110 and 9112). It may listen on several addresses, taken and given
 * up while it runs. Files go out with sendfile, which reads the disk on the event loop: give it loops of its own, so
 * that a slow disk never holds up RTSP or the backplane. All methods may be called from any thread.
 */
// A bind or close that fails tells its listener; the rest has nothing to tell.
@SuppressWarnings("FutureReturnValueIgnored")
public final class HttpMediaServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpMediaServer.class);
    private static final int CHUNK_BYTES = 65536;

    private final EventLoopGroup loops;
    private final HttpSettings settings;
    private final Counts<HttpCounter> counts = new Counts<>(HttpCounter.class);
    private final Replies replies;
    private final Requests requests;
    private final SegmentSources sources;
    private final SegmentsHere here;
    private final Clock clock;
    private final IngestDesk ingest;
    private final DownloadGate gate;
    private final PlaybackGate access;
    private final DownloadPace pace;
    private final Map<InetSocketAddress, Channel> listening = new ConcurrentHashMap<>();
    private volatile Function<Path, SentDisk> disks = file -> SentDisk.WELL;
    private final Door<HttpGuest> door;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    /** A server for everybody, who needs no token. */
    public HttpMediaServer(
            EventLoopGroup loops,
            HttpSettings settings,
            MediaCatalog catalog,
            PlaylistShelf playlists,
            HttpDesk desk,
            CopyGate copies,
            DownloadGate gate,
            SegmentSources sources,
            IngestDesk ingest,
            Clock clock) {
        this(loops, settings, catalog, playlists, desk, copies, PlaybackGate.OPEN, gate, sources, ingest, clock);
    }

    /**
     * A server that listens nowhere yet.
     *
     * @param copies lets engines in, and deliveries
     * @param access lets consoles in
     */
    public HttpMediaServer(
            EventLoopGroup loops,
            HttpSettings settings,
            MediaCatalog catalog,
            PlaylistShelf playlists,
            HttpDesk desk,
            CopyGate copies,
            PlaybackGate access,
            DownloadGate gate,
            SegmentSources sources,
            IngestDesk ingest,
            Clock clock) {
        this.loops = loops;
        this.settings = settings;
        this.sources = sources;
        this.here = new SegmentsHere(catalog);
        this.ingest = ingest;
        this.gate = gate;
        this.access = access;
        this.pace = new DownloadPace(gate);
        this.clock = clock;
        this.door = new Door<>(settings.maxConnections(), settings.maxConnectionsPerAddress());
        this.replies = new Replies(clock, counts);
        this.requests = new Requests(
                new MediaResponder(catalog, playlists, desk, copies, access, sources, replies, settings, counts), replies,
                copies, counts);
    }

    /**
     * Listens at one more address.
     *
     * @param address port 0 takes any free one
     * @return the address bound; fails with {@link java.io.IOException} when the port is in use
     */
    public CompletableFuture<InetSocketAddress> bind(InetSocketAddress address) {
        return bind(address, loops);
    }

    /**
     * The same, with other loops for its connections: those that never wait for a disk are not to wait for those that do.
     */
    public CompletableFuture<InetSocketAddress> bind(InetSocketAddress address, EventLoopGroup serving) {
        CompletableFuture<InetSocketAddress> bound = new CompletableFuture<>();
        new ServerBootstrap()
                .group(serving)
                .channel(Transport.of(serving).serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accepted(channel);
                    }
                })
                .bind(address)
                .addListener((io.netty.channel.ChannelFuture done) -> {
                    if (done.isSuccess()) {
                        InetSocketAddress local = (InetSocketAddress) done.channel().localAddress();
                        listening.put(local, done.channel());
                        // Who leaves the port to chance only tries something out.
                        LOG.atLevel(address.getPort() == 0 ? Level.DEBUG : Level.INFO)
                                .log("HTTP listens on {}", local);
                        bound.complete(local);
                    } else {
                        bound.completeExceptionally(done.cause());
                    }
                });
        return bound;
    }

    /** Stops listening at an address that {@link #bind} gave; connections made to it go on. */
    public CompletableFuture<Void> unbind(InetSocketAddress address) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Channel channel = listening.remove(address);
        if (channel == null) {
            done.complete(null);
        } else {
            Transport.stopListening(channel).addListener(closed -> done.complete(null));
        }
        return done;
    }

    /** Who takes streams in that go onward; before the first {@link #bind}. */
    public void distribute(DistributionDesk desk) {
        requests.distribution(desk);
    }

    /** The disks that files lie on; before the first {@link #bind}. */
    public void disks(Function<Path, SentDisk> of) {
        disks = of;
    }

    public Counts<HttpCounter> counts() {
        return counts;
    }

    /** Stops listening and closes all connections; returns at once. Idempotent. */
    @Override
    public void close() {
        listening.values().forEach(Transport::stopListening);
        listening.clear();
        connections.close();
    }

    private void accepted(SocketChannel channel) {
        InetSocketAddress client = channel.remoteAddress();
        if (client == null) {
            // Gone again.
            channel.close();
            return;
        }
        long nowNs = clock.nanoTime();
        HttpGuest guest = new HttpGuest(channel, client, nowNs);
        Door.Answer<HttpGuest> answer = door.enter(guest, nowNs);
        if (!answer.enters()) {
            counts.add(HttpCounter.CONNECTIONS_REFUSED, 1);
            channel.close();
            return;
        }
        counts.add(HttpCounter.CONNECTIONS, 1);
        counts.add(HttpCounter.CONNECTIONS_DISPLACED, answer.leave().size());
        answer.leave().forEach(HttpGuest::close);
        connections.add(channel);
        channel.closeFuture().addListener(closed -> door.leave(guest));
        HttpDecoderConfig limits = new HttpDecoderConfig()
                .setMaxInitialLineLength(settings.maxLineBytes())
                .setMaxHeaderSize(settings.maxHeaderBytes())
                .setMaxChunkSize(CHUNK_BYTES);
        ConnectionTimes times = new ConnectionTimes(
                settings.idle().toNanos(), settings.head().toNanos(), settings.stalled().toNanos(), nowNs);
        channel.pipeline()
                .addLast(new RequestDecoder(limits, clock::nanoTime, times::received))
                .addLast(new HttpConnection(channel, requests, replies, gate, access, ingest,
                        new AnswerSender(
                                channel, disks, sources, here, gate, pace, counts, clock, settings.silent().toNanos()), counts,
                        times, guest, clock));
    }
}
