package io.mediachassis.backplane.link;

import io.mediachassis.backplane.identity.HandshakeThread;
import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;

/** The pipeline of a link, the same on both sides. */
final class LinkChannels {
    private static final int FLUSH_AFTER = 64;

    private LinkChannels() {}

    static void build(Channel channel, SslContext tls, LinkTrust trust, LinkContext context, LinkSession session) {
        SslHandler sslHandler = tls.newHandler(channel.alloc(), HandshakeThread.executor());
        // The session's own time-out covers TLS and hello together; this one only must not come before it.
        sslHandler.setHandshakeTimeout(context.settings().helloTimeout().toMillis() * 2, TimeUnit.MILLISECONDS);
        sslHandler.setCloseNotifyFlushTimeout(500, TimeUnit.MILLISECONDS);
        channel.pipeline()
                .addLast(sslHandler)
                .addLast(new Frames.Decoder(context.settings().maxFrameBytes()))
                .addLast(new FlushConsolidationHandler(FLUSH_AFTER, true))
                .addLast(new WireEvents(session, peer -> trust.name(certificateOf(peer))));
    }

    static WriteBufferWaterMark waterMark(LinkLimits limits) {
        return new WriteBufferWaterMark(limits.lowWaterBytes(), limits.highWaterBytes());
    }

    private static X509Certificate certificateOf(Channel channel) throws GeneralSecurityException, SSLPeerUnverifiedException {
        SslHandler sslHandler = channel.pipeline().get(SslHandler.class);
        if (sslHandler == null) {
            throw new GeneralSecurityException("no TLS on this channel");
        }
        return (X509Certificate) sslHandler.engine().getSession().getPeerCertificates()[0];
    }
}
