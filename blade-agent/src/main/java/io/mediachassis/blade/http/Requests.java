package io.mediachassis.blade.http;

import io.mediachassis.backplane.counter.Counts;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what is to be done about a request, by its form, method and path. Any thread; holds nothing of a request. */
final class Requests {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);
    private static final Set<HttpMethod> KNOWN = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT,
            HttpMethod.POST, HttpMethod.DELETE, HttpMethod.PATCH, HttpMethod.TRACE, HttpMethod.CONNECT);

    /** Fields that a page may send where it doesn't say which. */
    private static final String READ_FIELDS = "Range, If-Range, If-None-Match, If-Modified-Since, Cache-Control";
    /** Names of fields (RFC 9110 section 5.1), and commas between them. */
    private static final Pattern FIELDS =
            Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+(?: *, *[A-Za-z0-9!#$%&'*+.^_`|~-]+)*");
    private static final int MOST_FIELDS = 512;

    private final MediaResponder media;
    private final Replies replies;
    private final CopyGate gate;
    private final Counts<HttpCounter> counts;
    private volatile DistributionDesk distribution = (id, onward, client) -> CompletableFuture.failedFuture(
            new HttpRefusal(404, "this blade is no distribution server", "deliver to another one"));

    Requests(MediaResponder media, Replies replies, CopyGate gate, Counts<HttpCounter> counts) {
        this.media = media;
        this.replies = replies;
        this.gate = gate;
        this.counts = counts;
    }

    /** @param local address that the client connected to */
    Handling of(HttpRequest request, LocalEnd local) {
        counts.add(HttpCounter.REQUESTS, 1);
        Optional<RequestCheck.Fault> fault = RequestCheck.of(request);
        if (fault.isPresent()) {
            return malformed(fault.get());
        }
        HttpRoute route = HttpRoute.of(request.uri());
        HttpMethod method = request.method();
        boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        if (route instanceof HttpRoute.Ingest wanted && method.equals(HttpMethod.PUT)) {
            return take(request, wanted.id());
        } else if (route instanceof HttpRoute.Distribute wanted && method.equals(HttpMethod.PUT)) {
            return new Handling.Distribute(wanted.id());
        } else if (method.equals(HttpMethod.OPTIONS)) {
            return new Handling.Reply(options(request, route), false);
        } else if (takes(route) || !reads) {
            return new Handling.Reply(notAllowed(request, route), false);
        }
        CompletionStage<Answer> answer = media.answer(request, route, local);
        CompletableFuture<Answer> future = answer.toCompletableFuture();
        // Most are there: a detour over the loop's queue would cost a fifth of the request.
        return future.isDone() && !future.isCompletedExceptionally()
                ? new Handling.Reply(future.join(), false)
                : new Handling.Later(answer);
    }

    private Handling malformed(RequestCheck.Fault fault) {
        counts.add(HttpCounter.MALFORMED, 1);
        if (fault.ambiguous()) {
            counts.add(HttpCounter.AMBIGUOUS, 1);
        }
        return new Handling.Reply(replies.error(fault.status(), fault.error(), fault.hint()), true);
    }

    private Handling take(HttpRequest request, String programId) {
        try {
            if (!gate.mayIngest(MediaResponder.bearer(request), programId)) {
                throw new HttpRefusal(403, "the token is not valid for " + programId, "publish anew for a fresh one");
            }
            return new Handling.Take(programId);
        } catch (HttpRefusal refused) {
            // The body is on its way, or the client waits for 100: either way the connection can't be used again.
            return new Handling.Reply(replies.error(refused), true);
        }
    }

    /** A preflight asks for the fields of the player, which may be its own; nothing here goes by any but the known. */
    private Answer options(HttpRequest request, HttpRoute route) {
        String asked = request.headers().get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS, "");
        String fields = asked.length() <= MOST_FIELDS && FIELDS.matcher(asked).matches() ? asked : READ_FIELDS;
        return replies.empty(204)
                .with(HeadField.ALLOW, allow(route) + ", OPTIONS")
                .with(HeadField.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, OPTIONS")
                .with(HeadField.ACCESS_CONTROL_ALLOW_HEADERS, fields)
                .with(HeadField.ACCESS_CONTROL_MAX_AGE, "86400");
    }

    private Answer notAllowed(HttpRequest request, HttpRoute route) {
        // A method that nobody knows is 501, one that is not for this resource 405 (RFC 9110 section 9.1).
        return replies.error(KNOWN.contains(request.method()) ? 405 : 501,
                        request.method() + " is not served at " + request.uri(), "served: " + allow(route))
                .with(HeadField.ALLOW, allow(route));
    }

    private static String allow(HttpRoute route) {
        return takes(route) ? "PUT" : "GET, HEAD";
    }

    private static boolean takes(HttpRoute route) {
        return route instanceof HttpRoute.Ingest || route instanceof HttpRoute.Distribute;
    }

    /** Who takes streams in that go onward, from now on. */
    void distribution(DistributionDesk desk) {
        distribution = desk;
    }

    DistributionDesk distribution() {
        return distribution;
    }

    /** The answer to what went wrong. */
    Answer refused(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof HttpRefusal refusal) {
            return replies.error(refusal);
        }
        LOG.error("a request failed; it is answered 500", cause);
        return replies.error(new HttpRefusal(500, "internal error", "see the log of this blade"));
    }
}
