package io.mediachassis.backplane.link;

import io.mediachassis.backplane.identity.PeerName;
import io.mediachassis.backplane.link.HelloCheck.Refusal;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Heartbeat;
import io.mediachassis.backplane.proto.Hello;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.channels.ClosedChannelException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection from TCP to its end, at the end of the channel's pipeline; on its event loop.
 *
 * <pre>
 *   CONNECTED --TLS done--> GREETING --hello accepted--> UP --+
 *       |                      |                              | closed by peer, silent, broken, closed here:
 *       | TLS failed,          | refused (fault sent),        | onDown first, then fault (silent, broken) and close
 *       | time-out             | fault from peer, time-out    |
 *       +----------------------+------------> ENDED <---------+
 * </pre>
 *
 * <p>The dialer greets first; the server answers with its own hello only when it accepts, so that a dialer that gets a
 * hello has a link. What proves that the peer ended the link is its FIN (the channel allows half closure, so that a FIN
 * is seen as such and not mixed up with a close of ours), its RST, or its TLS close_notify, whichever comes first, and
 * only if no fault came before.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close and a timer tell us nothing when they are done
final class LinkSession extends ChannelInboundHandlerAdapter {
    /** Who made the session. */
    interface Owner {
        void up(Link link);

        /**
         * Once, in whatever state it ended.
         *
         * @param refused by the peer or by us, so that trying again soon is useless
         */
        void ended(boolean refused);
    }

    /** Reads who the peer is from its verified certificate. */
    interface CertificateReader {
        PeerName read(Channel channel) throws GeneralSecurityException, SSLPeerUnverifiedException;
    }

    private enum State {
        CONNECTED,
        GREETING,
        UP,
        ENDED
    }

    private static final Logger LOG = LoggerFactory.getLogger(LinkSession.class);
    // So long the last fault may wait to be written to a peer that does not read, and then to be read by it.
    private static final long FLUSH_SECONDS = 30;
    private static final long LINGER_MILLIS = 500;

    private final LinkContext context;
    private final boolean dialer;
    private final HelloCheck check;
    private final CertificateReader certificates;
    private final Owner owner;
    private final LinkPeer peer;
    private final HandlerCalls daemon;

    private State state = State.CONNECTED;
    private @Nullable ChannelHandlerContext channelContext;
    private @Nullable EstablishedLink link;
    private @Nullable Pulse pulse;
    private @Nullable ScheduledFuture<?> timer;
    private boolean refused;
    private long heartbeats;

    LinkSession(
            LinkContext context, boolean dialer, HelloCheck check, CertificateReader certificates, Owner owner) {
        this.context = context;
        this.dialer = dialer;
        this.check = check;
        this.certificates = certificates;
        this.owner = owner;
        this.peer = new LinkPeer(context.refusals());
        this.daemon = new HandlerCalls(context, peer);
    }

    // ---- from the channel

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channelContext = ctx;
        peer.connected(ctx.channel());
        timer = ctx.executor()
                .schedule(this::helloLate, context.settings().helloTimeout().toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Envelope envelope = (Envelope) message;
        if (state == State.UP) {
            context.counters().add(LinkCounter.FRAMES_IN);
            received(envelope);
        } else if (state == State.GREETING) {
            context.counters().add(LinkCounter.FRAMES_IN);
            greeted(envelope);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent tls) {
            tlsDone(tls.isSuccess() ? null : tls.cause());
        } else if (event instanceof ChannelInputShutdownEvent
                || (event instanceof SslCloseCompletionEvent close && close.isSuccess())) {
            end(LinkDown.CLOSED_BY_PEER, null, "closed by the peer");
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
        if (error instanceof CorruptedFrameException || error instanceof TooLongFrameException) {
            context.counters().add(LinkCounter.BAD_FRAMES);
            String text = "bad frame (" + error.getMessage() + "); is the software of both boards of one release?";
            if (state == State.UP) {
                end(LinkDown.BROKEN, fault(Fault.Code.INTERNAL, text), text);
            } else if (state == State.GREETING) {
                refuse(Refusal.of(LinkCounter.REFUSED_PROTOCOL, Fault.Code.REFUSED, text));
            }
        } else if (WireError.isTls(error)) {
            tlsFailed(error);
        } else {
            writeFailed(error);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end(LinkDown.BROKEN, null, "connection lost");
    }

    // ---- until it is up

    private void tlsDone(@Nullable Throwable failure) {
        if (failure != null) {
            tlsFailed(failure);
            return;
        }
        if (state != State.CONNECTED) {
            return;
        }
        state = State.GREETING;
        try {
            peer.named(certificates.read(channel()));
        } catch (GeneralSecurityException | SSLPeerUnverifiedException e) {
            refuse(Refusal.of(
                    LinkCounter.REFUSED_IDENTITY,
                    Fault.Code.REFUSED,
                    "your certificate is no board's: " + e.getMessage() + "; enrol the board again"));
            return;
        }
        if (dialer) {
            write(Envelope.newBuilder().setHello(context.hello().get()).build());
        }
    }

    private void greeted(Envelope envelope) {
        if (envelope.hasFault()) {
            context.counters().add(LinkCounter.REFUSED_BY_PEER);
            refused = true;
            peer.warn("refused-by", peer.text() + " refuses this board: " + LinkPeer.shown(envelope.getFault()));
            end(LinkDown.BROKEN, null, "refused by the peer");
            close(channel());
            return;
        }
        PeerName name = peer.name();
        if (!envelope.hasHello() || name == null) {
            refuse(Refusal.of(
                    LinkCounter.REFUSED_PROTOCOL,
                    Fault.Code.REFUSED,
                    "your first message is " + envelope.getBodyCase() + ", a hello must be the first"));
            return;
        }
        Hello theirs = envelope.getHello();
        Hello ours = context.hello().get();
        Optional<Refusal> refusal = check.check(ours, theirs, name).or(() -> daemon.admit(theirs));
        if (refusal.isPresent()) {
            refuse(refusal.get());
            return;
        }
        if (!dialer) {
            write(Envelope.newBuilder().setHello(ours).build());
        }
        cancelTimer();
        state = State.UP;
        long nowNs = context.clock().nanoTime();
        pulse = new Pulse(
                context.settings().heartbeat().toNanos(), context.settings().silence().toNanos(), nowNs);
        EstablishedLink established = new EstablishedLink(this, context, channel(), theirs, peer.text());
        link = established;
        context.counters().add(LinkCounter.LINKS_UP);
        LOG.info("Link with {} is up (software {})", peer.text(), HelloCheck.shown(theirs.getSoftwareVersion()));
        daemon.up(established);
        owner.up(established);
        step();
    }

    private void refuse(Refusal refusal) {
        context.counters().add(refusal.counter());
        refused = true;
        peer.warn(refusal.counter().declaration().metric(), "Refused " + peer.text() + ", told it: " + LinkPeer.shown(refusal.fault()));
        end(LinkDown.BROKEN, refusal.fault(), "refused");
    }

    private void helloLate() {
        if (state == State.CONNECTED || state == State.GREETING) {
            context.counters().add(LinkCounter.HELLO_TIMEOUTS);
            peer.warn(
                    "hello-timeout",
                    peer.text() + " connected but sent no hello within "
                            + context.settings().helloTimeout().toMillis()
                            + " ms; is it a board of this chassis, and is it overloaded?");
            end(LinkDown.BROKEN, null, "no hello");
            close(channel());
        }
    }

    private void tlsFailed(Throwable error) {
        if (state == State.UP) {
            end(LinkDown.BROKEN, null, "TLS: " + error.getMessage());
        } else if (state != State.ENDED && WireError.isTls(error)) {
            context.counters().add(LinkCounter.REFUSED_TLS);
            refused = true;
            peer.warn(
                    "tls",
                    "No TLS with " + peer.text() + ": " + HelloCheck.shown(WireError.rootMessage(error))
                            + "; one side's certificate is not of the other's chassis CA, or it speaks no TLS 1.3."
                            + " A board that came from another chassis must be enrolled again");
            end(LinkDown.BROKEN, null, "TLS failed");
        } else {
            end(LinkDown.BROKEN, null, "connection lost in the TLS handshake");
        }
        close(channel());
    }

    // ---- while it is up

    private void received(Envelope envelope) {
        EstablishedLink up = link;
        if (up == null || pulse == null) {
            return;
        }
        pulse.heard(context.clock().nanoTime());
        if (envelope.getReply()) {
            up.answered(envelope);
            return;
        }
        switch (envelope.getBodyCase()) {
            case BODY_NOT_SET -> {
                context.counters().add(LinkCounter.UNKNOWN_BODIES);
                up.fault(envelope, Fault.Code.UNSUPPORTED, "this board's version does not know the request");
            }
            case HELLO -> {
                String text = "a second hello came on a link that is up";
                end(LinkDown.BROKEN, fault(Fault.Code.REFUSED, text), text);
            }
            case FAULT -> {
                if (envelope.getRequestId() == 0) {
                    peer.warn("dropped-by", peer.text() + " drops the link: " + LinkPeer.shown(envelope.getFault()));
                    end(LinkDown.BROKEN, null, "dropped by the peer with a fault");
                    close(channel());
                }
            }
            default -> {
                if (!daemon.message(up, envelope)) {
                    up.fault(envelope, Fault.Code.INTERNAL, "the request failed on this board; see its log");
                }
            }
        }
    }

    /** Heartbeat and silence; arms itself again. */
    private void step() {
        Pulse beats = pulse;
        EstablishedLink up = link;
        if (state != State.UP || beats == null || up == null) {
            return;
        }
        switch (beats.step(context.clock().nanoTime())) {
            case BEAT -> beat(up);
            case SILENT -> {
                String text = "no frame came for " + context.settings().silence().toMillis() + " ms";
                end(LinkDown.SILENT, fault(Fault.Code.INTERNAL, text), text);
                return;
            }
            case WAIT -> {}
        }
        long waitNs = beats.waitNs(context.clock().nanoTime());
        timer = channel().eventLoop().schedule(this::step, waitNs, TimeUnit.NANOSECONDS);
    }

    private void beat(EstablishedLink up) {
        daemon.heartbeat().ifPresent(heartbeat -> {
            heartbeat.setSequence(++heartbeats).setSentNs(context.clock().nanoTime());
            up.beat(Envelope.newBuilder().setHeartbeat(heartbeat).build());
        });
    }

    // ---- the end

    /** Closes the link in order; any thread. */
    void close() {
        Channel channel = channel();
        if (channel.eventLoop().inEventLoop()) {
            closeHere();
        } else if (!channel.eventLoop().isShuttingDown()) {
            channel.eventLoop().execute(this::closeHere);
        }
    }

    private void closeHere() {
        end(LinkDown.CLOSED_HERE, null, "closed here");
        close(channel());
    }

    /** A read or write failed on the socket. */
    void writeFailed(Throwable error) {
        if (error instanceof ClosedChannelException) {
            return; // says that the channel is closed, not why: what closed it has been or will be reported
        }
        if (WireError.isReset(error)) {
            end(LinkDown.CLOSED_BY_PEER, null, "reset by the peer");
        } else {
            end(LinkDown.BROKEN, null, error.toString());
        }
        close(channel());
    }

    /** Far too much is queued for a peer that does not read; any thread. */
    void overrun() {
        channel().eventLoop().execute(() -> {
            if (state == State.UP && channel().isActive()) {
                String text = "the peer asks but does not read the answers";
                end(LinkDown.BROKEN, fault(Fault.Code.BUSY, text), text);
            }
        });
    }

    /** The only way into ENDED. With a fault, closes once the peer can have read it; else the caller closes. */
    private void end(LinkDown why, @Nullable Fault fault, String text) {
        if (state == State.ENDED) {
            return;
        }
        boolean wasUp = state == State.UP;
        state = State.ENDED;
        cancelTimer();
        EstablishedLink ended = link;
        if (wasUp && ended != null) {
            ended.shut();
            context.counters().add(why.counter());
            LOG.info("Link with {} is down: {}", peer.text(), text);
            daemon.down(ended, why);
            ended.abandonRequests();
        }
        owner.ended(refused);
        if (fault != null) {
            Channel channel = channel();
            write(Envelope.newBuilder().setFault(fault).build());
            // Not closed at once: what the peer has sent and we have not read would turn our FIN into an RST, which
            // can overtake the fault.
            channel.eventLoop().schedule(() -> close(channel), FLUSH_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void write(Envelope envelope) {
        Channel channel = channel();
        boolean last = state == State.ENDED;
        channel.writeAndFlush(Frames.encode(channel.alloc(), envelope)).addListener(done -> {
            if (last) {
                channel.eventLoop().schedule(() -> close(channel), LINGER_MILLIS, TimeUnit.MILLISECONDS);
            } else if (done.cause() != null) {
                writeFailed(done.cause());
            }
        });
    }

    private static void close(Channel channel) {
        channel.close();
    }

    // ---- small things

    private Channel channel() {
        ChannelHandlerContext ctx = channelContext;
        if (ctx == null) {
            throw new IllegalStateException("the session is in no channel yet");
        }
        return ctx.channel();
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private static Fault fault(Fault.Code code, String text) {
        return Fault.newBuilder().setCode(code).setText(text).build();
    }
}
