package io.mediachassis.blade.rtsp;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.link.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The RTSP 1.0 server (RFC 2326) of a blade. It may listen on several addresses, taken and given up while it runs: the
 * engine's own, and the station's while this blade is director. Connections are spread over the event loops; what is
 * decided, for all of them, is decided on one (the control loop), so that a session may move between connections
 * without a lock. All methods may be called from any thread.
 */
// A channel that can no longer be written to or closed is one whose handler hears of it anyway.
@SuppressWarnings("FutureReturnValueIgnored")
public final class RtspServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RtspServer.class);
    private static final long TICK_MS = 250;

    private final EventLoopGroup accept;
    private final EventLoopGroup loops;
    private final RtspSettings settings;
    private final Clock clock;
    private final EventLoop control;
    private final Counts<RtspCounter> counts = new Counts<>(RtspCounter.class);
    private final SessionTable sessions;
    private final RequestHandler requests;
    private final Map<InetSocketAddress, Channel> listening = new ConcurrentHashMap<>();

    /** Control loop only. */
    private final Map<Channel, RtspConversation> conversations = new HashMap<>();

    private final io.netty.util.concurrent.Future<?> ticking;

    /**
     * Makes a server that listens nowhere yet.
     *
     * @param accept accepts connections
     * @param loops serve them; the owner shuts both groups down, after {@link #close}
     */
    public RtspServer(
            EventLoopGroup accept, EventLoopGroup loops, RtspSettings settings, MediaDesk desk, Clock clock) {
        this.accept = accept;
        this.loops = loops;
        this.settings = settings;
        this.clock = clock;
        this.control = loops.next();
        this.sessions = new SessionTable(settings, counts, clock);
        DeskCalls calls = new DeskCalls(control, settings.deskTimeout(), counts);
        SetupHandler setup = new SetupHandler(desk, calls, sessions, control, settings, counts, clock);
        this.requests = new RequestHandler(desk, calls, sessions, setup, settings, counts, clock);
        this.ticking = control.scheduleAtFixedRate(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    }

    /**
     * Listens at one more address. Fails with {@link java.io.IOException} when the port is in use.
     *
     * @param address port 0 takes any free one
     * @return the address bound
     */
    public CompletableFuture<InetSocketAddress> bind(InetSocketAddress address) {
        CompletableFuture<InetSocketAddress> bound = new CompletableFuture<>();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(accept, loops)
                .channel(Transport.of(accept).serverChannel())
                // A new director takes the station address while connections of the last one linger in the kernel.
                // SO_REUSEPORT stays off: two listeners on one address would share its consoles without a word.
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(
                                settings.interleavedBufferBytes(), 2 * settings.interleavedBufferBytes()))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new RtspDecoder(settings.maxHeadBytes(), settings.maxBodyBytes()))
                                .addLast(new RtspEncoder())
                                .addLast(new ConnectionHandler(RtspServer.this, settings.maxPipelined(), clock));
                    }
                });
        bootstrap.bind(address).addListener((io.netty.channel.ChannelFuture done) -> {
            if (done.isSuccess()) {
                InetSocketAddress local = (InetSocketAddress) done.channel().localAddress();
                listening.put(local, done.channel());
                LOG.atLevel(told(address)).log("RTSP listens on {}", local);
                bound.complete(local);
            } else {
                bound.completeExceptionally(done.cause());
            }
        });
        return bound;
    }

    /**
     * Stops listening at an address that {@link #bind} gave.
     *
     * @param drop whether connections made to that address are closed too; their interleaved sessions end at once,
     *     others after the grace
     */
    public CompletableFuture<Void> unbind(InetSocketAddress address, boolean drop) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Channel channel = listening.remove(address);
        if (channel == null) {
            done.complete(null);
        } else {
            Transport.stopListening(channel).addListener(closed -> {
                LOG.debug("RTSP no longer listens on {}", address);
                done.complete(null);
            });
        }
        if (drop) {
            control.execute(() -> List.copyOf(conversations.keySet()).stream()
                    .filter(c -> address.equals(c.localAddress()))
                    .forEach(Channel::close));
        }
        return done;
    }

    /** Who leaves the port to chance only tries something out. */
    private static Level told(InetSocketAddress wanted) {
        return wanted.getPort() == 0 ? Level.DEBUG : Level.INFO;
    }

    public Counts<RtspCounter> counts() {
        return counts;
    }

    /** Sessions there are now. */
    public int sessions() {
        return sessions.size();
    }

    /** Stops listening, ends all sessions and connections; returns at once. Idempotent. */
    @Override
    public void close() {
        ticking.cancel(false);
        listening.values().forEach(Transport::stopListening);
        listening.clear();
        control.execute(() -> {
            sessions.closeAll("the server stops");
            List.copyOf(conversations.keySet()).forEach(Channel::close);
        });
    }

    EventLoop control() {
        return control;
    }

    /** A connection came. Control loop. Null when there are too many: the caller closes it. */
    void opened(Channel channel, Runnable onAnswered, java.util.function.Consumer<RtspConversation> then) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress client)
                || !(channel.localAddress() instanceof InetSocketAddress local)) {
            channel.close();
            return;
        }
        long same = conversations.values().stream()
                .filter(c -> c.clientAddress().equals(client.getAddress().getHostAddress()))
                .limit(settings.maxConnectionsPerAddress())
                .count();
        if (conversations.size() >= settings.maxConnections() || same >= settings.maxConnectionsPerAddress()) {
            counts.add(RtspCounter.CONNECTIONS_REFUSED);
            LOG.info("connection of {} refused: too many", client);
            channel.close();
            return;
        }
        counts.add(RtspCounter.CONNECTIONS);
        RtspConversation conversation =
                new RtspConversation(channel, client, local, requests, counts, clock, onAnswered);
        conversations.put(channel, conversation);
        then.accept(conversation);
    }

    /** A connection is gone. Control loop. */
    void closed(Channel channel) {
        RtspConversation conversation = conversations.remove(channel);
        if (conversation != null) {
            sessions.connectionLost(conversation);
        }
    }

    private void tick() {
        long idleSince = clock.nanoTime() - settings.idle().toNanos();
        for (RtspConversation conversation : List.copyOf(conversations.values())) {
            conversation.tick();
            if (conversation.silentSince(idleSince)) {
                counts.add(RtspCounter.CONNECTIONS_IDLE);
                conversation.close();
            }
        }
        sessions.tick();
    }
}
