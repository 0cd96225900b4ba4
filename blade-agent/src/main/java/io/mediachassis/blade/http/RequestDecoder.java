package io.mediachassis.blade.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Decodes requests more strictly than netty: one with both Content-Length and Transfer-Encoding, which two servers in a
 * row may read as different requests (RFC 9112 section 6.3), is an error here and not silently one of the two.
 */
final class RequestDecoder extends HttpRequestDecoder {
    private final LongSupplier nanoTime;
    private final LongConsumer received;

    /** @param received is told the time whenever bytes come */
    RequestDecoder(HttpDecoderConfig limits, LongSupplier nanoTime, LongConsumer received) {
        super(limits);
        this.nanoTime = nanoTime;
        this.received = received;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        received.accept(nanoTime.getAsLong());
        super.channelRead(ctx, message);
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
    }
}
