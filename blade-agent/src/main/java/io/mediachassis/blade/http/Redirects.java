package io.mediachassis.blade.http;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.http.HttpDesk.Place;
import io.netty.handler.codec.http.HttpRequest;

/** Answers about programs that are not here: where they are, or that they are nowhere. Any thread. */
final class Redirects {
    /** The query by which the director tells an engine that the client came by the station's address. */
    static final String AT_STATION = "at=station";

    private final Replies replies;
    private final Counts<HttpCounter> counts;

    Redirects(Replies replies, Counts<HttpCounter> counts) {
        this.replies = replies;
        this.counts = counts;
    }

    /** @param place anything but here */
    Answer moved(HttpRequest request, String id, Place place) {
        if (place instanceof Place.Elsewhere elsewhere) {
            counts.add(HttpCounter.REDIRECTS, 1);
            String base = elsewhere.httpBase();
            return replies.empty(307).with(HeadField.LOCATION,
                    (base.endsWith("/") ? base.substring(0, base.length() - 1) : base).concat(target(request)));
        }
        if (place instanceof Place.Busy busy) {
            return replies.error(503, "no engine can serve " + id + " now", "ask again later")
                    .with(HeadField.RETRY_AFTER, Integer.toString(Math.max(1, busy.retryAfterSeconds())));
        }
        return replies.error(404, "no program " + id, "see /programs");
    }

    /** The redirected request's target; an engine has to know that it is to send the player back to the station. */
    private static String target(HttpRequest request) {
        String uri = request.uri();
        String target = uri.startsWith("http://") ? uri.substring(uri.indexOf('/', 7)) : uri;
        int query = target.indexOf('?');
        return (query < 0 ? target : target.substring(0, query)).endsWith(".m3u8")
                ? (query < 0 ? target : target.substring(0, query)) + "?" + AT_STATION
                : target;
    }
}
