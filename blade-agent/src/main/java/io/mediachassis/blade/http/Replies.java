package io.mediachassis.blade.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes responses with the headers that all have: Date, Server, and CORS for players in browsers. Any thread. */
final class Replies {
    private static final DateTimeFormatter DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Clock clock;
    private final Counts<HttpCounter> counts;

    Replies(Clock clock, Counts<HttpCounter> counts) {
        this.clock = clock;
        this.counts = counts;
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
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(bytes));
        dress(response);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type).set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
        return response;
    }

    /** A response without a body. */
    FullHttpResponse empty(int status) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.EMPTY_BUFFER);
        dress(response);
        if (status != 204 && status != 304) {
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
        }
        return response;
    }

    /** The head of a response whose body follows. */
    HttpResponse head(int status) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
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

    private void dress(HttpResponse response) {
        response.headers()
                .set(HttpHeaderNames.DATE, DATE.format(clock.now()))
                .set(HttpHeaderNames.SERVER, "Mediachassis")
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS,
                        "Accept-Ranges, Content-Length, Content-Range, ETag, Location");
    }
}
