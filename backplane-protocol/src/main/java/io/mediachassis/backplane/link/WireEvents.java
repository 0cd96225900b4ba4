package io.mediachassis.backplane.link;

import io.mediachassis.backplane.identity.PeerName;
import io.mediachassis.backplane.proto.Envelope;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * What a channel tells, in the words of {@link LinkSession}; the last handler of the pipeline. A peer's end of the link
 * shows as its FIN (the channel allows half closure, so that a FIN is seen as such and not mixed up with a close of
 * ours), as its TLS close_notify, or as its RST, whichever comes first.
 */
final class WireEvents extends ChannelInboundHandlerAdapter {
    /** Reads who the peer is from its verified certificate. */
    interface CertificateReader {
        PeerName read(Channel channel) throws GeneralSecurityException, SSLPeerUnverifiedException;
    }

    private final LinkSession session;
    private final CertificateReader certificates;

    WireEvents(LinkSession session, CertificateReader certificates) {
        this.session = session;
        this.certificates = certificates;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        session.connected(ctx.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        session.received((Envelope) message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent tls) {
            if (tls.isSuccess()) {
                secured(ctx.channel());
            } else {
                session.tlsFailed(tls.cause());
            }
        } else if (event instanceof ChannelInputShutdownEvent
                || (event instanceof SslCloseCompletionEvent close && close.isSuccess())) {
            session.drop(LinkDown.CLOSED_BY_PEER, "closed by the peer");
        }
    }

    private void secured(Channel channel) {
        PeerName name;
        try {
            name = certificates.read(channel);
        } catch (GeneralSecurityException | SSLPeerUnverifiedException e) {
            session.unnamed(e);
            return;
        }
        session.secured(name);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
        if (WireError.isBadFrame(error)) {
            session.badFrame(error);
        } else if (WireError.isTls(error)) {
            session.tlsFailed(error);
        } else {
            session.failed(error);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.drop(LinkDown.BROKEN, "connection lost");
    }
}
