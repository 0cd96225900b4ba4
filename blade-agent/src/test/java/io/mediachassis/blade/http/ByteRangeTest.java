package io.mediachassis.blade.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
        for (String whole : List.of("", "bytes=", "bytes=-", "bytes=5-4", "bytes=,", "lines=0-1", "bytes=a-b",
                "bytes=0-1,x", "bytes=1-2-3", "bytes=--1", "bytes=+1-2", "bytes=0x1-2", "bytes=\u0661-")) {
            assertEquals(new ByteRange.Whole(), ByteRange.of(whole, 100), whole);
        }
    }

    @Test
    void numbersBeyondALong_areJustLarge() {
        String huge = "9".repeat(400);
        assertEquals(new ByteRange.Part(0, 99), ByteRange.of("bytes=0-" + huge, 100));
        assertEquals(new ByteRange.Part(0, 99), ByteRange.of("bytes=-" + huge, 100));
        assertEquals(new ByteRange.Unsatisfiable(), ByteRange.of("bytes=" + huge + "-", 100));
        assertEquals(new ByteRange.Unsatisfiable(), ByteRange.of("bytes=18446744073709551616-", 100));
    }

    @Test
    void severalRanges_keepTheirOrder() {
        assertEquals(
                new ByteRange.Parts(List.of(new ByteRange.Part(50, 59), new ByteRange.Part(0, 1),
                        new ByteRange.Part(99, 99))),
                ByteRange.of("bytes= 50-59 , 0-1,, -1", 100));
        assertEquals(new ByteRange.Part(3, 4), ByteRange.of("bytes=3-4,100-", 100), "one that is there is one part");
        assertEquals(new ByteRange.Unsatisfiable(), ByteRange.of("bytes=100-,200-300", 100));
    }

    @Test
    void whatOnlyCostsWork_isRefused() {
        assertEquals(new ByteRange.Refused(), ByteRange.of("bytes=" + "0-,".repeat(1300), 100));
        assertEquals(new ByteRange.Refused(), ByteRange.of("bytes=0-,1-,2-,3-", 100));
        StringBuilder apart = new StringBuilder("bytes=");
        for (int i = 0; i < ByteRange.MAX_RANGES; i++) {
            apart.append(2 * i).append('-').append(2 * i).append(',');
        }
        assertEquals(ByteRange.MAX_RANGES,
                assertInstanceOf(ByteRange.Parts.class, ByteRange.of(apart.toString(), 100)).parts().size());
        assertEquals(new ByteRange.Refused(), ByteRange.of(apart + "90-91", 100));
        assertInstanceOf(ByteRange.Parts.class, ByteRange.of("bytes=0-9,5-14,10-19", 100));
    }

    @Test
    void slices_spanSegments() {
        Path a = Path.of("a");
        Path b = Path.of("b");
        Path c = Path.of("c");
        var segments = List.of(segment(a, 10), segment(b, 5), segment(c, 10));
        assertEquals(List.of(slice(a, 3, 10, 9, 1), slice(b, 4, 5, 0, 5), slice(c, 5, 10, 0, 1)),
                FileSlices.ofSegments("p", 3, segments, 9, 15));
        assertEquals(List.of(slice(b, 4, 5, 0, 5)), FileSlices.ofSegments("p", 3, segments, 10, 14));
        assertEquals(3, FileSlices.ofSegments("p", 3, segments, 0, 24).size());
    }

    @Test
    void slices_leaveTimeToAskForWhatFollows() {
        Path a = Path.of("a");
        long long1 = 3 * FileSlices.AHEAD_BYTES;
        var segments = List.of(segment(a, long1), new HeldProgram.Segment(a, 5, "x", a, false), segment(a, long1));
        assertEquals(List.of(
                        slice(a, 0, long1, 0, 2 * FileSlices.AHEAD_BYTES),
                        slice(a, 0, long1, 2 * FileSlices.AHEAD_BYTES, FileSlices.AHEAD_BYTES),
                        new BodyPiece.Remote("p", 1, "x", 5, 0, 5),
                        slice(a, 2, long1, 0, long1)),
                FileSlices.ofSegments("p", 0, segments, 0, 2 * long1 + 4));
    }

    private static BodyPiece.Slice slice(Path file, int segment, long total, long offset, long length) {
        return new BodyPiece.Slice(file, offset, length,
                Optional.of(new BodyPiece.Remote("p", segment, "x", total, offset, length)));
    }

    private static HeldProgram.Segment segment(Path file, long bytes) {
        return new HeldProgram.Segment(file, bytes, "x", file);
    }

    @FuzzTest
    void range(byte[] data) {
        long length = data.length == 0 ? 0 : data[0] & 0xFF;
        ByteRange range = ByteRange.of(new String(data, StandardCharsets.UTF_8), length);
        List<ByteRange.Part> parts = range instanceof ByteRange.Parts several
                ? several.parts()
                : range instanceof ByteRange.Part one ? List.of(one) : List.of();
        for (ByteRange.Part part : parts) {
            if (part.first() < 0 || part.last() >= length || part.length() < 1) {
                throw new AssertionError(part + " of " + length);
            }
        }
    }

    @FuzzTest
    void route(byte[] data) {
        HttpRoute.of(new String(data, StandardCharsets.UTF_8));
    }
}
