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

    /** Whether consoles have to show a token. */
    boolean needsToken() {
        return gate.needsToken();
    }

    /** Whether somebody may play a program, if not everybody. */
    boolean isPublished(String programId) {
        return gate.fault(programId).isEmpty();
    }

    /**
     * What is told of a program without a token.
     *
     * @throws HttpRefusal 403 or 404: nobody may know of it now
     */
    void requirePublished(String programId) throws HttpRefusal {
        Optional<Access.Fault> fault = gate.fault(programId);
        if (fault.isPresent()) {
            throw refusal(fault.get());
        }
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
     * @throws HttpRefusal 401, 403 or 404
     */
    Let check(HttpRequest request, String programId, String client) throws HttpRefusal {
        if (!gate.needsToken()) {
            refuse(gate.check("", programId, client));
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
        return new Let(token, inQuery, refuse(gate.check(token, programId, client)).token());
    }

    private static Access.Granted refuse(Access access) throws HttpRefusal {
        if (access instanceof Access.Refused refused) {
            throw refusal(refused.fault());
        }
        return (Access.Granted) access;
    }

    private static HttpRefusal refusal(Access.Fault why) {
        return new HttpRefusal(why.status(), why.text(), why.hint(), why.challenge());
    }
}
