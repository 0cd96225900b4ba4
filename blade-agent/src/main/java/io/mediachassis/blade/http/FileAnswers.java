package io.mediachassis.blade.http;

import io.mediachassis.backplane.counter.Counts;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** Answers with files: conditions first, then ranges (RFC 9110 sections 13 and 14). Any thread. */
final class FileAnswers {
    /** Can't be in a media file's part by chance that matters: clients go by the lengths. */
    private static final String BOUNDARY = "mediachassis-part-4f1c9a7e25";

    /**
     * What is to be sent.
     *
     * @param files one behind the other
     * @param length of all, bytes
     * @param tag the entity tag, without quotes
     * @param modifiedSeconds since the epoch
     */
    record Body(List<HeldProgram.Segment> files, long length, String type, String tag, long modifiedSeconds) {
        Body {
            files = List.copyOf(files);
        }
    }

    private final Replies replies;
    private final Counts<HttpCounter> counts;

    FileAnswers(Replies replies, Counts<HttpCounter> counts) {
        this.replies = replies;
        this.counts = counts;
    }

    Answer answer(HttpHeaders request, Body body) {
        String etag = "\"" + body.tag() + "\"";
        switch (Conditions.of(request, etag, body.modifiedSeconds())) {
            case UNCHANGED -> {
                counts.add(HttpCounter.NOT_MODIFIED, 1);
                return Answer.of(tagged(replies.empty(304), etag, body));
            }
            case FAILED -> {
                return Answer.of(tagged(
                        replies.error(412, "it is not what the request expects", "ask again without If-Match"),
                        etag, body));
            }
            case PROCEED -> { }
        }
        ByteRange range = Conditions.rangeHolds(request, etag, body.modifiedSeconds())
                ? ByteRange.of(request.get(HttpHeaderNames.RANGE, ""), body.length())
                : new ByteRange.Whole();
        if (range instanceof ByteRange.Part part) {
            return part(part, body, etag);
        }
        if (range instanceof ByteRange.Parts parts) {
            return parts(parts.parts(), body, etag);
        }
        if (range instanceof ByteRange.Whole) {
            HttpResponse head = head(200, etag, body);
            head.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, body.type())
                    .set(HttpHeaderNames.CONTENT_LENGTH, body.length());
            return new Answer(head, List.copyOf(FileSlices.cut(body.files(), 0, body.length() - 1)));
        }
        return refused(range instanceof ByteRange.Refused, body.length());
    }

    private Answer part(ByteRange.Part part, Body body, String etag) {
        HttpResponse head = head(206, etag, body);
        head.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, body.type())
                .set(HttpHeaderNames.CONTENT_LENGTH, part.length())
                .set(HttpHeaderNames.CONTENT_RANGE, contentRange(part, body.length()));
        return new Answer(head, List.copyOf(FileSlices.cut(body.files(), part.first(), part.last())));
    }

    /** multipart/byteranges (RFC 9110 section 14.6). */
    private Answer parts(List<ByteRange.Part> parts, Body body, String etag) {
        List<BodyPiece> pieces = new ArrayList<>();
        String before = "";
        for (ByteRange.Part part : parts) {
            pieces.add(new BodyPiece.Text(before + "--" + BOUNDARY + "\r\nContent-Type: " + body.type()
                    + "\r\nContent-Range: " + contentRange(part, body.length()) + "\r\n\r\n"));
            pieces.addAll(FileSlices.cut(body.files(), part.first(), part.last()));
            before = "\r\n";
        }
        pieces.add(new BodyPiece.Text("\r\n--" + BOUNDARY + "--\r\n"));
        HttpResponse head = head(206, etag, body);
        head.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "multipart/byteranges; boundary=" + BOUNDARY)
                .set(HttpHeaderNames.CONTENT_LENGTH, pieces.stream().mapToLong(BodyPiece::length).sum());
        return new Answer(head, pieces);
    }

    private Answer refused(boolean attack, long length) {
        if (attack) {
            counts.add(HttpCounter.RANGES_REFUSED, 1);
        }
        HttpResponse refusal = attack
                ? replies.error(416, "too many ranges, or the same bytes several times",
                        "at most " + ByteRange.MAX_RANGES + " ranges, " + ByteRange.MAX_OVERLAPS + " overlapping")
                : replies.error(416, "the range is beyond the end", "there are " + length + " bytes");
        refusal.headers().set(HttpHeaderNames.CONTENT_RANGE, "bytes */" + length);
        return Answer.of(refusal);
    }

    private HttpResponse head(int status, String etag, Body body) {
        HttpResponse head = tagged(replies.head(status), etag, body);
        head.headers().set(HttpHeaderNames.ACCEPT_RANGES, "bytes");
        return head;
    }

    private static <T extends HttpResponse> T tagged(T response, String etag, Body body) {
        response.headers()
                .set(HttpHeaderNames.ETAG, etag)
                .set(HttpHeaderNames.LAST_MODIFIED, Replies.date(body.modifiedSeconds()));
        return response;
    }

    private static String contentRange(ByteRange.Part part, long length) {
        return "bytes " + part.first() + "-" + part.last() + "/" + length;
    }
}
