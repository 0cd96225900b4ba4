package io.mediachassis.blade.http;

import io.mediachassis.backplane.token.TokenClaims;
import io.mediachassis.blade.access.Access;
import io.mediachassis.blade.access.PlaybackGate;
import io.mediachassis.blade.access.ShownToken;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Optional;

/**
 * Whether a request may have the media that it asks for, by its token: in a field, in the query, or in a cookie. Any
 * thread.
 */
final class ConsoleAccess {
    private final PlaybackGate gate;

    ConsoleAccess(PlaybackGate gate) {
        this.gate = gate;
    }

    /** Whether no token is needed. */
    boolean isOpen() {
        return gate.isOpen();
    }

    /**
     * A request that was let in.
     *
     * @param token as shown, for where the client is sent next; empty where none is needed
     * @param inQuery whether it stood in the URL, so that URIs which are written for the client have it too
     * @param claims what it says
     */
    record Let(String token, boolean inQuery, Optional<TokenClaims> claims) {
        /** The answer, which no cache that others ask may keep, and which ends when the token is revoked. */
        Answer mark(Answer answer) {
            return claims.isEmpty()
                    ? answer
                    : answer.letIn(claims.get()).with(HeadField.CACHE_CONTROL, "private");
        }
    }

    private static final Let OPEN = new Let("", false, Optional.empty());

    /**
     * Checks it.
     *
     * @param programId or a set's name behind {@link PlaybackGate#SET_PREFIX}
     * @throws HttpRefusal 401, or 403
     */
    Let check(HttpRequest request, String programId, String client) throws HttpRefusal {
        if (gate.isOpen()) {
            return OPEN;
        }
        String token = ShownToken.inHeader(request.headers().get(HttpHeaderNames.AUTHORIZATION, ""));
        boolean inQuery = false;
        if (token.isEmpty()) {
            token = ShownToken.inQuery(request.uri());
            inQuery = !token.isEmpty();
        }
        if (token.isEmpty()) {
            token = ShownToken.inCookies(request.headers().get(HttpHeaderNames.COOKIE, ""));
        }
        Access access = gate.check(token, programId, client);
        if (access instanceof Access.Refused refused) {
            Access.Fault why = refused.fault();
            throw new HttpRefusal(why.status(), why.text(), why.hint(), why.challenge());
        }
        return new Let(token, inQuery, ((Access.Granted) access).token());
    }
}
