package io.mediachassis.backplane.link;

import io.mediachassis.backplane.identity.PeerName;
import io.mediachassis.backplane.link.HelloCheck.Refusal;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Hello;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection from TCP to its end; on its channel's event loop, whose events {@link WireEvents} brings.
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
 * hello has a link. A peer that ends the link proves by it that its process gave up or died, but only if no fault came
 * before.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close and a timer tell us nothing when they are done
final class LinkSession implements LinkTraffic.Ending {
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

    private enum State {
        CONNECTED,
        GREETING,
        UP,
        ENDED
    }

    private final LinkContext context;
    private final boolean dialer;
    private final Owner owner;
    private final LinkPeer peer;
    private final LinkTroubles troubles;
    private final HandlerCalls daemon;
    private final Greeting greeting;

    private State state = State.CONNECTED;
    private @Nullable Channel channel;
    private @Nullable LinkTraffic traffic;
    private @Nullable ScheduledFuture<?> helloTimer;
    private boolean refused;

    LinkSession(LinkContext context, boolean dialer, HelloCheck check, Owner owner) {
        this.context = context;
        this.dialer = dialer;
        this.owner = owner;
        this.peer = new LinkPeer(context.refusals());
        this.troubles = new LinkTroubles(context, peer);
        this.daemon = new HandlerCalls(context, peer);
        this.greeting = new Greeting(context.hello(), check, daemon::admit);
    }

    // ---- until it is up

    /** The first event: TCP stands. */
    void connected(Channel to) {
        channel = to;
        peer.connected(to);
        helloTimer = to.eventLoop()
                .schedule(this::helloLate, context.settings().helloTimeout().toNanos(), TimeUnit.NANOSECONDS);
    }

    /** TLS stands, and this is who the peer's certificate names. */
    void secured(PeerName name) {
        if (state != State.CONNECTED) {
            return;
        }
        state = State.GREETING;
        peer.named(name);
        if (dialer) {
            write(context.hello().get());
        }
    }

    /** TLS stands, but the peer's certificate names no board. */
    void unnamed(Exception why) {
        if (state == State.CONNECTED) {
            refuse(Greeting.namesNoBoard(why));
        }
    }

    void received(Envelope envelope) {
        if (state != State.GREETING && state != State.UP) {
            return;
        }
        context.counters().add(LinkCounter.FRAMES_IN);
        if (traffic == null) {
            greeted(greeting.on(envelope, peer.name()));
        } else {
            traffic.received(envelope);
        }
    }

    private void greeted(Greeting.Outcome outcome) {
        if (outcome instanceof Greeting.Accepted accepted) {
            up(accepted.ours(), accepted.theirs());
        } else if (outcome instanceof Greeting.Refused ours) {
            refuse(ours.refusal());
        } else if (outcome instanceof Greeting.RefusedByPeer theirs) {
            refused = true;
            troubles.refusedBy(theirs.fault());
            drop(LinkDown.BROKEN, "refused by the peer");
        }
    }

    private void up(Hello ours, Hello theirs) {
        if (!dialer) {
            write(ours);
        }
        if (state != State.GREETING) {
            return; // the hello could not be written
        }
        cancelHelloTimer();
        state = State.UP;
        EstablishedLink link = new EstablishedLink(this, context, channel(), theirs, peer.text());
        LinkTraffic begun = new LinkTraffic(context, peer, daemon, link, channel().eventLoop(), this);
        traffic = begun;
        begun.up();
        owner.up(link);
        begun.begin();
    }

    private void refuse(Refusal refusal) {
        refused = true;
        troubles.refused(refusal);
        tell(LinkDown.BROKEN, refusal.fault());
    }

    private void helloLate() {
        if (state == State.CONNECTED || state == State.GREETING) {
            troubles.noHello();
            drop(LinkDown.BROKEN, "no hello");
        }
    }

    /** What came is no frame. */
    void badFrame(Throwable error) {
        context.counters().add(LinkCounter.BAD_FRAMES);
        String text = "bad frame (" + error.getMessage() + "); is the software of both boards of one release?";
        if (state == State.UP) {
            tell(LinkDown.BROKEN, LastWords.of(Fault.Code.INTERNAL, text));
        } else if (state == State.GREETING) {
            refuse(Refusal.of(LinkCounter.REFUSED_PROTOCOL, Fault.Code.REFUSED, text));
        }
    }

    /** The handshake failed, or the peer sent an alert. */
    void tlsFailed(Throwable error) {
        if (state == State.UP) {
            drop(LinkDown.BROKEN, "TLS: " + error.getMessage());
        } else if (state != State.ENDED && WireError.isTls(error)) {
            refused = true;
            troubles.noTls(error);
            drop(LinkDown.BROKEN, "TLS failed");
        } else {
            drop(LinkDown.BROKEN, "connection lost in the TLS handshake");
        }
    }

    // ---- the end

    /** Closes the link in order; any thread. */
    void close() {
        EventLoop loop = channel().eventLoop();
        if (loop.inEventLoop()) {
            closeHere();
        } else if (!loop.isShuttingDown()) {
            loop.execute(this::closeHere);
        }
    }

    private void closeHere() {
        drop(LinkDown.CLOSED_HERE, "closed here");
    }

    /** A read or write failed on the socket. */
    void failed(Throwable error) {
        if (error instanceof ClosedChannelException) {
            return; // says that the channel is closed, not why: what closed it has been or will be reported
        }
        if (WireError.isReset(error)) {
            drop(LinkDown.CLOSED_BY_PEER, "reset by the peer");
        } else {
            drop(LinkDown.BROKEN, error.toString());
        }
    }

    /** Far too much is queued for a peer that does not read; any thread. */
    void overrun() {
        channel().eventLoop().execute(() -> {
            if (state == State.UP && channel().isActive()) {
                String text = "the peer asks but does not read the answers; is it overloaded, or stopped?";
                tell(LinkDown.BROKEN, LastWords.of(Fault.Code.BUSY, text));
            }
        });
    }

    @Override
    public void drop(LinkDown why, String text) {
        end(why, text);
        channel().close();
    }

    @Override
    public void tell(LinkDown why, Fault fault) {
        if (end(why, fault.getText())) {
            LastWords.say(channel(), fault);
        }
    }

    /** The only way into ENDED; the caller closes. False: it was there already. */
    private boolean end(LinkDown why, String text) {
        if (state == State.ENDED) {
            return false;
        }
        boolean wasUp = state == State.UP;
        state = State.ENDED;
        cancelHelloTimer();
        if (wasUp && traffic != null) {
            traffic.down(why, text);
        }
        owner.ended(refused);
        return true;
    }

    private void write(Hello hello) {
        Envelope envelope = Envelope.newBuilder().setHello(hello).build();
        channel().writeAndFlush(Frames.encode(channel().alloc(), envelope)).addListener(done -> {
            if (done.cause() != null) {
                failed(done.cause());
            }
        });
    }

    // ---- small things

    private Channel channel() {
        if (channel == null) {
            throw new IllegalStateException("the session is in no channel yet");
        }
        return channel;
    }

    private void cancelHelloTimer() {
        if (helloTimer != null) {
            helloTimer.cancel(false);
            helloTimer = null;
        }
    }
}
