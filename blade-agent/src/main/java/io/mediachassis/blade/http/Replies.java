package io.mediachassis.blade.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Makes responses with the headers that all have: Date, Server, and CORS for players in browsers. Any thread. */
final class Replies {
    /** IMF-fixdate (RFC 9110 section 5.6.7); RFC_1123_DATE_TIME would give days of one digit. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    /** Not checked again: what of a request goes into a header has passed {@link RequestCheck}. */
    private static final HttpHeadersFactory HEADERS =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false);

    private static final AsciiString SERVER = AsciiString.cached("Mediachassis");
    private static final AsciiString ANY = AsciiString.cached("*");
    private static final AsciiString EXPOSED =
            AsciiString.cached("Accept-Ranges, Content-Length, Content-Range, ETag, Location");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final long SECOND_NS = 1_000_000_000L;

    /**
     * Date as text.
     *
     * @param untilNs when it is to be made anew; a Date header has whole seconds
     */
    private record Stamp(AsciiString text, long untilNs) {}

    private final Clock clock;
    private final Counts<HttpCounter> counts;
    private volatile Stamp stamp;

    Replies(Clock clock, Counts<HttpCounter> counts) {
        this.clock = clock;
        this.counts = counts;
        this.stamp = stamp(clock.nanoTime());
    }

    FullHttpResponse json(int status, Object body) {
        try {
            return text(status, "application/json", JSON.writeValueAsString(body) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not writable as JSON: " + body, e);
        }
    }

    FullHttpResponse text(int status, String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(bytes), HEADERS,
                HEADERS);
        dress(response);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type).set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
        return response;
    }

    /** A response without a body. */
    FullHttpResponse empty(int status) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.EMPTY_BUFFER, HEADERS, HEADERS);
        dress(response);
        if (status != 204 && status != 304) {
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
        }
        return response;
    }

    /** The head of a response whose body follows. */
    HttpResponse head(int status) {
        HttpResponse response = new DefaultHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), HEADERS);
        dress(response);
        return response;
    }

    FullHttpResponse error(int status, String error, String hint) {
        counts.add(HttpCounter.REFUSED, 1);
        Map<String, String> body = new LinkedHashMap<>();
        body.put("error", error);
        body.put("hint", hint);
        return json(status, body);
    }

    FullHttpResponse error(HttpRefusal why) {
        FullHttpResponse response = error(why.status(), String.valueOf(why.getMessage()), why.hint());
        if (why.status() == 401) {
            response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        return response;
    }

    /** The same without its body, as HEAD is answered: Content-Length stays. */
    static HttpResponse withoutBody(HttpResponse response) {
        if (!(response instanceof FullHttpResponse full)) {
            return response;
        }
        HttpResponse head = new DefaultHttpResponse(full.protocolVersion(), full.status(), full.headers());
        full.release();
        return head;
    }

    private void dress(HttpResponse response) {
        response.headers()
                .set(HttpHeaderNames.DATE, date())
                .set(HttpHeaderNames.SERVER, SERVER)
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, ANY)
                .set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }

    /** Made once a second: formatting a date costs more than all else of a small answer. */
    private AsciiString date() {
        long nowNs = clock.nanoTime();
        Stamp last = stamp;
        if (nowNs - last.untilNs() >= 0) {
            last = stamp(nowNs);
            stamp = last;
        }
        return last.text();
    }

    private Stamp stamp(long nowNs) {
        Instant now = clock.now();
        long restNs = SECOND_NS - now.toEpochMilli() % 1000 * 1_000_000;
        return new Stamp(AsciiString.cached(DATE.format(now)), nowNs + restNs);
    }

    /** A date as HTTP headers have it. */
    static String date(long epochSeconds) {
        return DATE.format(Instant.ofEpochSecond(epochSeconds));
    }
}
