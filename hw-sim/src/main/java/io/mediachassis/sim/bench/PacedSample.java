package io.mediachassis.sim.bench;

import io.mediachassis.sim.player.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The transport streams that paced rows send: constant rate, null packets included, PCR on PID 256. */
final class PacedSample {
    static final int BITS_A_SECOND = 4_000_000;

    /** ffmpeg's first elementary stream. */
    static final int PCR_PID = 256;

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private PacedSample() {}

    /** Makes the usual one of 4 Mbit/s in the folder, once for each length. */
    static Path make(Path folder, int seconds) throws IOException {
        return make(folder, "cbr-" + seconds + "s", seconds, BITS_A_SECOND, "1280x720");
    }

    /** Makes one of another rate. */
    static Path make(Path folder, String name, int seconds, int bitsASecond, String size) throws IOException {
        Path sample = folder.resolve(name + ".ts");
        int video = bitsASecond * 9 / 10;
        if (Files.exists(sample)) {
            return sample;
        }
        Path part = sample.resolveSibling(sample.getFileName() + ".part");
        Tool.Result made = Tool.run(
                List.of(
                        "ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "error", "-y",
                        "-f", "lavfi", "-i", "testsrc2=size=" + size + ":rate=25", "-t", Integer.toString(seconds),
                        "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50",
                        "-b:v", "" + video, "-minrate", "" + video, "-maxrate", "" + video, "-bufsize", "" + video / 2,
                        "-x264-params", "nal-hrd=cbr", "-f", "mpegts", "-muxrate", Integer.toString(bitsASecond),
                        part.toString()),
                LIMIT);
        double rate = made.ok() ? Files.size(part) * 8.0 / seconds / bitsASecond : 0;
        if (rate < 0.99 || rate > 1.01) {
            throw new IOException("ffmpeg did not make " + sample + " at " + bitsASecond + " bit/s (gave "
                    + Math.round(rate * 100) + " % of it): " + made.output().strip());
        }
        Files.move(part, sample);
        return sample;
    }
}
