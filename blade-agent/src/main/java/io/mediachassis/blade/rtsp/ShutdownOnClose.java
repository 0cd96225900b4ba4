package io.mediachassis.blade.rtsp;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;

/** Where we close a connection, the console shall see its end at once, although the supervisor has a copy of it. */
final class ShutdownOnClose extends ChannelOutboundHandlerAdapter {
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (ctx.channel() instanceof UnixChannel unix && unix.fd() instanceof Socket socket && socket.isOpen()) {
            try {
                socket.shutdown(true, true);
            } catch (IOException alreadyOver) {
                // The other side was faster.
            }
        }
        ctx.close(promise);
    }
}
