package io.mediachassis.blade.trick;

import io.mediachassis.blade.ts.TsSamples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Programs whose every picture bears its number as twelve bars, black for 0 and white for 1; and their reading. */
public final class NumberedPictures {
    public static final int RATE = 25;
    /** Pictures from one random access point to the next. */
    public static final int GROUP = 10;

    private static final int BITS = 12;
    private static final int BAR = 16;
    private static final int HEIGHT = 64;
    private static final ConcurrentHashMap<String, byte[]> MADE = new ConcurrentHashMap<>();

    private NumberedPictures() {}

    public static byte[] h264(int seconds) {
        return make(seconds, "-c:v", "libx264", "-preset", "veryfast", "-bf", "2", "-g", "" + GROUP, "-sc_threshold", "0");
    }

    /** At a constant 12 Mbit/s, most of it null packets: segments of some megabytes. */
    public static byte[] constantRate(int seconds) {
        return make(seconds, "-c:v", "libx264", "-preset", "veryfast", "-bf", "2", "-g", "" + GROUP, "-sc_threshold", "0",
                "-muxrate", "12M");
    }

    /** Groups whose I-pictures are no IDR pictures, and have leading pictures; CABAC or CAVLC. */
    public static byte[] h264Open(int seconds, boolean arithmetic) {
        return make(seconds, "-c:v", "libx264", "-preset", "veryfast", "-x264-params", "open-gop=1:bframes=2:keyint=" + GROUP
                + ":min-keyint=" + GROUP + ":scenecut=0:cabac=" + (arithmetic ? 1 : 0));
    }

    public static byte[] hevc(int seconds) {
        return make(seconds, "-c:v", "libx265", "-preset", "ultrafast", "-x265-params",
                "keyint=" + GROUP + ":min-keyint=" + GROUP + ":open-gop=1:bframes=2:scenecut=0:log-level=error");
    }

    public static byte[] mpeg2(int seconds) {
        return make(seconds, "-c:v", "mpeg2video", "-g", "" + GROUP, "-q:v", "3", "-sc_threshold", "1000000000");
    }

    private static byte[] make(int seconds, String... coding) {
        return MADE.computeIfAbsent(seconds + String.join(" ", coding), n -> {
            List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i",
                    "nullsrc=s=" + BITS * BAR + "x" + HEIGHT + ":r=" + RATE + ":d=" + seconds
                            + ",geq=lum='if(mod(floor(N/pow(2,floor(X/" + BAR + "))),2),235,16)':cb=128:cr=128",
                    "-f", "lavfi", "-i", "sine=f=440:d=" + seconds));
            command.addAll(List.of(coding));
            command.addAll(List.of("-pix_fmt", "yuv420p", "-c:a", "mp2", "-f", "mpegts", "pipe:1"));
            try {
                return TsSamples.run(command).out();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** What a decoder shows of a transport stream. */
    public record Shown(List<Integer> numbers, List<String> messages) {
        public Shown {
            numbers = List.copyOf(numbers);
            messages = List.copyOf(messages);
        }
    }

    /** Decodes with ffmpeg, and reads the number of each picture. */
    public static Shown decode(byte[] ts) throws IOException {
        Path file = Files.createTempFile("trick", ".ts");
        try {
            Files.write(file, ts);
            TsSamples.Ran ran = TsSamples.run(List.of("ffmpeg", "-nostdin", "-v", "warning", "-i", file.toString(),
                    "-map", "0:v", "-f", "rawvideo", "-fps_mode", "passthrough", "-pix_fmt", "gray", "pipe:1"));
            List<Integer> numbers = new ArrayList<>();
            byte[] raw = ran.out();
            int size = BITS * BAR * HEIGHT;
            for (int at = 0; at + size <= raw.length; at += size) {
                int number = 0;
                for (int bit = 0; bit < BITS; bit++) {
                    int luma = raw[at + HEIGHT / 2 * BITS * BAR + bit * BAR + BAR / 2] & 0xFF;
                    number |= luma > 125 ? 1 << bit : 0;
                }
                numbers.add(number);
            }
            // The sound (stream 1), which the tables still name, is left out: ffmpeg says that it looked for it.
            List<String> messages = new ArrayList<>(ran.messages().lines()
                    .filter(line -> !line.isBlank() && !line.matches(
                            ".*(stream = 1,|stream 1 |PES packet size mismatch|analyzeduration).*"))
                    .toList());
            messages.addAll(shownOutOfTurn(file));
            return new Shown(numbers, messages);
        } finally {
            Files.delete(file);
        }
    }

    /** Pictures whose presentation times are before those of pictures that the decoder has shown. */
    private static List<String> shownOutOfTurn(Path file) throws IOException {
        String times = new String(TsSamples.run(List.of("ffprobe", "-v", "quiet", "-select_streams", "v", "-show_entries",
                "frame=pts", "-of", "csv=p=0", file.toString())).out(), StandardCharsets.US_ASCII);
        List<String> found = new ArrayList<>();
        long last = Long.MIN_VALUE;
        for (String line : times.lines().toList()) {
            String number = line.replaceAll("[^0-9].*", "");
            long pts = number.isEmpty() ? last : Long.parseLong(number);
            if (pts < last) {
                found.add("a picture is shown at " + pts + " after one at " + last);
            }
            last = pts;
        }
        return found;
    }
}
