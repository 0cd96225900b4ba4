package io.mediachassis.blade.http;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a Range and the conditions of a request may be. The kept inputs run as tests; with JAZZER_FUZZ=1 new ones are looked for. */
class HttpFuzzTest {
    private static final long LENGTH = 1000;
    private static final String TAG = "\"abc\"";

    @FuzzTest
    void range(byte[] data) {
        ByteRange range = ByteRange.of(new String(data, StandardCharsets.ISO_8859_1), LENGTH);
        if (range instanceof ByteRange.Part part) {
            within(part);
        } else if (range instanceof ByteRange.Parts parts) {
            List<ByteRange.Part> all = parts.parts();
            if (all.size() < 2 || all.size() > ByteRange.MAX_RANGES) {
                throw new AssertionError(all.size() + " parts");
            }
            all.forEach(HttpFuzzTest::within);
            long sent = all.stream().mapToLong(ByteRange.Part::length).sum();
            if (sent > LENGTH * (1 + ByteRange.MAX_OVERLAPS)) {
                throw new AssertionError(sent + " bytes of " + LENGTH);
            }
        }
    }

    private static void within(ByteRange.Part part) {
        if (part.first() < 0 || part.last() < part.first() || part.last() >= LENGTH) {
            throw new AssertionError("outside: " + part);
        }
    }

    /** The first byte says which field the rest is. */
    @FuzzTest
    void conditions(byte[] data) {
        String[] names = {"If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range"};
        if (data.length == 0) {
            return;
        }
        String name = names[Math.floorMod(data[0], names.length)];
        String value = new String(data, 1, data.length - 1, StandardCharsets.ISO_8859_1);
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders().add(name, value);
        Conditions.Verdict verdict = Conditions.of(headers, TAG, 1_700_000_000);
        boolean possible = switch (verdict) {
            case PROCEED -> true;
            case FAILED -> name.equals("If-Match") || name.equals("If-Unmodified-Since");
            case UNCHANGED -> name.equals("If-None-Match") || name.equals("If-Modified-Since");
        };
        if (!possible) {
            throw new AssertionError(name + ": " + value + " is " + verdict);
        }
        if (Conditions.rangeHolds(headers, TAG, 1_700_000_000) && name.equals("If-Range") && value.strip().endsWith("\"")
                && !value.strip().equals(TAG)) {
            throw new AssertionError("If-Range: " + value);
        }
    }
}
