package io.mediachassis.sim.player;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** ffmpeg as a console that counts what it decodes, and as the maker of samples. Blocking; any thread. */
public final class Ffmpeg {
    private static final Pattern FRAME = Pattern.compile("frame=\\s*(\\d+)");
    private static final Pattern PLAYED = Pattern.compile("out_time_us=(\\d+)");

    /** It goes on with the next pair of ports: another player has the one that it tried. */
    private static final String PORT_TAKEN = "bind failed: Address already in use";

    private Ffmpeg() {}

    /**
     * What a play gave.
     *
     * @param frames video frames decoded; 0 of sound
     * @param seconds of media decoded
     * @param complaints lines that ffmpeg printed at level error
     */
    public record Played(boolean ok, int frames, double seconds, List<String> complaints) {}

    /** What of the media is decoded. */
    public enum Part {
        PICTURES("0:v:0"),
        SOUND("0:a:0");

        private final String stream;

        Part(String stream) {
            this.stream = stream;
        }
    }

    /** How RTSP carries the media. */
    public enum Transport {
        UDP,
        TCP,
        HTTP
    }

    /** Plays a URL and decodes its pictures. */
    public static Played play(String url, Transport transport, int seconds, Duration limit) throws IOException {
        return play(url, transport, Part.PICTURES, seconds, limit);
    }

    /**
     * Plays a URL and decodes a part of it.
     *
     * @param seconds of media to play; 0: to the end
     */
    public static Played play(String url, Transport transport, Part part, int seconds, Duration limit)
            throws IOException {
        return play(List.of(), url, transport, part, seconds, limit);
    }

    /**
     * The same somewhere else.
     *
     * @param within what the command begins with
     */
    public static Played play(
            List<String> within, String url, Transport transport, Part part, int seconds, Duration limit)
            throws IOException {
        List<String> command = new ArrayList<>(within);
        command.addAll(List.of("ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "error"));
        if (transport != Transport.HTTP) {
            command.addAll(List.of("-rtsp_transport", transport == Transport.UDP ? "udp" : "tcp"));
        }
        command.addAll(List.of("-i", url, "-map", part.stream));
        if (seconds > 0) {
            command.addAll(List.of("-t", Integer.toString(seconds)));
        }
        command.addAll(List.of("-f", "null", "-progress", "-", "-"));
        Tool.Result result = Tool.run(command, limit);
        int frames = 0;
        double played = 0;
        List<String> complaints = new ArrayList<>();
        for (String line : result.output().lines().toList()) {
            Matcher frame = FRAME.matcher(line);
            Matcher time = PLAYED.matcher(line);
            if (frame.find()) {
                frames = Integer.parseInt(frame.group(1));
            } else if (time.find()) {
                played = Long.parseLong(time.group(1)) / 1e6;
            } else if (!line.matches("[a-z0-9_.]+=.*") && !line.contains(PORT_TAKEN)) {
                complaints.add(line);
            }
        }
        return new Played(result.ok(), frames, played, complaints);
    }

    /** Whether a file has moving pictures, or only sound (with a cover, maybe). */
    public static boolean hasPictures(Path file) throws IOException {
        Tool.Result result = Tool.run(
                List.of(
                        "ffprobe", "-loglevel", "error", "-select_streams", "V", "-show_entries", "stream=codec_type",
                        "-of", "csv=p=0", file.toString()),
                Duration.ofSeconds(30));
        return result.output().contains("video");
    }

    /** Whether a picture of this URL could be decoded, over UDP; returns as soon as there is one. */
    public static boolean firstPicture(String url, Duration limit) throws IOException {
        return Tool.run(
                        List.of(
                                "ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "error", "-rtsp_transport", "udp",
                                "-i", url, "-map", "0:v:0", "-frames:v", "1", "-f", "null", "-"),
                        limit)
                .ok();
    }

    /**
     * Makes a transport stream with moving pictures, a clock and a tone: H.264 and AAC, 25 frames a second, a random
     * access point every two seconds.
     */
    public static void makeSample(Path file, int seconds) throws IOException {
        Tool.Result result = Tool.run(
                List.of(
                        "ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "error", "-y",
                        "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25",
                        "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000",
                        "-t", Integer.toString(seconds),
                        "-c:v", "libx264", "-preset", "ultrafast", "-b:v", "1500k", "-maxrate", "1500k",
                        "-bufsize", "1500k", "-g", "50", "-pix_fmt", "yuv420p",
                        "-c:a", "aac", "-b:a", "96k", "-f", "mpegts", file.toString()),
                Duration.ofMinutes(5));
        if (!result.ok()) {
            throw new IOException("ffmpeg could not make " + file + ": " + result.output().strip());
        }
    }
}
