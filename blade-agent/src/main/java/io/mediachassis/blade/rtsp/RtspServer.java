package io.mediachassis.blade.rtsp;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.link.Transport;
import io.mediachassis.blade.access.PlaybackGate;
import io.mediachassis.blade.door.Door;
import io.mediachassis.blade.rtsp.ConversationAdoption.Adopted;
import io.mediachassis.blade.supervisor.Supervisor;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    private static final int TICKS_PER_REFRESH = 4;
    private static final Duration ADOPTION_LIMIT = Duration.ofSeconds(12);

    private final EventLoopGroup loops;
    private final RtspSettings settings;
    private final PlaybackGate gate;
    private final Clock clock;
    private final EventLoop control;
    private final Counts<RtspCounter> counts = new Counts<>(RtspCounter.class);
    private final SessionTable sessions;
    private final RequestHandler requests;
    private final ConversationKeeper keeper;
    private final ConversationAdoption adoption;
    private final RtspListeners listeners;

    /** Control loop only. */
    private final Map<Channel, RtspConversation> conversations = new HashMap<>();

    /** Control loop only. */
    private final Door<RtspConversation> door;

    /** Control loop only. */
    private int ticks;

    private final io.netty.util.concurrent.Future<?> ticking;

    /** A server for everybody, who needs no token. */
    public RtspServer(
            EventLoopGroup accept, EventLoopGroup loops, RtspSettings settings, MediaDesk desk, Supervisor supervisor,
            Clock clock) {
        this(accept, loops, settings, desk, PlaybackGate.OPEN, supervisor, clock);
    }

    /**
     * Makes a server that listens nowhere yet.
     *
     * @param accept accepts connections
     * @param loops serve them; the owner shuts both groups down, after {@link #close}
     * @param gate asked before the desk is, by DESCRIBE and SETUP
     * @param supervisor keeps connections beyond the end of this process
     */
    public RtspServer(
            EventLoopGroup accept, EventLoopGroup loops, RtspSettings settings, MediaDesk desk, PlaybackGate gate,
            Supervisor supervisor, Clock clock) {
        this.gate = gate;
        this.loops = loops;
        this.settings = settings;
        this.clock = clock;
        this.control = loops.next();
        this.door = new Door<>(settings.maxConnections(), settings.maxConnectionsPerAddress());
        this.sessions = new SessionTable(settings, counts, clock);
        DeskCalls calls = new DeskCalls(control, settings.deskTimeout(), counts);
        SetupHandler setup = new SetupHandler(desk, calls, sessions, control, gate, settings, counts, clock);
        this.requests = new RequestHandler(desk, calls, sessions, setup, gate, settings, counts, clock);
        this.keeper = new ConversationKeeper(supervisor, new SecureRandom(), counts);
        this.adoption = new ConversationAdoption(
                supervisor, counts, control, ADOPTION_LIMIT, adopted -> open(adopted));
        this.listeners = new RtspListeners(accept, loops, channel -> prepare(channel, opened -> {}));
        this.ticking = control.scheduleAtFixedRate(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    }

    /**
     * Listens at one more address. Fails with {@link java.io.IOException} when the port is in use.
     *
     * @param address port 0 takes any free one
     * @return the address bound
     */
    public CompletableFuture<InetSocketAddress> bind(InetSocketAddress address) {
        return listeners.bind(address);
    }

    /**
     * Stops listening at an address that {@link #bind} gave.
     *
     * @param drop whether connections made to that address are closed too; their interleaved sessions end at once,
     *     others after the grace
     */
    public CompletableFuture<Void> unbind(InetSocketAddress address, boolean drop) {
        CompletableFuture<Void> done = listeners.unbind(address);
        if (drop) {
            control.execute(() -> List.copyOf(conversations.keySet()).stream()
                    .filter(c -> address.equals(c.localAddress()))
                    .forEach(Channel::close));
        }
        return done;
    }

    private void prepare(SocketChannel channel, Consumer<RtspConversation> onOpened) {
        int buffer = settings.interleavedBufferBytes();
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(buffer, 2 * buffer));
        channel.pipeline()
                .addLast(new ShutdownOnClose())
                .addLast(new RtspDecoder(settings.maxHeadBytes(), settings.maxBodyBytes()))
                .addLast(new RtspEncoder())
                .addLast(new ConnectionHandler(this, settings.maxPipelined(), clock, onOpened));
    }

    /**
     * Goes on with a conversation of the agent before this one.
     *
     * @param finder finds the stream of a {@link StreamHandle#memento} again; fails when it can't be had
     */
    public void adopt(Supervisor.Stored stored, Function<byte[], CompletionStage<StreamHandle>> finder) {
        control.execute(() -> adoption.adopt(stored, finder));
    }

    private void open(Adopted adopted) {
        if (Transport.of(loops) != Transport.EPOLL) {
            adoption.leave(adopted);
            return;
        }
        EpollSocketChannel channel = new EpollSocketChannel(adopted.socket());
        AtomicBoolean begun = new AtomicBoolean();
        prepare(channel, conversation -> {
            begun.set(true);
            counts.add(RtspCounter.CONNECTIONS_ADOPTED);
            LOG.info("the connection of {} goes on with {} sessions", conversation.clientAddress(),
                    adopted.sessions().size());
            adopted.sessions().forEach(found -> sessions.restore(found.session(), found.stream(), conversation)
                    .ifPresentOrElse(
                            session -> sessions.endsWith(session, found.stream(), control),
                            () -> found.stream().close("too many sessions")));
            keeper.adopted(conversation, adopted.name(), adopted.page());
        });
        loops.register(channel);
        channel.closeFuture().addListener(closed -> control.execute(() -> {
            if (!begun.get()) {
                adoption.leave(adopted);
            }
        }));
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
        listeners.close();
        control.execute(() -> {
            sessions.closeAll("the server stops");
            List.copyOf(conversations.keySet()).forEach(Channel::close);
        });
    }

    EventLoop control() {
        return control;
    }

    /** A connection came, and is closed when there are too many that can't be closed for it. Control loop. */
    void opened(Channel channel, Runnable onAnswered, Consumer<RtspConversation> then) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress client)
                || !(channel.localAddress() instanceof InetSocketAddress local)) {
            channel.close();
            return;
        }
        RtspConversation conversation =
                new RtspConversation(channel, client, local, requests, counts, clock, keeper::update, onAnswered);
        Door.Answer<RtspConversation> answer = door.enter(conversation, clock.nanoTime());
        if (!answer.enters()) {
            counts.add(RtspCounter.CONNECTIONS_REFUSED);
            channel.close();
            return;
        }
        counts.add(RtspCounter.CONNECTIONS);
        counts.add(RtspCounter.CONNECTIONS_DISPLACED, answer.leave().size());
        answer.leave().forEach(RtspConversation::close);
        conversations.put(channel, conversation);
        then.accept(conversation);
    }

    /** A connection is gone. Control loop. */
    void closed(Channel channel) {
        RtspConversation conversation = conversations.remove(channel);
        if (conversation != null) {
            door.leave(conversation);
            keeper.forget(conversation);
            sessions.connectionLost(conversation);
        }
    }

    private void tick() {
        long nowNs = clock.nanoTime();
        for (RtspConversation conversation : List.copyOf(conversations.values())) {
            conversation.tick();
            Duration limit = conversation.hasAsked() ? settings.idle() : settings.unasked();
            if (!conversation.engaged() && nowNs - conversation.quietSinceNs() > limit.toNanos()) {
                counts.add(RtspCounter.CONNECTIONS_IDLE);
                conversation.close();
            }
        }
        sessions.tick();
        if (++ticks % TICKS_PER_REFRESH == 0) {
            keeper.refresh();
            counts.add(RtspCounter.SESSIONS_WITHDRAWN, sessions.endWithdrawn(id -> gate.fault(id).isPresent()));
            if (gate.needsToken()) {
                counts.add(RtspCounter.SESSIONS_REVOKED, sessions.endRevoked(gate::isRevoked));
            }
        }
    }
}
