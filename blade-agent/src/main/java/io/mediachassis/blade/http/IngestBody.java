package io.mediachassis.blade.http;

import io.mediachassis.backplane.counter.Counts;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of a PUT on its way into the ingest desk, one piece at a time. While a piece is with the desk it is busy,
 * and the connection above stops reading. Event loop only.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class IngestBody {
    private static final byte[] CONTINUE = Head.ascii("HTTP/1.1 100 Continue\r\n\r\n");

    private final Channel channel;
    private final Counts<HttpCounter> counts;
    private final Consumer<@Nullable Throwable> onEnd;
    private final Runnable onReady;
    private IngestDesk.@Nullable Intake intake;
    private boolean busy = true;
    private boolean over;

    /**
     * Opens the delivery.
     *
     * @param onEnd called once, with what went wrong or null when all is safe; not after {@link #abort}
     * @param onReady called when it can take the next piece
     */
    IngestBody(
            Channel channel,
            IngestDesk desk,
            String programId,
            HttpRequest request,
            Counts<HttpCounter> counts,
            Consumer<@Nullable Throwable> onEnd,
            Runnable onReady) {
        this.channel = channel;
        this.counts = counts;
        this.onEnd = onEnd;
        this.onReady = onReady;
        long announced = HttpUtil.getContentLength(request, -1L);
        OptionalLong length = announced < 0 ? OptionalLong.empty() : OptionalLong.of(announced);
        boolean waits = HttpUtil.is100ContinueExpected(request);
        desk.begin(programId, title(request, programId), length).whenComplete(
                (opened, error) -> channel.eventLoop().execute(() -> begun(opened, error, waits)));
    }

    private void begun(IngestDesk.Intake opened, @Nullable Throwable error, boolean waits) {
        if (error != null) {
            end(error);
        } else if (over) {
            opened.abort("the client went away");
        } else {
            intake = opened;
            busy = false;
            if (waits) {
                channel.writeAndFlush(Unpooled.wrappedBuffer(CONTINUE));
            }
            onReady.run();
        }
    }

    private static String title(HttpRequest request, String programId) {
        List<String> titles = new QueryStringDecoder(request.uri()).parameters().getOrDefault("title", List.of());
        return titles.isEmpty() || titles.get(0).isBlank() ? programId : titles.get(0);
    }

    boolean busy() {
        return busy;
    }

    /** Takes the next piece; only when not busy. */
    void add(HttpContent content) {
        IngestDesk.Intake to = intake;
        if (over || to == null) {
            content.release();
            return;
        }
        if (!content.decoderResult().isSuccess()) {
            content.release();
            to.abort("the body can't be read");
            end(new HttpRefusal(400, "the body can't be read", "send Content-Length or proper chunks"));
            return;
        }
        boolean last = content instanceof LastHttpContent;
        int bytes = content.content().readableBytes();
        if (bytes == 0) {
            content.release();
            if (last) {
                finish(to);
            }
            return;
        }
        busy = true;
        CompletionStage<Void> written = to.write(content.content().nioBuffer());
        written.whenComplete((nothing, error) -> channel.eventLoop().execute(() -> {
            content.release();
            busy = false;
            if (error != null) {
                end(error);
            } else {
                counts.add(HttpCounter.INGEST_BYTES, bytes);
                if (last && !over) {
                    finish(to);
                } else if (!over) {
                    onReady.run();
                }
            }
        }));
    }

    private void finish(IngestDesk.Intake to) {
        busy = true;
        to.finish().whenComplete((nothing, error) -> channel.eventLoop().execute(() -> end(error)));
    }

    /** The client is gone. A piece that is with the desk stays valid until the desk is done with it. */
    void abort(String reason) {
        over = true;
        if (intake != null) {
            intake.abort(reason);
        }
    }

    private void end(@Nullable Throwable error) {
        if (!over) {
            over = true;
            onEnd.accept(error);
        }
    }
}
