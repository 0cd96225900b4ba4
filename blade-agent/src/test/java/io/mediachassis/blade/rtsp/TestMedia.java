package io.mediachassis.blade.rtsp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A transport stream of constant rate made with ffmpeg, so that a position is a byte offset. */
final class TestMedia {
    private final byte[] bytes;
    private final long durationMs;
    static final long BIT_RATE = 1_504_000;
    /** How far ffmpeg's time stamps run ahead of its PCR (its muxdelay, 0.7 s), and one frame. */
    private static final long LEAD_MS = 760;

    private TestMedia(byte[] bytes, long durationMs) {
        this.bytes = bytes;
        this.durationMs = durationMs;
    }

    /** Null packets, for tests that look at no picture. */
    static TestMedia nullPackets(int seconds) {
        byte[] bytes = new byte[(int) (seconds * BIT_RATE / 8 / 188 * 188)];
        for (int i = 0; i < bytes.length; i += 188) {
            bytes[i] = 0x47;
            bytes[i + 1] = 0x1F;
            bytes[i + 2] = (byte) 0xFF;
            bytes[i + 3] = 0x10;
        }
        return new TestMedia(bytes, bytes.length * 8000L / BIT_RATE + LEAD_MS);
    }

    byte[] bytes() {
        return bytes;
    }

    long durationMs() {
        return durationMs;
    }

    long bitRate() {
        return BIT_RATE;
    }

    static TestMedia make(Path folder, int seconds) throws IOException, InterruptedException {
        Path file = folder.resolve("made.ts");
        Process ffmpeg = new ProcessBuilder(List.of(
                        "ffmpeg", "-nostdin", "-loglevel", "error", "-y",
                        "-f", "lavfi", "-i", "testsrc=size=320x240:rate=25",
                        "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000",
                        "-t", String.valueOf(seconds), "-c:v", "libx264", "-preset", "ultrafast", "-bf", "0",
                        "-g", "25", "-b:v", "600k", "-maxrate", "600k", "-bufsize", "300k", "-pix_fmt", "yuv420p",
                        "-c:a", "aac", "-b:a", "64k", "-muxrate", String.valueOf(BIT_RATE), "-f", "mpegts",
                        file.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("ffmpeg.log").toFile())
                .start();
        if (!ffmpeg.waitFor(60, TimeUnit.SECONDS) || ffmpeg.exitValue() != 0) {
            throw new IOException("ffmpeg made no file: " + Files.readString(folder.resolve("ffmpeg.log")));
        }
        byte[] bytes = Files.readAllBytes(file);
        return new TestMedia(bytes, bytes.length * 8000L / BIT_RATE);
    }

    /** Byte offset of a position, at the start of a packet. */
    int offset(long ms) {
        return (int) Math.min(bytes.length, ms * BIT_RATE / 8000 / 188 * 188);
    }
}
