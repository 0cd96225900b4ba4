package io.mediachassis.sim.bench;

import io.mediachassis.sim.player.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The transport stream that paced rows send: constant 4 Mbit/s, null packets included, PCR on PID 256. */
final class PacedSample {
    static final int BITS_A_SECOND = 4_000_000;

    /** ffmpeg's first elementary stream. */
    static final int PCR_PID = 256;

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private PacedSample() {}

    /** Makes it in the folder, once for each length. */
    static Path make(Path folder, int seconds) throws IOException {
        Path sample = folder.resolve("cbr-" + seconds + "s.ts");
        if (Files.exists(sample)) {
            return sample;
        }
        Path part = sample.resolveSibling(sample.getFileName() + ".part");
        Tool.Result made = Tool.run(
                List.of(
                        "ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "error", "-y",
                        "-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=25", "-t", Integer.toString(seconds),
                        "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50",
                        "-b:v", "3600k", "-minrate", "3600k", "-maxrate", "3600k", "-bufsize", "1800k",
                        "-x264-params", "nal-hrd=cbr", "-f", "mpegts", "-muxrate", Integer.toString(BITS_A_SECOND),
                        part.toString()),
                LIMIT);
        double rate = made.ok() ? Files.size(part) * 8.0 / seconds / BITS_A_SECOND : 0;
        if (rate < 0.99 || rate > 1.01) {
            throw new IOException("ffmpeg did not make " + sample + " at " + BITS_A_SECOND + " bit/s (gave "
                    + Math.round(rate * 100) + " % of it): " + made.output().strip());
        }
        Files.move(part, sample);
        return sample;
    }
}
