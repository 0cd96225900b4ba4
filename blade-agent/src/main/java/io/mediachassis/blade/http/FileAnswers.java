package io.mediachassis.blade.http;

import io.mediachassis.backplane.counter.Counts;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;

/** Answers with files: conditions first, then ranges (RFC 9110 sections 13 and 14). Any thread. */
final class FileAnswers {
    /** Can't be in a media file's part by chance that matters: clients go by the lengths. */
    private static final String BOUNDARY = "mediachassis-part-4f1c9a7e25";

    /** Finds the pieces that make a range, its last byte included. */
    interface Cut {
        List<BodyPiece> pieces(long first, long last);
    }

    /**
     * What is to be sent.
     *
     * @param length of all, bytes
     * @param tag the entity tag, without quotes
     * @param modifiedSeconds since the epoch
     */
    record Body(Cut cut, long length, String type, String tag, long modifiedSeconds) {}

    private final Replies replies;
    private final Counts<HttpCounter> counts;

    FileAnswers(Replies replies, Counts<HttpCounter> counts) {
        this.replies = replies;
        this.counts = counts;
    }

    Answer answer(HttpRequest asked, Body body) {
        HttpHeaders request = asked.headers();
        String etag = "\"" + body.tag() + "\"";
        switch (Conditions.of(request, etag, body.modifiedSeconds())) {
            case UNCHANGED -> {
                counts.add(HttpCounter.NOT_MODIFIED, 1);
                Answer unchanged = replies.empty(304);
                tag(unchanged.head(), etag, body);
                return unchanged;
            }
            case FAILED -> {
                Answer failed =
                        replies.error(412, "it is not what the request expects", "ask again without If-Match");
                tag(failed.head(), etag, body);
                return failed;
            }
            case PROCEED -> { }
        }
        // A Range means something with GET alone (RFC 9110 section 14.2).
        ByteRange range = asked.method().equals(HttpMethod.GET)
                        && Conditions.rangeHolds(request, etag, body.modifiedSeconds())
                ? ByteRange.of(request.get(HttpHeaderNames.RANGE, ""), body.length())
                : new ByteRange.Whole();
        if (range instanceof ByteRange.Part part) {
            return part(part, body, etag);
        }
        if (range instanceof ByteRange.Parts parts) {
            return parts(parts.parts(), body, etag);
        }
        if (range instanceof ByteRange.Whole) {
            return new Answer(head(200, etag, body)
                    .add(HeadField.CONTENT_TYPE, body.type())
                    .add(HeadField.CONTENT_LENGTH, body.length()), body.cut().pieces(0, body.length() - 1));
        }
        return refused(range instanceof ByteRange.Refused, body.length());
    }

    private Answer part(ByteRange.Part part, Body body, String etag) {
        return new Answer(head(206, etag, body)
                .add(HeadField.CONTENT_TYPE, body.type())
                .add(HeadField.CONTENT_LENGTH, part.length())
                .add(HeadField.CONTENT_RANGE, contentRange(part, body.length())),
                body.cut().pieces(part.first(), part.last()));
    }

    /** multipart/byteranges (RFC 9110 section 14.6). */
    private Answer parts(List<ByteRange.Part> parts, Body body, String etag) {
        List<BodyPiece> pieces = new ArrayList<>();
        String before = "";
        for (ByteRange.Part part : parts) {
            pieces.add(new BodyPiece.Text(before + "--" + BOUNDARY + "\r\nContent-Type: " + body.type()
                    + "\r\nContent-Range: " + contentRange(part, body.length()) + "\r\n\r\n"));
            pieces.addAll(body.cut().pieces(part.first(), part.last()));
            before = "\r\n";
        }
        pieces.add(new BodyPiece.Text("\r\n--" + BOUNDARY + "--\r\n"));
        return new Answer(head(206, etag, body)
                .add(HeadField.CONTENT_TYPE, "multipart/byteranges; boundary=" + BOUNDARY)
                .add(HeadField.CONTENT_LENGTH, pieces.stream().mapToLong(BodyPiece::length).sum()), pieces);
    }

    private Answer refused(boolean attack, long length) {
        if (attack) {
            counts.add(HttpCounter.RANGES_REFUSED, 1);
        }
        Answer refusal = attack
                ? replies.error(416, "too many ranges, or the same bytes several times",
                        "at most " + ByteRange.MAX_RANGES + " ranges, " + ByteRange.MAX_OVERLAPS + " overlapping")
                : replies.error(416, "the range is beyond the end", "there are " + length + " bytes");
        return refusal.with(HeadField.CONTENT_RANGE, "bytes */" + length);
    }

    private Head head(int status, String etag, Body body) {
        return tag(replies.head(status), etag, body).add(HeadField.ACCEPT_RANGES, "bytes");
    }

    private static Head tag(Head head, String etag, Body body) {
        return head.add(HeadField.ETAG, etag).add(HeadField.LAST_MODIFIED, Replies.date(body.modifiedSeconds()));
    }

    private static String contentRange(ByteRange.Part part, long length) {
        return "bytes " + part.first() + "-" + part.last() + "/" + length;
    }
}
