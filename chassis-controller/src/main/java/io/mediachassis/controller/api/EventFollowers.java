package io.mediachassis.controller.api;

import io.mediachassis.backplane.proto.UnitEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live followers of the event log, by server-sent events (WHATWG HTML, section 9.2): stored events after the number
 * asked for come first, then each new one. A follower that does not read is dropped rather than kept in memory; it comes
 * back with Last-Event-ID and misses nothing. On the event loop, except where said.
 */
final class EventFollowers {
    private static final Logger LOG = LoggerFactory.getLogger(EventFollowers.class);
    private static final int MAX_FOLLOWERS = 64;
    private static final int PAGE = 500;
    private static final int MAX_QUEUED_BYTES = 256 * 1024;
    private static final long COMMENT_MS = 15_000;

    private final Vertx vertx;
    private final UnitDesk desk;
    private final Set<Follower> followers = new HashSet<>();

    EventFollowers(Vertx vertx, UnitDesk desk) {
        this.vertx = vertx;
        this.desk = desk;
    }

    private static final class Follower {
        final HttpServerResponse response;
        final List<UnitEvent> waiting = new ArrayList<>();
        boolean live;
        long lastNumber;
        long timer;
        AutoCloseable subscription = () -> {};

        Follower(HttpServerResponse response, long after) {
            this.response = response;
            this.lastNumber = after;
        }
    }

    /** {@code GET /v1/events/follow?after=N}; a Last-Event-ID header says the same. Without either: from now on. */
    void follow(RoutingContext ctx) {
        if (followers.size() >= MAX_FOLLOWERS) {
            Replies.error(ctx, 503, MAX_FOLLOWERS + " followers are listening already", "close one, or try again later");
            return;
        }
        String from = ctx.request().getHeader("Last-Event-ID");
        if (from == null) {
            from = ctx.request().getParam("after");
        }
        long after = -1;
        try {
            after = from == null ? -1 : Long.parseUnsignedLong(from);
        } catch (NumberFormatException e) {
            Replies.error(ctx, 400, "after is a whole number from 0", "for example /v1/events/follow?after=0");
            return;
        }
        HttpServerResponse response = ctx.response()
                .setChunked(true)
                .putHeader("Content-Type", "text/event-stream; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .setWriteQueueMaxSize(MAX_QUEUED_BYTES);
        Follower follower = new Follower(response, after);
        followers.add(follower);
        response.closeHandler(v -> drop(follower));
        var unused = response.write(": events of the unit\n\n");
        Context loop = vertx.getOrCreateContext();
        follower.subscription = desk.follow(event -> loop.runOnContext(v -> onEvent(follower, event)));
        follower.timer = vertx.setPeriodic(COMMENT_MS, t -> write(follower, ": still here\n\n"));
        if (after < 0) {
            follower.live = true;
        } else {
            catchUp(follower);
        }
    }

    private void catchUp(Follower follower) {
        vertx.executeBlocking(() -> desk.events(follower.lastNumber, PAGE), false)
                .onSuccess(events -> {
                    events.forEach(event -> send(follower, event));
                    if (events.size() == PAGE) {
                        catchUp(follower);
                        return;
                    }
                    follower.live = true;
                    follower.waiting.forEach(event -> send(follower, event));
                    follower.waiting.clear();
                })
                .onFailure(failure -> {
                    LOG.warn("A follower's stored events can't be read: {}", failure.toString());
                    end(follower);
                });
    }

    private void onEvent(Follower follower, UnitEvent event) {
        if (follower.live) {
            send(follower, event);
        } else if (follower.waiting.size() < PAGE) {
            follower.waiting.add(event);
        } else {
            end(follower);
        }
    }

    private void send(Follower follower, UnitEvent event) {
        if (event.getNumber() > follower.lastNumber) {
            follower.lastNumber = event.getNumber();
            write(follower, "event: unit\nid: " + event.getNumber() + "\ndata: " + UnitJson.event(event) + "\n\n");
        }
    }

    private void write(Follower follower, String text) {
        if (!followers.contains(follower)) {
            return;
        }
        if (follower.response.writeQueueFull()) {
            LOG.info("A follower of the event log does not read and is dropped");
            end(follower);
            return;
        }
        var unused = follower.response.write(text);
    }

    private void end(Follower follower) {
        drop(follower);
        var unused = follower.response.end();
    }

    private void drop(Follower follower) {
        if (followers.remove(follower)) {
            vertx.cancelTimer(follower.timer);
            try {
                follower.subscription.close();
            } catch (Exception e) {
                LOG.warn("A follower of the event log could not be taken off: {}", e.toString());
            }
        }
    }

    /** Any thread: ends all followers. */
    void close() {
        vertx.runOnContext(v -> List.copyOf(followers).forEach(this::end));
    }
}
