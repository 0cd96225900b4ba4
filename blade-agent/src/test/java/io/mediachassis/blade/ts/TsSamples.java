package io.mediachassis.blade.ts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Real transport streams made by ffmpeg, once per run of the tests. */
public final class TsSamples {
    private static final ConcurrentHashMap<String, byte[]> MADE = new ConcurrentHashMap<>();

    private TsSamples() {}

    public static byte[] h264() {
        return make("h264", 8, "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-pix_fmt", "yuv420p", "-c:a",
                "aac");
    }

    public static byte[] h264BFrames() {
        return make("h264b", 8, "-c:v", "libx264", "-preset", "veryfast", "-g", "25", "-bf", "2", "-flags", "+cgop",
                "-pix_fmt", "yuv420p", "-c:a", "ac3");
    }

    public static byte[] mpeg2() {
        return make("mpeg2", 8, "-c:v", "mpeg2video", "-g", "12", "-b:v", "1M", "-flags", "+cgop", "-sc_threshold",
                "1000000000", "-c:a", "mp2");
    }

    public static byte[] hevc() {
        return make("hevc", 6, "-c:v", "libx265", "-preset", "ultrafast", "-x265-params",
                "keyint=25:min-keyint=25:open-gop=0:log-level=error", "-pix_fmt", "yuv420p", "-c:a", "aac");
    }

    public static byte[] constantRate() {
        return make("cbr", 8, "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-pix_fmt", "yuv420p", "-b:v",
                "1M", "-maxrate", "1M", "-bufsize", "500k", "-c:a", "aac", "-muxrate", "2M");
    }

    /** With DVB's tables of its own: NIT and SDT of a service 77 in a transport stream 9 of network 5. */
    public static byte[] withServiceInformation() {
        return make("si", 8, "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-pix_fmt", "yuv420p", "-c:a", "aac",
                "-mpegts_transport_stream_id", "9", "-mpegts_original_network_id", "5", "-mpegts_service_id", "77",
                "-metadata", "service_name=Other", "-mpegts_flags", "nit", "-sdt_period", "0.3", "-nit_period", "0.4");
    }

    public static byte[] audioOnly() {
        return make("audio", 10, "-vn", "-c:a", "aac");
    }

    /** The same stream with one PAT and one PMT, as far from most key frames as they can be. */
    public static byte[] tablesOnlyAtTheStart(byte[] ts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int pmtPid = -1;
        boolean pat = false;
        boolean pmt = false;
        for (int at = 0; at < ts.length; at += TsPacket.SIZE) {
            int pid = TsPacket.pid(ts, at);
            if (pid == 0 && pmtPid < 0) {
                // Pointer field 0, 8 bytes of section head, program number, PID.
                pmtPid = ((ts[at + 15] & 0x1F) << 8) | (ts[at + 16] & 0xFF);
            }
            if ((pid == 0 && pat) || (pid == pmtPid && pmt)) {
                continue;
            }
            pat |= pid == 0;
            pmt |= pid == pmtPid;
            out.write(ts, at, TsPacket.SIZE);
        }
        return out.toByteArray();
    }

    private static byte[] make(String name, int seconds, String... coding) {
        return MADE.computeIfAbsent(name, n -> {
            List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i",
                    "testsrc2=s=320x180:r=25:d=" + seconds, "-f", "lavfi", "-i", "sine=f=440:d=" + seconds));
            command.addAll(List.of(coding));
            command.addAll(List.of("-f", "mpegts", "pipe:1"));
            try {
                return run(command).out();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** Output and messages of a command that has to succeed. */
    public static final class Ran {
        private final byte[] out;
        private final String messages;

        private Ran(byte[] out, String messages) {
            this.out = out;
            this.messages = messages;
        }

        public byte[] out() {
            return out;
        }

        public String messages() {
            return messages;
        }

        public List<String> lines() {
            return new String(out, StandardCharsets.UTF_8).lines().filter(l -> !l.isBlank()).toList();
        }
    }

    public static Ran run(List<String> command) throws IOException {
        Path messages = Files.createTempFile("ffmpeg", ".log");
        try {
            Process p = new ProcessBuilder(command).redirectError(messages.toFile()).start();
            p.getOutputStream().close();
            byte[] out = p.getInputStream().readAllBytes();
            int code = p.waitFor();
            String said = Files.readString(messages);
            if (code != 0) {
                throw new AssertionError(command + " ended with " + code + ": " + said);
            }
            return new Ran(out, said);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            Files.delete(messages);
        }
    }

    /** Decodes every frame; fails on any message of the decoder. Returns the number of frames of the stream. */
    public static int decode(Path file, String stream) throws IOException {
        Ran ran = run(List.of("ffmpeg", "-nostdin", "-v", "error", "-i", file.toString(), "-map", stream, "-f",
                "framecrc", "-fps_mode", "passthrough", "pipe:1"));
        if (!ran.messages().isBlank()) {
            throw new AssertionError(file + ": " + ran.messages());
        }
        return (int) ran.lines().stream().filter(l -> !l.startsWith("#")).count();
    }

    /** The 27 MHz PCR values of a stream in order, by a plain walk over its packets. */
    static List<Long> pcrs(byte[] ts) {
        List<Long> found = new ArrayList<>();
        for (int at = 0; at + 188 <= ts.length; at += 188) {
            long pcr = TsPacket.pcr(ts, at);
            if (pcr >= 0) {
                found.add(pcr);
            }
        }
        return found;
    }

    static Stream<byte[]> all() {
        return Stream.of(h264(), mpeg2(), constantRate(), audioOnly());
    }
}
