package io.mediachassis.blade.hls;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;

/**
 * How one segment is offered to HLS players. An engine that holds the segment finds it out and tells the others, as
 * JSON. Immutable.
 *
 * @param sha256 of the segment that it is about
 * @param format of the program; only the first segment's counts
 * @param mapBytes length of the PAT and PMT at the start of the file, for key frames without tables of their own; 0
 *     when all have them
 * @param fragments the whole file, in order
 * @param keyFrames in order; none without video
 * @param endTicks where the segment ends in program time, 27 MHz
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record SegmentLayout(
        int number, String sha256, MediaFormat format, long mapBytes, List<Fragment> fragments,
        List<KeyFrame> keyFrames, long endTicks) {
    private static final int MAX_JSON = 16 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * A key frame, tables in front of it included.
     *
     * @param ticks when it is shown, program time, 27 MHz
     */
    record KeyFrame(long offset, long length, long ticks) {}

    SegmentLayout {
        fragments = fragments == null ? List.of() : List.copyOf(fragments);
        keyFrames = keyFrames == null ? List.of() : List.copyOf(keyFrames);
    }

    static String toJson(List<SegmentLayout> layouts) {
        try {
            return JSON.writeValueAsString(layouts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("layouts are plain values", e);
        }
    }

    /** @throws IOException that says what is wrong with it */
    static List<SegmentLayout> fromJson(String json) throws IOException {
        if (json.length() > MAX_JSON) {
            throw new IOException("layouts of " + json.length() + " bytes");
        }
        try {
            return List.of(JSON.readValue(json, SegmentLayout[].class));
        } catch (JsonProcessingException | NullPointerException e) {
            throw new IOException("layouts are not readable: " + e.getMessage(), e);
        }
    }

    /** Whether it can be the layout of a segment with this hash and length. */
    boolean fits(int segment, String hash, long bytes) {
        long at = 0;
        for (Fragment fragment : fragments) {
            if (fragment.file() != number || fragment.offset() != at || fragment.length() <= 0
                    || fragment.ticks() < 0) {
                return false;
            }
            at += fragment.length();
        }
        return number == segment && hash.equals(sha256) && at == bytes && format != null && keyFrames.stream().allMatch(
                k -> k.offset() >= 0 && k.length() > 0 && k.offset() + k.length() <= bytes);
    }

    int weight() {
        return 2 + fragments.size() + keyFrames.size();
    }
}
