package io.mediachassis.blade.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleConsumer;

/**
 * Makes a transport stream of a file with ffmpeg: codings that consoles play from a transport stream are copied, others
 * become H.264 and AAC. First video, first audio. One run by one thread; an object serves many.
 */
public final class Remux {
    private static final Set<String> VIDEO_COPIED = Set.of("h264", "hevc", "mpeg2video", "mpeg1video");
    private static final Set<String> AUDIO_COPIED = Set.of("aac", "mp2", "mp3", "ac3", "eac3");

    private final RemuxSettings settings;

    public Remux(RemuxSettings settings) {
        this.settings = settings;
    }

    /**
     * Runs it.
     *
     * @param percent told how far it is, on another thread; not at all when the duration isn't known
     * @throws IngestRefused when ffmpeg can't read the file, fails or takes too long
     * @throws X from the output handler, which ends ffmpeg
     */
    <X extends Exception> void run(Path file, DoubleConsumer percent, MediaProcess.OutputHandler<X> output)
            throws X, IngestRefused, IOException {
        MediaProbe media = MediaProbe.of(file, settings);
        MediaProcess process = MediaProcess.start(command(file, media), settings.limit(), (key, value) -> {
            if (key.equals("out_time_us") && media.seconds() > 0 && value.matches("[0-9]{1,18}")) {
                percent.accept(Math.min(100, Long.parseLong(value) / 10_000.0 / media.seconds()));
            }
        });
        process.read(output);
        process.requireSuccess("ffmpeg could not make a transport stream of the file");
    }

    List<String> command(Path file, MediaProbe media) {
        List<String> c = new ArrayList<>(List.of(settings.ffmpeg(), "-nostdin", "-v", "error", "-progress", "pipe:2",
                "-protocol_whitelist", "file,pipe", "-i", "file:" + file.toAbsolutePath()));
        if (!media.video().isEmpty()) {
            // V leaves out cover pictures.
            c.addAll(List.of("-map", "0:V:0", "-c:v"));
            c.addAll(VIDEO_COPIED.contains(media.video()) ? List.of("copy")
                    : List.of("libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-vf",
                            "scale=trunc(iw/2)*2:trunc(ih/2)*2", "-force_key_frames", "expr:gte(t,n_forced*2)"));
        }
        if (!media.audio().isEmpty()) {
            c.addAll(List.of("-map", "0:a:0", "-c:a"));
            c.addAll(AUDIO_COPIED.contains(media.audio()) ? List.of("copy")
                    : List.of("aac", "-b:a", "160k", "-ac", "2"));
        }
        c.addAll(List.of("-sn", "-dn", "-map_chapters", "-1", "-f", "mpegts", "pipe:1"));
        return c;
    }
}
