package io.mediachassis.backplane.link;

import io.mediachassis.backplane.link.LinkException.Reason;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Hello;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The sending half of a link that is up. Any thread, but for the methods that say otherwise. */
final class EstablishedLink implements Link {
    private final LinkSession session;
    private final LinkContext context;
    private final Channel channel;
    private final Hello peer;
    private final String peerText;
    private final RequestTable<CompletableFuture<Envelope>> requests; // event loop only
    private @Nullable ScheduledFuture<?> requestTimer; // event loop only
    private long requestTimerNs; // event loop only
    private volatile boolean open = true;

    EstablishedLink(LinkSession session, LinkContext context, Channel channel, Hello peer, String peerText) {
        this.session = session;
        this.context = context;
        this.channel = channel;
        this.peer = peer;
        this.peerText = peerText;
        this.requests = new RequestTable<>(context.limits().outstandingRequests());
    }

    @Override
    public Hello peer() {
        return peer;
    }

    @Override
    public boolean send(Envelope.Builder message) {
        Envelope envelope = message.clearRequestId().clearReply().build();
        if (!open) {
            context.counters().add(LinkCounter.SENDS_CLOSED);
            return false;
        }
        if (isTooLarge(envelope)) {
            return false;
        }
        if (!channel.isWritable()) {
            context.counters().add(LinkCounter.SENDS_OVER_HIGH_WATER);
            return false;
        }
        write(envelope);
        return true;
    }

    @Override
    public CompletableFuture<Envelope> request(Envelope.Builder message, Duration timeout) {
        Envelope envelope = message.clearReply().build();
        long deadlineNs = context.clock().nanoTime() + timeout.toNanos();
        CompletableFuture<Envelope> answer = new CompletableFuture<>();
        if (channel.eventLoop().inEventLoop()) {
            start(envelope, deadlineNs, answer);
        } else {
            try {
                channel.eventLoop().execute(() -> start(envelope, deadlineNs, answer));
            } catch (java.util.concurrent.RejectedExecutionException e) {
                answer.completeExceptionally(closed());
            }
        }
        return answer;
    }

    private void start(Envelope envelope, long deadlineNs, CompletableFuture<Envelope> answer) {
        if (!open) {
            context.counters().add(LinkCounter.SENDS_CLOSED);
            answer.completeExceptionally(closed());
            return;
        }
        if (!channel.isWritable()) {
            context.counters().add(LinkCounter.SENDS_OVER_HIGH_WATER);
            answer.completeExceptionally(
                    new LinkException(Reason.BUSY, "link to " + peerText + " is above high water"));
            return;
        }
        OptionalLong id = requests.open(answer, deadlineNs);
        if (id.isEmpty()) {
            context.counters().add(LinkCounter.REQUESTS_OVER_LIMIT);
            answer.completeExceptionally(new LinkException(
                    Reason.BUSY,
                    "link to " + peerText + " has " + context.limits().outstandingRequests() + " requests waiting"));
            return;
        }
        Envelope numbered = envelope.toBuilder().setRequestId(id.getAsLong()).build();
        if (isTooLarge(numbered)) {
            requests.take(id.getAsLong());
            answer.completeExceptionally(new LinkException(
                    Reason.TOO_LARGE,
                    "request of " + numbered.getSerializedSize() + " bytes to " + peerText + ", the limit is "
                            + context.settings().maxFrameBytes()));
            return;
        }
        write(numbered);
        armRequestTimer();
    }

    @Override
    public void reply(Envelope request, Envelope.Builder answer) {
        if (request.getRequestId() == 0 || request.getReply()) {
            return;
        }
        Envelope envelope =
                answer.setRequestId(request.getRequestId()).setReply(true).build();
        if (!open) {
            context.counters().add(LinkCounter.SENDS_CLOSED);
        } else if (isTooLarge(envelope)) {
            fault(request, Fault.Code.INTERNAL, "the answer is over the frame limit of this link");
        } else {
            write(envelope);
        }
    }

    @Override
    public void fault(Envelope request, Fault.Code code, String text) {
        reply(
                request,
                Envelope.newBuilder()
                        .setFault(Fault.newBuilder().setCode(code).setText(HelloCheck.shown(text))));
    }

    @Override
    public void close() {
        session.close();
    }

    /** A heartbeat; left out above high water, where what is queued tells the peer as much. Event loop only. */
    void beat(Envelope heartbeat) {
        if (channel.isWritable()) {
            write(heartbeat);
        } else {
            context.counters().add(LinkCounter.HEARTBEATS_SKIPPED);
        }
    }

    /** A reply came. Event loop only. */
    void answered(Envelope reply) {
        CompletableFuture<Envelope> answer = requests.take(reply.getRequestId()).orElse(null);
        if (answer == null) {
            context.counters().add(LinkCounter.LATE_REPLIES);
        } else if (reply.hasFault()) {
            answer.completeExceptionally(LinkException.of(reply.getFault(), peerText));
        } else {
            answer.complete(reply);
        }
    }

    /** From here on nothing is sent. Event loop only. */
    void shut() {
        open = false;
    }

    /** Fails whatever waits; after {@link #shut}. Event loop only. */
    void abandonRequests() {
        if (requestTimer != null) {
            requestTimer.cancel(false);
        }
        requests.drain().forEach(answer -> answer.completeExceptionally(closed()));
    }

    private LinkException closed() {
        return new LinkException(Reason.CLOSED, "link to " + peerText + " is down");
    }

    private boolean isTooLarge(Envelope envelope) {
        if (envelope.getSerializedSize() <= context.settings().maxFrameBytes()) {
            return false;
        }
        context.counters().add(LinkCounter.SENDS_TOO_LARGE);
        return true;
    }

    private void write(Envelope envelope) {
        ByteBuf frame = Frames.encode(channel.alloc(), envelope);
        context.counters().add(LinkCounter.FRAMES_OUT);
        channel.writeAndFlush(frame).addListener((ChannelFuture future) -> {
            if (future.cause() != null) {
                session.failed(future.cause());
            }
        });
        // Replies pass the high-water mark; a peer that asks and never reads is dropped before it fills the memory.
        if (channel.bytesBeforeWritable() > 4L * context.limits().highWaterBytes()) {
            session.overrun();
        }
    }

    private void armRequestTimer() {
        OptionalLong next = requests.nextDeadlineNs();
        if (next.isEmpty() || (requestTimer != null && requestTimerNs - next.getAsLong() <= 0)) {
            return;
        }
        if (requestTimer != null) {
            requestTimer.cancel(false);
        }
        requestTimerNs = next.getAsLong();
        long waitNs = Math.max(0, requestTimerNs - context.clock().nanoTime());
        requestTimer = channel.eventLoop().schedule(this::expireRequests, waitNs, TimeUnit.NANOSECONDS);
    }

    private void expireRequests() {
        requestTimer = null;
        for (CompletableFuture<Envelope> answer : requests.expire(context.clock().nanoTime())) {
            context.counters().add(LinkCounter.REQUEST_TIMEOUTS);
            answer.completeExceptionally(new LinkException(Reason.TIMEOUT, "no answer in time from " + peerText));
        }
        armRequestTimer();
    }
}
