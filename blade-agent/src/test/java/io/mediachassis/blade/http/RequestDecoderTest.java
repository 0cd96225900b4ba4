package io.mediachassis.blade.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rule that is ours, whatever netty makes of such a request: newer versions have it too, and a switch for it. */
class RequestDecoderTest {
    private static HttpRequest decoded(String request) {
        EmbeddedChannel channel = new EmbeddedChannel(new RequestDecoder(
                new HttpDecoderConfig().setUseRfc9112TransferEncoding(false), () -> 0, now -> {}));
        try {
            channel.writeInbound(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
            return channel.readInbound();
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void aLengthBesideChunks_isAFault() {
        for (String headers : List.of("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n",
                "transfer-encoding: CHUNKED\r\nCONTENT-LENGTH: 0\r\n")) {
            HttpRequest request = decoded("POST /x HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n0\r\n\r\n");
            assertFalse(request.decoderResult().isSuccess(), headers);
            RequestCheck.Fault fault = RequestCheck.of(request).orElseThrow();
            assertEquals(400, fault.status());
            assertTrue(fault.ambiguous(), headers);
        }
    }

    @Test
    void eitherAlone_isNone() {
        for (String headers : List.of("Content-Length: 0\r\n", "Transfer-Encoding: chunked\r\n")) {
            HttpRequest request = decoded("POST /x HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n0\r\n\r\n");
            assertTrue(request.decoderResult().isSuccess() && RequestCheck.of(request).isEmpty(), headers);
        }
    }
}
