package io.mediachassis.blade.http;

import io.mediachassis.backplane.link.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.net.InetSocketAddress;

/** The question to another engine for part of a segment, and whether an answer is one to it. */
final class SegmentRequest {
    /** Of a request that takes what is still on its way to the engine, as it comes. */
    static final AsciiString ARRIVING = AsciiString.cached("arriving");
    private static final int CONNECT_MS = 2000;
    private static final int CHUNK_BYTES = 65536;
    /** All that a source can be ahead of a client that reads slowly. */
    private static final int RECEIVE_BUFFER = 512 << 10;

    private SegmentRequest() {}

    /** Connects; nothing is read before somebody says so. */
    static ChannelFuture connect(EventLoop loop, InetSocketAddress to, ChannelHandler handler) {
        return new Bootstrap()
                .group(loop)
                .channel(Transport.of(loop).channel())
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MS)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new HttpClientCodec(4096, 8192, CHUNK_BYTES)).addLast(handler);
                    }
                })
                .connect(to);
    }

    static HttpRequest of(BodyPiece.Remote piece, InetSocketAddress to, String token) {
        HttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET,
                "/programs/" + piece.programId() + "/segments/" + piece.segment() + ".ts");
        request.headers()
                .set(HttpHeaderNames.HOST, to.getAddress().getHostAddress() + ":" + to.getPort())
                .set(HttpHeaderNames.AUTHORIZATION, "Bearer " + token)
                .set(ARRIVING, "yes")
                .set(HttpHeaderNames.RANGE, "bytes=" + range(piece));
        return request;
    }

    /** What is wrong with the head of an answer; empty when the bytes behind it are those that were asked for. */
    static String wrong(BodyPiece.Remote piece, HttpResponse response) {
        if (!response.decoderResult().isSuccess() || response.status().code() != 206) {
            return "it answers " + response.status();
        }
        String range = "bytes " + range(piece) + "/" + piece.total();
        return !range.equals(response.headers().get(HttpHeaderNames.CONTENT_RANGE))
                        || !("\"" + piece.tag() + "\"").equals(response.headers().get(HttpHeaderNames.ETAG))
                ? "it has other bytes"
                : "";
    }

    private static String range(BodyPiece.Remote piece) {
        return piece.offset() + "-" + (piece.offset() + piece.length() - 1);
    }
}
