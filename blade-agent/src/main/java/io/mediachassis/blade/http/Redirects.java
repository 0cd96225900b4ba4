package io.mediachassis.blade.http;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.access.ShownToken;
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

    /**
     * Tells where it is.
     *
     * @param place anything but here
     * @param token that the client showed, in whatever way: no player shows it elsewhere by itself; empty: none
     */
    Answer moved(HttpRequest request, String id, Place place, String token) {
        if (place instanceof Place.Elsewhere elsewhere) {
            counts.add(HttpCounter.REDIRECTS, 1);
            String base = elsewhere.httpBase();
            return replies.empty(307).with(HeadField.LOCATION,
                    (base.endsWith("/") ? base.substring(0, base.length() - 1) : base).concat(target(request, token)));
        }
        if (place instanceof Place.Busy busy) {
            return replies.error(503, "no engine can serve " + id + " now", "ask again later")
                    .with(HeadField.RETRY_AFTER, Integer.toString(Math.max(1, busy.retryAfterSeconds())));
        }
        return replies.error(404, "no program " + id, "see /programs");
    }

    /** The redirected request's target; an engine has to know that it is to send the player back to the station. */
    private static String target(HttpRequest request, String token) {
        String uri = request.uri();
        String target = uri.startsWith("http://") ? uri.substring(uri.indexOf('/', 7)) : uri;
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        if (path.endsWith(".m3u8")) {
            return ShownToken.with(path + "?" + AT_STATION, token);
        }
        return query >= 0 && !ShownToken.inQuery(target).isEmpty() ? target : ShownToken.with(target, token);
    }
}
