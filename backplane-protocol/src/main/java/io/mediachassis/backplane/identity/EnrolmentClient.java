package io.mediachassis.backplane.identity;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.link.Frames;
import io.mediachassis.backplane.link.Transport;
import io.mediachassis.backplane.proto.EnrolReply;
import io.mediachassis.backplane.proto.EnrolRequest;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Party;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Gets a new board its certificate: asks the controller's enrolment port with the one-time token that came through the
 * CBC (or the arbiter), and keeps what it gets. The controller is known by its CA's fingerprint alone, which came the
 * same way. Any thread; a new key each time.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, and that is answered
public final class EnrolmentClient {
    private static final int TIMEOUT_SECONDS = 10;
    private static final int MAX_REPLY_BYTES = 64 << 10;

    /** What this board is to be. */
    public record Applicant(Party party, int number, String serialNumber) {}

    /**
     * What a board got.
     *
     * @param identity stored already
     * @param caPrivateKey PKCS #8, for a controller alone; not stored here
     * @param tokenPrivateKey PKCS #8, for a controller alone; not stored here
     */
    public record Enrolled(
            TlsIdentity identity, Optional<ByteString> caPrivateKey, Optional<ByteString> tokenPrivateKey) {}

    private final EventLoopGroup loops;
    private final Path folder;

    /** @param folder where the identity is kept; exists */
    public EnrolmentClient(EventLoopGroup loops, Path folder) {
        this.loops = loops;
        this.folder = folder;
    }

    /**
     * Asks once.
     *
     * @param controller its enrolment port
     * @param localAddress to ask from; null leaves it to the kernel
     * @param token one-time token
     * @param caFingerprint SHA-256 of the CA certificate's DER, 32 bytes
     * @return fails with an {@link IOException} that says why; the token is then used up if it reached the controller
     */
    public CompletableFuture<Enrolled> enrol(
            InetSocketAddress controller,
            @Nullable InetAddress localAddress,
            Applicant applicant,
            byte[] token,
            byte[] caFingerprint) {
        CompletableFuture<Enrolled> result = new CompletableFuture<>();
        Conversation conversation;
        SslContext tls;
        try {
            PinnedTrust trust = new PinnedTrust(caFingerprint);
            tls = TlsIdentity.restrict(SslContextBuilder.forClient())
                    .trustManager(trust)
                    .endpointIdentificationAlgorithm(null)
                    .build();
            conversation =
                    new Conversation(applicant, token.clone(), trust, EnrolmentProof.newKey(), controller, result);
        } catch (GeneralSecurityException | SSLException e) {
            result.completeExceptionally(new IOException("this board cannot make a key or TLS: " + e.getMessage(), e));
            return result;
        }
        Bootstrap bootstrap = new Bootstrap()
                .group(loops)
                .channel(Transport.of(loops).channel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, TIMEOUT_SECONDS * 1000)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new ReadTimeoutHandler(TIMEOUT_SECONDS))
                                .addLast(tls.newHandler(channel.alloc(), HandshakeThread.executor()))
                                .addLast(new Frames.Decoder(MAX_REPLY_BYTES))
                                .addLast(conversation);
                    }
                });
        if (localAddress != null) {
            bootstrap.localAddress(new InetSocketAddress(localAddress, 0));
        }
        bootstrap.connect(controller).addListener((ChannelFuture future) -> {
            if (!future.isSuccess()) {
                result.completeExceptionally(new IOException(
                        "no connection to the enrolment port " + controller + ": "
                                + future.cause().getMessage(),
                        future.cause()));
            }
        });
        return result;
    }

    private final class Conversation extends SimpleChannelInboundHandler<Envelope> {
        private final Applicant applicant;
        private final byte[] token;
        private final PinnedTrust trust;
        private final KeyPair keys;
        private final InetSocketAddress controller;
        private final CompletableFuture<Enrolled> result;

        Conversation(
                Applicant applicant,
                byte[] token,
                PinnedTrust trust,
                KeyPair keys,
                InetSocketAddress controller,
                CompletableFuture<Enrolled> result) {
            this.applicant = applicant;
            this.token = token;
            this.trust = trust;
            this.keys = keys;
            this.controller = controller;
            this.result = result;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws GeneralSecurityException {
            if (!(event instanceof SslHandshakeCompletionEvent tls) || !tls.isSuccess()) {
                return; // a failure comes as an exception too
            }
            byte[] publicKey = keys.getPublic().getEncoded();
            EnrolRequest request = EnrolRequest.newBuilder()
                    .setParty(applicant.party())
                    .setNumber(applicant.number())
                    .setSerialNumber(applicant.serialNumber())
                    .setToken(ByteString.copyFrom(token))
                    .setPublicKey(ByteString.copyFrom(publicKey))
                    .setProof(ByteString.copyFrom(EnrolmentProof.sign(keys.getPrivate(), token, publicKey)))
                    .build();
            Envelope envelope = Envelope.newBuilder()
                    .setRequestId(1)
                    .setEnrolRequest(request)
                    .build();
            ctx.writeAndFlush(Frames.encode(ctx.alloc(), envelope));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, Envelope envelope)
                throws GeneralSecurityException, IOException {
            if (envelope.hasFault()) {
                fail(ctx, "refused (" + envelope.getFault().getCode() + "): " + envelope.getFault().getText(), null);
            } else if (envelope.hasEnrolReply()) {
                // Two fsyncs on the event loop: a board that is enrolling has no links yet that could wait for it.
                Enrolled enrolled = accept(envelope.getEnrolReply());
                enrolled.identity().store(folder);
                result.complete(enrolled);
                ctx.close();
            } else {
                fail(ctx, "answered " + envelope.getBodyCase(), null);
            }
        }

        private Enrolled accept(EnrolReply reply) throws GeneralSecurityException {
            List<X509Certificate> chain = new ArrayList<>();
            for (ByteString der : reply.getCertificateChainList()) {
                chain.add(TlsIdentity.certificate(der.toByteArray()));
            }
            if (chain.isEmpty()
                    || !Arrays.equals(
                            chain.get(0).getPublicKey().getEncoded(), keys.getPublic().getEncoded())) {
                throw new GeneralSecurityException("the certificate is not for this board's key");
            }
            X509Certificate ca = trust.pinnedIn(chain.toArray(new X509Certificate[0]));
            TlsIdentity identity = new TlsIdentity(keys.getPrivate(), chain);
            if (!identity.ca().equals(ca)) {
                throw new GeneralSecurityException("the chain does not end at the pinned CA");
            }
            PeerName expected = new PeerName(
                    reply.getChassisSerial(), applicant.party(), applicant.number(), applicant.serialNumber());
            if (!identity.name().equals(expected)) {
                throw new GeneralSecurityException(
                        "the certificate is for " + identity.name() + ", not for " + expected);
            }
            return new Enrolled(identity, key(reply.getCaPrivateKey()), key(reply.getTokenPrivateKey()));
        }

        private Optional<ByteString> key(ByteString pkcs8) {
            return pkcs8.isEmpty() ? Optional.empty() : Optional.of(pkcs8);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
            Throwable root = error;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            fail(ctx, root.getClass().getSimpleName() + ": " + root.getMessage(), error);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            fail(ctx, "closed the connection without an answer", null);
        }

        private void fail(ChannelHandlerContext ctx, String text, @Nullable Throwable cause) {
            result.completeExceptionally(new IOException(
                    "enrolment at " + controller + " as " + applicant.party() + " " + applicant.number() + ": " + text,
                    cause));
            ctx.close();
        }
    }
}
