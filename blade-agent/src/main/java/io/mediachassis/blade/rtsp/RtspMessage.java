package io.mediachassis.blade.rtsp;

import java.util.OptionalLong;

/** What {@link RtspDecoder} finds in the bytes of a console. */
sealed interface RtspMessage {
    /**
     * A request.
     *
     * @param method as sent; methods are case-sensitive (RFC 2326 6.1)
     * @param uri as sent
     * @param cseq 0 to 2^32-1
     * @param body empty when none
     */
    record Request(String method, String uri, long cseq, RtspHeaders headers, String body) implements RtspMessage {
        String header(String name) {
            return headers.get(name).orElse("");
        }
    }

    /**
     * A frame between the requests (RFC 2326 10.12); from a console it is RTCP, whose content nobody needs yet.
     *
     * @param channel 0 to 255
     * @param length bytes, 0 to 65535
     */
    record Interleaved(int channel, int length) implements RtspMessage {}

    /**
     * Not a request.
     *
     * @param status the answer: 400, 413, 414, 505
     * @param cseq when it could still be read
     * @param fatal whether the start of the next request is unknown, so that the connection must be closed
     */
    record Malformed(int status, OptionalLong cseq, String reason, boolean fatal) implements RtspMessage {}

    /** The answer to a request that this server never sends. */
    record StrayResponse() implements RtspMessage {}
}
