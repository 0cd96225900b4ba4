package io.mediachassis.blade.http;

import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** The preconditions of a GET or HEAD (RFC 9110 section 13), in the order that its section 13.2.2 gives. Pure. */
final class Conditions {
    /** What the preconditions let happen. */
    enum Verdict {
        PROCEED,
        /** 304. */
        UNCHANGED,
        /** 412. */
        FAILED
    }

    private Conditions() {}

    /**
     * Evaluates all but If-Range.
     *
     * @param etag of what there is, strong, with its quotes
     * @param modifiedSeconds when that was made, since the epoch
     */
    static Verdict of(HttpHeaders headers, String etag, long modifiedSeconds) {
        String match = headers.get(HttpHeaderNames.IF_MATCH);
        String unmodified = headers.get(HttpHeaderNames.IF_UNMODIFIED_SINCE);
        if (match != null ? !lists(match, etag, false) : unmodified != null && isAfter(modifiedSeconds, unmodified)) {
            return Verdict.FAILED;
        }
        String none = headers.get(HttpHeaderNames.IF_NONE_MATCH);
        if (none != null) {
            return lists(none, etag, true) ? Verdict.UNCHANGED : Verdict.PROCEED;
        }
        String since = headers.get(HttpHeaderNames.IF_MODIFIED_SINCE);
        long sinceSeconds = since == null ? -1 : seconds(since);
        return sinceSeconds >= 0 && modifiedSeconds <= sinceSeconds ? Verdict.UNCHANGED : Verdict.PROCEED;
    }

    /** Whether If-Range lets the Range header hold: a strong tag or an exact date (RFC 9110 section 13.1.5). */
    static boolean rangeHolds(HttpHeaders headers, String etag, long modifiedSeconds) {
        String header = headers.get(HttpHeaderNames.IF_RANGE);
        if (header == null) {
            return true;
        }
        String value = header.strip();
        return value.endsWith("\"") ? value.equals(etag) : seconds(value) == modifiedSeconds;
    }

    private static boolean isAfter(long modifiedSeconds, String date) {
        long seconds = seconds(date);
        // A date that can't be read is ignored.
        return seconds >= 0 && modifiedSeconds > seconds;
    }

    /** -1 for what can't be read; netty reads all three forms that a server has to accept (RFC 9110 section 5.6.7). */
    @SuppressWarnings("JavaUtilDate")
    private static long seconds(String text) {
        @Nullable Date date = text.length() > 64 ? null : DateFormatter.parseHttpDate(text.strip());
        return date == null ? -1 : date.getTime() / 1000;
    }

    /** Whether a list of entity tags has this one; tags may hold commas, so the quotes count. */
    private static boolean lists(String list, String etag, boolean weakly) {
        String text = list.strip();
        if (text.equals("*")) {
            return true;
        }
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf('"', at);
            int close = open < 0 ? -1 : text.indexOf('"', open + 1);
            if (close < 0) {
                return false;
            }
            boolean weak = open >= 2 && text.startsWith("W/", open - 2);
            if ((weakly || !weak) && text.substring(open, close + 1).equals(etag)) {
                return true;
            }
            at = close + 1;
        }
        return false;
    }
}
