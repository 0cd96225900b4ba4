package io.mediachassis.controller.headend.content;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A live stream as a source (seed 002, claim 9): UDP, RTP or RTSP, from now on for a time, as a transport stream. ffmpeg
 * receives it and copies its pictures and sound as they are. A stream that ends early, or falls silent, is kept as far as it
 * came: nobody sends the rest again.
 */
final class Recording implements Provider {
    /** What addresses of such sources begin with. */
    static final Set<String> SCHEMES = Set.of("udp", "rtp", "rtsp");
    /** The longest recording, in seconds. */
    static final int MOST_S = 24 * 3600;

    private static final Logger LOG = LoggerFactory.getLogger(Recording.class);
    private static final int MOST_MESSAGE_BYTES = 500;
    private static final long END_S = 5;

    private final String ffmpeg;
    private final Duration length;
    private final Duration silence;

    /**
     * Of one source.
     *
     * @param ffmpeg the program
     * @param length from the first packet on; pictures begin with the first key frame
     * @param silence after which the stream is over
     */
    Recording(String ffmpeg, Duration length, Duration silence) {
        this.ffmpeg = ffmpeg;
        this.length = length;
        this.silence = silence;
    }

    static boolean records(URI source) {
        return SCHEMES.contains(String.valueOf(source.getScheme()).toLowerCase(Locale.ROOT));
    }

    @Override
    public Opened open(URI source, long offset) throws IOException {
        if (offset > 0) {
            throw new Hopeless("a recording can't go on where it broke off");
        }
        Process process;
        try {
            process = new ProcessBuilder(command(source)).start();
        } catch (IOException e) {
            throw new Hopeless(ffmpeg + " could not be started; install ffmpeg at the controller, or configure content.ffmpeg");
        }
        process.getOutputStream().close();
        return new Opened(new Stream(process, source), -1, "", 0);
    }

    private List<String> command(URI source) {
        String microseconds = Long.toString(TimeUnit.MILLISECONDS.toMicros(silence.toMillis()));
        List<String> command = new ArrayList<>(List.of(
                ffmpeg, "-hide_banner", "-nostdin", "-loglevel", "error",
                // What a session description names is no file of this machine.
                "-protocol_whitelist", "udp,rtp,rtsp,tcp", "-timeout", microseconds));
        switch (String.valueOf(source.getScheme()).toLowerCase(Locale.ROOT)) {
            case "rtsp" -> command.addAll(List.of("-rtsp_transport", "tcp"));
            case "udp" -> command.addAll(List.of("-buffer_size", "4194304", "-overrun_nonfatal", "1"));
            default -> { }
        }
        command.addAll(List.of(
                "-i", source.toString(), "-t", Long.toString(length.toSeconds()), "-map", "0:v?", "-map", "0:a?",
                "-c", "copy", "-f", "mpegts", "pipe:1"));
        return command;
    }

    /** What ffmpeg writes; closing ends it. One thread, but for {@link #close}. */
    private static final class Stream extends FilterInputStream {
        private final Process process;
        private final URI source;
        private volatile boolean closed;
        private long bytes;

        Stream(Process process, URI source) {
            super(process.getInputStream());
            this.process = process;
            this.source = source;
        }

        @Override
        public int read(byte[] to, int from, int count) throws IOException {
            int read = super.read(to, from, count);
            if (closed) {
                throw new IOException("the recording was broken off");
            }
            if (read < 0) {
                end();
            }
            bytes += Math.max(0, read);
            return read;
        }

        private void end() throws IOException {
            String said = new String(process.getErrorStream().readNBytes(MOST_MESSAGE_BYTES), StandardCharsets.UTF_8).strip();
            try {
                if (!process.waitFor(END_S, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new IOException("interrupted at the end of a recording", e);
            }
            if (bytes == 0) {
                throw new IOException(source.getAuthority() + " sends nothing that can be recorded"
                        + (said.isEmpty() ? "" : ": " + said));
            }
            if (!said.isEmpty()) {
                LOG.warn("The recording of {} has {} bytes and ended so: {}", source.getAuthority(), bytes, said);
            }
        }

        @Override
        public void close() {
            closed = true;
            process.destroyForcibly();
        }
    }
}
