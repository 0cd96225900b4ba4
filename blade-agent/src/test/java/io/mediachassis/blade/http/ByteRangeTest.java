package io.mediachassis.blade.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ByteRangeTest {
    @Test
    void ranges_areCutToTheBody() {
        assertEquals(new ByteRange.Part(0, 9), ByteRange.of("bytes=0-9", 100));
        assertEquals(new ByteRange.Part(90, 99), ByteRange.of("bytes=90-200", 100));
        assertEquals(new ByteRange.Part(99, 99), ByteRange.of("Bytes=99-", 100));
        assertEquals(new ByteRange.Part(95, 99), ByteRange.of("bytes=-5", 100));
        assertEquals(new ByteRange.Part(0, 99), ByteRange.of("bytes=-500", 100));
        for (String beyond : List.of("bytes=100-", "bytes=100-101", "bytes=-0")) {
            assertEquals(new ByteRange.Unsatisfiable(), ByteRange.of(beyond, 100), beyond);
        }
        for (String whole : List.of("", "bytes=", "bytes=-", "bytes=5-4", "bytes=0-1,3-4", "lines=0-1",
                "bytes=a-b", "bytes=0-99999999999999999999")) {
            assertEquals(new ByteRange.Whole(), ByteRange.of(whole, 100), whole);
        }
    }

    @Test
    void slices_spanSegments() {
        Path a = Path.of("a");
        Path b = Path.of("b");
        Path c = Path.of("c");
        var segments = List.of(segment(a, 10), segment(b, 5), segment(c, 10));
        assertEquals(
                List.of(new FileSlices.Slice(a, 9, 1), new FileSlices.Slice(b, 0, 5), new FileSlices.Slice(c, 0, 1)),
                FileSlices.cut(segments, 9, 15));
        assertEquals(List.of(new FileSlices.Slice(b, 0, 5)), FileSlices.cut(segments, 10, 14));
        assertEquals(3, FileSlices.cut(segments, 0, 24).size());
    }

    private static HeldProgram.Segment segment(Path file, long bytes) {
        return new HeldProgram.Segment(file, bytes, "x", file);
    }

    @FuzzTest
    void range(byte[] data) {
        long length = data.length == 0 ? 0 : data[0] & 0xFF;
        if (ByteRange.of(new String(data, StandardCharsets.UTF_8), length) instanceof ByteRange.Part part
                && (part.first() < 0 || part.last() >= length || part.length() < 1)) {
            throw new AssertionError(part + " of " + length);
        }
    }

    @FuzzTest
    void route(byte[] data) {
        HttpRoute.of(new String(data, StandardCharsets.UTF_8));
    }
}
