package io.mediachassis.blade.http;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What makes a request's head one that must not be served, and after which the connection is closed: its end may not be
 * where we think (request smuggling, RFC 9112 section 11.2), or it can't be read. Pure.
 */
final class RequestCheck {
    /**
     * Why not.
     *
     * @param ambiguous its body's length could be read in two ways
     */
    record Fault(int status, String error, String hint, boolean ambiguous) {}

    private RequestCheck() {}

    static Optional<Fault> of(HttpRequest request) {
        if (!request.decoderResult().isSuccess()) {
            return Optional.of(unreadable(request.decoderResult().cause()));
        }
        HttpVersion version = request.protocolVersion();
        if (version.majorVersion() != 1 || !version.protocolName().equals("HTTP")) {
            return fault(505, "version " + version + " is not served", "send HTTP/1.1", false);
        }
        boolean old = version.minorVersion() == 0;
        HttpHeaders headers = request.headers();
        int hosts = 0;
        // Not by getAll, which makes a list of each.
        Iterator<? extends CharSequence> named = headers.valueCharSequenceIterator(HttpHeaderNames.HOST);
        CharSequence host = "";
        for (; named.hasNext(); hosts++) {
            host = named.next();
        }
        if (hosts > 1 || (hosts == 0 && !old)) {
            return fault(400, (hosts == 0 ? "no" : "several") + " Host headers", "send one Host: NAME", false);
        }
        // A folded line behind it would have become a part of it (RFC 9112 section 5.2).
        if (host.length() > 0 && !Listings.isHost(host)) {
            return fault(400, "the Host header can't be read", "send one Host: NAME", false);
        }
        String expected = headers.get(HttpHeaderNames.EXPECT);
        if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
            return fault(417, "only 100-continue can be expected", "leave Expect out", false);
        }
        if (!headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return target(request.uri());
        }
        if (old) {
            return fault(400, "HTTP/1.0 has no Transfer-Encoding", "send HTTP/1.1", true);
        }
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return codings.size() == 1 && codings.get(0).strip().equalsIgnoreCase("chunked")
                ? target(request.uri())
                : fault(501, "this transfer coding is not served", "send Content-Length or chunked", true);
    }

    private static Optional<Fault> target(String uri) {
        for (int i = 0; i < uri.length(); i++) {
            if (uri.charAt(i) <= ' ' || uri.charAt(i) >= 0x7F) {
                return fault(400, "the target has characters that no URI has", "encode them with %", false);
            }
        }
        return Optional.empty();
    }

    private static Fault unreadable(@Nullable Throwable cause) {
        String why = String.valueOf(cause == null ? "" : cause.getMessage());
        boolean large = cause instanceof TooLongFrameException;
        if (large) {
            boolean line = why.contains("line");
            return new Fault(line ? 414 : 431, "the request is too large",
                    "shorten the " + (line ? "URL" : "headers"), false);
        }
        return new Fault(400, "the request can't be read", "send HTTP/1.1",
                why.contains("Content-Length") || why.contains("Transfer-Encoding"));
    }

    private static Optional<Fault> fault(int status, String error, String hint, boolean ambiguous) {
        return Optional.of(new Fault(status, error, hint, ambiguous));
    }
}
