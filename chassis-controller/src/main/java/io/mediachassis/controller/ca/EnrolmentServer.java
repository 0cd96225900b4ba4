package io.mediachassis.controller.ca;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.identity.HandshakeThread;
import io.mediachassis.backplane.identity.PeerName;
import io.mediachassis.backplane.identity.TlsIdentity;
import io.mediachassis.backplane.link.Frames;
import io.mediachassis.backplane.link.RefusalLog;
import io.mediachassis.backplane.link.Transport;
import io.mediachassis.backplane.proto.EnrolRequest;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The enrolment port: TLS where the server alone shows a certificate, one request for each connection. Any thread; the
 * event loops are the caller's and stay open.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close tells us nothing when it is done
public final class EnrolmentServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EnrolmentServer.class);
    private static final int MAX_CONNECTIONS = 16;
    private static final int MAX_REQUEST_BYTES = 4096;
    private static final int TIMEOUT_SECONDS = 10;

    private final EventLoopGroup loops;
    private final SslContext tls;
    private final Enrolment enrolment;
    private final RefusalLog refusals;
    private final Consumer<PeerName> onEnrolled;
    private final AtomicInteger connections = new AtomicInteger();
    private final LongAdder granted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private volatile @Nullable Channel listening;

    /**
     * @param own this controller's identity
     * @param onEnrolled told of each certificate given, on an event loop
     */
    public EnrolmentServer(
            EventLoopGroup loops, TlsIdentity own, Enrolment enrolment, Clock clock, Consumer<PeerName> onEnrolled) {
        this.loops = loops;
        this.tls = own.enrolmentServer();
        this.enrolment = enrolment;
        this.refusals = new RefusalLog(LOG, clock);
        this.onEnrolled = onEnrolled;
    }

    /** Listens; fails with an {@link IOException} that names the address. Once per server. */
    public CompletableFuture<Void> bind(InetSocketAddress address) {
        CompletableFuture<Void> bound = new CompletableFuture<>();
        new ServerBootstrap()
                .group(loops)
                .channel(Transport.of(loops).serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accepted(channel);
                    }
                })
                .bind(address)
                .addListener((ChannelFuture future) -> {
                    if (future.isSuccess()) {
                        listening = future.channel();
                        bound.complete(null);
                    } else {
                        bound.completeExceptionally(new IOException(
                                "cannot listen for enrolments at " + address + ": "
                                        + future.cause().getMessage()
                                        + "; is another process on that port, or the address not on this board?",
                                future.cause()));
                    }
                });
        return bound;
    }

    /** Where it listens. */
    public InetSocketAddress localAddress() {
        Channel channel = listening;
        if (channel == null) {
            throw new IllegalStateException("not bound yet");
        }
        return (InetSocketAddress) channel.localAddress();
    }

    /** Certificates given. */
    public long granted() {
        return granted.sum();
    }

    /** Requests refused and connections that came to nothing. */
    public long refused() {
        return refused.sum();
    }

    private void accepted(Channel channel) {
        if (connections.incrementAndGet() > MAX_CONNECTIONS) {
            connections.decrementAndGet();
            refused.increment();
            LOG.debug("Enrolment connection from {} closed: {} are open", channel.remoteAddress(), MAX_CONNECTIONS);
            channel.close();
            return;
        }
        channel.closeFuture().addListener(done -> connections.decrementAndGet());
        channel.pipeline()
                .addLast(new ReadTimeoutHandler(TIMEOUT_SECONDS))
                .addLast(tls.newHandler(channel.alloc(), HandshakeThread.executor()))
                .addLast(new Frames.Decoder(MAX_REQUEST_BYTES))
                .addLast(new Conversation());
    }

    @Override
    public void close() {
        Channel channel = listening;
        if (channel != null) {
            channel.close();
        }
    }

    private final class Conversation extends SimpleChannelInboundHandler<Envelope> {
        private boolean answered;

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, Envelope envelope) {
            if (answered) {
                return;
            }
            answered = true;
            Envelope.Builder answer =
                    Envelope.newBuilder().setRequestId(envelope.getRequestId()).setReply(true);
            if (envelope.hasEnrolRequest()) {
                answer(ctx, envelope.getEnrolRequest(), answer);
            } else {
                refused.increment();
                answer.setFault(Fault.newBuilder()
                        .setCode(Fault.Code.UNSUPPORTED)
                        .setText("this port takes enrolments only; links go to the link port"));
            }
            ctx.writeAndFlush(Frames.encode(ctx.alloc(), answer.build())).addListener(ChannelFutureListener.CLOSE);
        }

        private void answer(ChannelHandlerContext ctx, EnrolRequest request, Envelope.Builder answer) {
            Enrolment.Outcome outcome = enrolment.enrol(request);
            if (outcome instanceof Enrolment.Outcome.Granted grant) {
                granted.increment();
                LOG.info("Enrolled {} (board {}) at {}", grant.name(), grant.name().serialNumber(), ctx.channel()
                        .remoteAddress());
                answer.setEnrolReply(grant.reply());
                onEnrolled.accept(grant.name());
            } else if (outcome instanceof Enrolment.Outcome.Refused refusal) {
                refused.increment();
                refused(ctx, request, refusal.fault());
                answer.setFault(refusal.fault());
            }
        }

        /** A board that tries for days is said once a minute; the port it comes from differs each time. */
        private void refused(ChannelHandlerContext ctx, EnrolRequest request, Fault fault) {
            String host = ((InetSocketAddress) ctx.channel().remoteAddress()).getHostString();
            refusals.say(Level.WARN, host, request.getParty() + " " + request.getNumber() + " " + fault.getCode(),
                    "Refused to enrol " + request.getParty() + " " + request.getNumber() + " at " + host + ": "
                            + fault.getText());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
            refused.increment();
            LOG.debug("Enrolment connection from {} failed: {}", ctx.channel().remoteAddress(), error.toString());
            ctx.close();
        }
    }
}
