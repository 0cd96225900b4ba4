package io.mediachassis.blade.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;
import java.nio.charset.StandardCharsets;

/** Writes responses; everything else (interleaved batches) passes through as it is. */
final class RtspEncoder extends MessageToByteEncoder<RtspResponse> {
    RtspEncoder() {
        super(RtspResponse.class);
    }

    @Override
    protected void encode(ChannelHandlerContext ctx, RtspResponse response, ByteBuf out) {
        StringBuilder text = new StringBuilder(512);
        text.append("RTSP/1.0 ")
                .append(response.status())
                .append(' ')
                .append(RtspResponse.reason(response.status()))
                .append("\r\n");
        response.headers().forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
        if (body.length > 0) {
            text.append("Content-Length: ").append(body.length).append("\r\n");
        }
        text.append("\r\n");
        out.writeCharSequence(text, StandardCharsets.UTF_8);
        out.writeBytes(body);
    }
}
