package io.mediachassis.blade.ingest;

import java.time.Duration;

/**
 * How ffmpeg is run.
 *
 * @param ffmpeg command
 * @param ffprobe command
 * @param probeLimit longest time for ffprobe
 * @param limit longest time for ffmpeg
 */
public record RemuxSettings(String ffmpeg, String ffprobe, Duration probeLimit, Duration limit) {
    /** From the path; 30 s to look at the file, 6 hours to remux it. */
    public static RemuxSettings defaults() {
        return new RemuxSettings("ffmpeg", "ffprobe", Duration.ofSeconds(30), Duration.ofHours(6));
    }
}
