package io.mediachassis.blade.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Makes responses with the fields that all have: Date, Server, and CORS for players in browsers. Any thread. */
final class Replies {
    /** IMF-fixdate (RFC 9110 section 5.6.7); RFC_1123_DATE_TIME would give days of one digit. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private static final String COMMON = """
            server: Mediachassis
            access-control-allow-origin: *
            access-control-expose-headers: Accept-Ranges, Content-Length, Content-Range, ETag, Location
            """.replace("\n", "\r\n");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SECOND_NS = 1_000_000_000L;

    /** What all responses of a second have. */
    private static final class Stamp {
        private final byte[] common;
        /** When it is to be made anew; a Date header has whole seconds. */
        private final long untilNs;

        Stamp(byte[] common, long untilNs) {
            this.common = common;
            this.untilNs = untilNs;
        }
    }

    private record DateText(long epochSeconds, String text) {}

    private static volatile DateText lastDate = new DateText(0, DATE.format(Instant.EPOCH));

    private final Clock clock;
    private final Counts<HttpCounter> counts;
    private volatile Stamp stamp;

    Replies(Clock clock, Counts<HttpCounter> counts) {
        this.clock = clock;
        this.counts = counts;
        this.stamp = stamp(clock.nanoTime());
    }

    Answer json(int status, Object body) {
        try {
            return text(status, "application/json", JSON.writeValueAsString(body) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not writable as JSON: " + body, e);
        }
    }

    Answer text(int status, String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Answer(head(status)
                .add(HeadField.CONTENT_TYPE, type)
                .add(HeadField.CONTENT_LENGTH, bytes.length), bytes);
    }

    /** A response without a body. */
    Answer empty(int status) {
        Head head = head(status);
        return new Answer(status == 204 || status == 304 ? head : head.add(HeadField.CONTENT_LENGTH, 0));
    }

    /** The head of a response whose body follows. */
    Head head(int status) {
        return new Head(status, common());
    }

    Answer error(int status, String error, String hint) {
        counts.add(HttpCounter.REFUSED, 1);
        Map<String, String> body = new LinkedHashMap<>();
        body.put("error", error);
        body.put("hint", hint);
        return json(status, body);
    }

    Answer error(HttpRefusal why) {
        Answer answer = error(why.status(), String.valueOf(why.getMessage()), why.hint());
        return why.challenge().isEmpty() ? answer : answer.with(HeadField.WWW_AUTHENTICATE, why.challenge());
    }

    /** All of this blade's capacity is taken: 503, to be asked again soon. */
    Answer busy(String why) {
        return error(503, "this blade can send no more now: " + why, "ask again, or at the station's address")
                .with(HeadField.RETRY_AFTER, "1");
    }

    /** Made once a second: formatting a date costs more than all else of a small answer. */
    private byte[] common() {
        long nowNs = clock.nanoTime();
        Stamp last = stamp;
        if (nowNs - last.untilNs >= 0) {
            last = stamp(nowNs);
            stamp = last;
        }
        return last.common;
    }

    private Stamp stamp(long nowNs) {
        Instant now = clock.now();
        long restNs = SECOND_NS - now.toEpochMilli() % 1000 * 1_000_000;
        return new Stamp(Head.ascii("date: " + DATE.format(now) + "\r\n" + COMMON), nowNs + restNs);
    }

    /** A date as HTTP headers have it; that of the program asked for last is at hand. */
    static String date(long epochSeconds) {
        DateText last = lastDate;
        if (last.epochSeconds() != epochSeconds) {
            last = new DateText(epochSeconds, DATE.format(Instant.ofEpochSecond(epochSeconds)));
            lastDate = last;
        }
        return last.text();
    }
}
