package io.mediachassis.blade.storage;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mediachassis.blade.ts.SegmentIndex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a program consists of: the content of {@code manifest.json}, which also travels to engines that copy it.
 * Everything in one that came over the network is checked by {@link #fromJson} before it is believed.
 *
 * @param version of this form, 1
 * @param id see {@link ProgramId}
 * @param title free text, at most 500 characters
 * @param createdEpochMs when the program was taken in
 * @param durationTicks 27 MHz ticks
 * @param bytes of all segments
 * @param videoCodec ffmpeg's name (h264, hevc, mpeg2video ...) or "" where there is none
 * @param audioCodec ffmpeg's name (aac, mp2, ac3 ...) or ""
 * @param segments in order
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Manifest(int version, String id, String title, long createdEpochMs, long durationTicks, long bytes,
        String videoCodec, String audioCodec, List<Entry> segments) {
    static final int VERSION = 1;
    static final int MAX_SEGMENTS = 100_000;
    static final int MAX_JSON_BYTES = 32 << 20;
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** One segment; see {@link Segment} for the units. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Entry(long bytes, long startTicks, long durationTicks, String sha256, String indexSha256) {}

    public Manifest {
        segments = segments == null ? List.of() : List.copyOf(segments);
    }

    /** Mean, bit/s; 0 for a program without duration. */
    public long bitRate() {
        return durationTicks == 0 ? 0 : (long) (bytes * 8.0 * SegmentIndex.TICKS_PER_SECOND / durationTicks);
    }

    /** SHA-256 of {@link #toJson}: two programs with the same are byte for byte the same. */
    public byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(toJson());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The bytes of {@code manifest.json}; the same manifest always gives the same bytes, since they are hashed. */
    public byte[] toJson() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest is plain values", e);
        }
    }

    /**
     * Reads and checks a manifest.
     *
     * @throws IOException that says what is wrong with it
     */
    public static Manifest fromJson(byte[] json) throws IOException {
        if (json.length > MAX_JSON_BYTES) {
            throw new IOException("manifest of " + json.length + " bytes is above the limit of " + MAX_JSON_BYTES);
        }
        Manifest read;
        try {
            read = JSON.readValue(json, Manifest.class);
        } catch (JsonProcessingException e) {
            throw new IOException("manifest is not readable: " + e.getOriginalMessage(), e);
        }
        if (read == null) {
            throw new IOException("manifest is empty");
        }
        read.check();
        return read;
    }

    private void check() throws IOException {
        if (version != VERSION) {
            throw new IOException("manifest has version " + version + ", this software reads " + VERSION);
        }
        require(id != null && ProgramId.valid(id), "has a program id that is not allowed");
        require(title != null && title.length() <= ProgramId.MAX_TITLE, "has no title or a too long one");
        require(videoCodec != null && audioCodec != null, "names no codecs");
        require(!segments.isEmpty() && segments.size() <= MAX_SEGMENTS, "has " + segments.size() + " segments");
        long ticks = 0;
        long sum = 0;
        for (Entry e : segments) {
            require(e.bytes() > 0 && e.bytes() % 188 == 0 && e.bytes() <= 1L << 38, "has a segment of a wrong length");
            require(e.startTicks() == ticks && e.durationTicks() >= 0 && e.durationTicks() < 1L << 50,
                    "has segments that don't follow on one another");
            require(e.sha256() != null && HASH.matcher(e.sha256()).matches() && e.indexSha256() != null
                    && HASH.matcher(e.indexSha256()).matches(), "has a segment without its hashes");
            ticks += e.durationTicks();
            sum += e.bytes();
        }
        require(ticks == durationTicks && sum == bytes, "has a sum that is not that of its segments");
    }

    private static void require(boolean holds, String otherwise) throws IOException {
        if (!holds) {
            throw new IOException("manifest " + otherwise);
        }
    }

    /** The manifest as text, for exports. */
    @Override
    public String toString() {
        return new String(toJson(), StandardCharsets.UTF_8);
    }
}
