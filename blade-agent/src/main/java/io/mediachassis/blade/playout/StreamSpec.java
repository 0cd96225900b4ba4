package io.mediachassis.blade.playout;

import java.nio.charset.StandardCharsets;

/**
 * A stream to open. SSRC, sequence and timestamp are random for a new stream (RFC 3550 section 5.1) and those of the
 * last {@link StreamPoint} for one that is taken over.
 *
 * @param id chosen by the caller, unique among this thread's streams
 * @param firstSequence 0 to 65535
 * @param firstTimestamp RTP timestamp of the first packet
 * @param cname RTCP canonical name, 1 to 48 bytes of UTF-8
 * @param byeAtEnd whether an RTCP BYE follows the end of the program (players then stop at once); never at a pause or
 *     hand-over, which end some players for good
 * @param metrics where the stream counts
 */
public record StreamSpec(
        long id,
        PlayoutSource source,
        Destination destination,
        int ssrc,
        int firstSequence,
        int firstTimestamp,
        String cname,
        boolean byeAtEnd,
        StreamMetrics metrics,
        StreamListener listener) {
    public StreamSpec {
        int length = cname.getBytes(StandardCharsets.UTF_8).length;
        if (length < 1 || length > 48) {
            throw new IllegalArgumentException("an RTCP CNAME has 1 to 48 bytes here, not " + length);
        }
        if (firstSequence < 0 || firstSequence > 0xffff) {
            throw new IllegalArgumentException("RTP sequence must be 0 to 65535, is " + firstSequence);
        }
    }
}
