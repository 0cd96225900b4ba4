package io.mediachassis.blade.rtsp;

import io.mediachassis.blade.rtsp.RtspMessage.Interleaved;
import io.mediachassis.blade.rtsp.RtspMessage.Malformed;
import io.mediachassis.blade.rtsp.RtspMessage.Request;
import io.mediachassis.blade.rtsp.RtspMessage.StrayResponse;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Splits a console's bytes into requests and {@code $}-framed packets (RFC 2326 4, 6 and 10.12).
 *
 * <p>Not netty's own RtspDecoder: a {@code $} within a body is no frame, so whatever stands in front of that decoder to
 * take out the frames must find the end of every head and know its Content-Length, which is nearly all there is to
 * decode; and that decoder is deaf for the rest of the connection after one malformed request, where RTSP can answer
 * 400 and go on as long as the end of the message is known.
 *
 * <pre>
 *   HEAD --"$"--> frame complete ---------------------------> HEAD   Interleaved
 *   HEAD --blank line, no body-----------------------------> HEAD   Request, Malformed, StrayResponse
 *   HEAD --blank line, Content-Length n--> BODY --n bytes--> HEAD   Request, Malformed, StrayResponse
 *   HEAD --head too large, body too large------------------> DEAF   Malformed(fatal)
 * </pre>
 */
final class RtspDecoder extends ByteToMessageDecoder {
    private static final int FRAME_HEADER = 4;
    private static final long MAX_CSEQ = 0xFFFF_FFFFL;

    private final int maxHeadBytes;
    private final int maxBodyBytes;
    /** Bytes of the head already searched for its end, so that a head that trickles in is not searched over again. */
    private int searched;

    private @Nullable Head head;
    private boolean deaf;

    RtspDecoder(int maxHeadBytes, int maxBodyBytes) {
        this.maxHeadBytes = maxHeadBytes;
        this.maxBodyBytes = maxBodyBytes;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (deaf) {
            in.skipBytes(in.readableBytes());
            return;
        }
        Head current = head;
        if (current == null) {
            skipBlankLines(in);
            if (!in.isReadable()) {
                return;
            }
            if (in.getByte(in.readerIndex()) == '$') {
                decodeFrame(in, out);
                return;
            }
            current = readHead(in, out);
            if (current == null) {
                return;
            }
        }
        if (in.readableBytes() < current.bodyBytes) {
            head = current;
            return;
        }
        head = null;
        String body = in.readCharSequence(current.bodyBytes, StandardCharsets.UTF_8).toString();
        out.add(current.toMessage(body));
    }

    private void skipBlankLines(ByteBuf in) {
        while (searched == 0 && in.isReadable()) {
            byte b = in.getByte(in.readerIndex());
            if (b != '\r' && b != '\n') {
                return;
            }
            in.skipBytes(1);
        }
    }

    private static void decodeFrame(ByteBuf in, List<Object> out) {
        if (in.readableBytes() < FRAME_HEADER) {
            return;
        }
        int length = in.getUnsignedShort(in.readerIndex() + 2);
        if (in.readableBytes() < FRAME_HEADER + length) {
            return;
        }
        out.add(new Interleaved(in.getUnsignedByte(in.readerIndex() + 1), length));
        in.skipBytes(FRAME_HEADER + length);
    }

    /** Null while incomplete, or when it is refused (already in {@code out}). */
    private @Nullable Head readHead(ByteBuf in, List<Object> out) {
        int end = endOfHead(in);
        int size = end < 0 ? in.readableBytes() : end;
        if (size > maxHeadBytes) {
            refuseForGood(in, out, 413, "head of more than " + maxHeadBytes + " bytes");
            return null;
        }
        if (end < 0) {
            return null;
        }
        searched = 0;
        Head read = Head.parse(in.readCharSequence(end, StandardCharsets.UTF_8).toString());
        if (read.bodyBytes < 0) {
            refuseForGood(in, out, 400, "Content-Length is not a number");
            return null;
        }
        if (read.bodyBytes > maxBodyBytes) {
            refuseForGood(in, out, 413, "body of more than " + maxBodyBytes + " bytes");
            return null;
        }
        return read;
    }

    /** Length of the head up to and with its blank line, or -1. A bare LF ends a line too, as some consoles send it. */
    private int endOfHead(ByteBuf in) {
        int start = in.readerIndex();
        int limit = Math.min(in.readableBytes(), maxHeadBytes + 1);
        for (int i = searched; i < limit; i++) {
            if (in.getByte(start + i) != '\n') {
                continue;
            }
            if (i >= 1 && in.getByte(start + i - 1) == '\n') {
                return i + 1;
            }
            if (i >= 2 && in.getByte(start + i - 1) == '\r' && in.getByte(start + i - 2) == '\n') {
                return i + 1;
            }
        }
        searched = limit;
        return -1;
    }

    private void refuseForGood(ByteBuf in, List<Object> out, int status, String reason) {
        deaf = true;
        in.skipBytes(in.readableBytes());
        out.add(new Malformed(status, OptionalLong.empty(), reason, true));
    }

    /** Request line and headers; {@code bodyBytes} -1 when the length can't be read. */
    private record Head(String line, RtspHeaders headers, int bodyBytes, @Nullable String flaw) {
        static Head parse(String text) {
            String[] lines = text.split("\r?\n", -1);
            RtspHeaders headers = new RtspHeaders();
            String flaw = null;
            for (int i = 1; i < lines.length; i++) {
                String line = lines[i];
                if (line.isEmpty()) {
                    break;
                }
                int colon = line.indexOf(':');
                if ((line.charAt(0) == ' ' || line.charAt(0) == '\t') && headers.size() > 0) {
                    headers.fold(line.strip());
                } else if (colon <= 0 || headers.size() == RtspHeaders.MAX) {
                    flaw = colon <= 0 ? "header line without a name" : "more than " + RtspHeaders.MAX + " headers";
                } else {
                    headers.add(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
                }
            }
            return new Head(lines[0], headers, bodyBytes(headers), flaw);
        }

        private static int bodyBytes(RtspHeaders headers) {
            Optional<String> length = headers.get("Content-Length");
            return length.isEmpty() ? 0 : length.get().matches("[0-9]{1,9}") ? Integer.parseInt(length.get()) : -1;
        }

        RtspMessage toMessage(String body) {
            if (line.startsWith("RTSP/")) {
                return new StrayResponse();
            }
            OptionalLong cseq = cseq();
            String[] words = line.split(" ", -1);
            if (words.length != 3 || words[0].isEmpty() || words[1].isEmpty()) {
                return new Malformed(400, cseq, "request line is not method, URL and version", false);
            }
            if (!words[2].equals("RTSP/1.0")) {
                boolean rtsp = words[2].startsWith("RTSP/");
                return new Malformed(rtsp ? 505 : 400, cseq, "version is not RTSP/1.0", !rtsp);
            }
            if (flaw != null) {
                return new Malformed(400, cseq, flaw, false);
            }
            if (cseq.isEmpty()) {
                return new Malformed(400, cseq, "no CSeq", false);
            }
            return new Request(words[0], words[1], cseq.getAsLong(), headers, body);
        }

        private OptionalLong cseq() {
            String text = headers.get("CSeq").orElse("");
            if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) > MAX_CSEQ) {
                return OptionalLong.empty();
            }
            return OptionalLong.of(Long.parseLong(text));
        }
    }
}
