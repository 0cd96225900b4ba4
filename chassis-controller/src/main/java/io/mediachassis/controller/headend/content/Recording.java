package io.mediachassis.controller.headend.content;

import java.io.BufferedReader;
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
 * receives it and copies its pictures and sound as they are. A stream that ends early, or falls silent and is broken off, is
 * kept as far as it came: nobody sends the rest again.
 */
final class Recording implements Provider {
    /** What addresses of such sources begin with. */
    static final Set<String> SCHEMES = Set.of("udp", "rtp", "rtsp");
    /** The longest recording, in seconds. */
    static final int MOST_S = 24 * 3600;

    private static final Logger LOG = LoggerFactory.getLogger(Recording.class);
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
                "-protocol_whitelist", "udp,rtp,rtsp,tcp"));
        switch (String.valueOf(source.getScheme()).toLowerCase(Locale.ROOT)) {
            case "rtsp" -> command.addAll(List.of("-timeout", microseconds, "-rtsp_transport", "tcp"));
            case "udp" -> command.addAll(
                    List.of("-timeout", microseconds, "-buffer_size", "4194304", "-overrun_nonfatal", "1"));
            // ffmpeg knows no time-out for it; who reads breaks a silent one off.
            default -> { }
        }
        command.addAll(List.of(
                "-i", source.toString(), "-t", Long.toString(length.toSeconds()), "-map", "0:v?", "-map", "0:a?",
                "-c", "copy", "-f", "mpegts", "pipe:1"));
        return command;
    }

    /**
     * What ffmpeg writes. Closing ends it by its handle, since what it has written until then can still be read, which
     * {@link Process#destroy} would close. One thread, but for that.
     */
    private static final class Stream extends FilterInputStream {
        private final Process process;
        private final String source;
        private final Complaints complaints;
        private boolean closed;
        private long bytes;

        Stream(Process process, URI source) {
            super(process.getInputStream());
            this.process = process;
            // Without user and password.
            this.source = source.getHost() + (source.getPort() < 0 ? "" : ":" + source.getPort());
            this.complaints = new Complaints(process);
        }

        @Override
        public int read(byte[] to, int from, int count) throws IOException {
            int read = super.read(to, from, count);
            if (read < 0) {
                end();
            }
            bytes += Math.max(0, read);
            return read;
        }

        private void end() throws IOException {
            try {
                if (!process.waitFor(END_S, TimeUnit.SECONDS)) {
                    process.toHandle().destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.toHandle().destroyForcibly();
                Thread.currentThread().interrupt();
                throw new IOException("interrupted at the end of a recording", e);
            }
            String said = complaints.said();
            if (bytes == 0) {
                throw new IOException(source + " sends nothing that can be recorded" + (said.isEmpty() ? "" : ": " + said));
            }
            if (!said.isEmpty()) {
                LOG.warn("The recording of {} has {} bytes; ffmpeg said: {}", source, bytes, said);
            }
        }

        /** The second time it ends at once: it did not by itself. */
        @Override
        public synchronized void close() {
            if (closed) {
                process.toHandle().destroyForcibly();
            }
            closed = true;
            process.toHandle().destroy();
        }
    }

    /** What ffmpeg complains of, read all the time so that it never waits for a reader: the first lines, without passwords. */
    private static final class Complaints {
        private static final int MOST = 500;

        private final StringBuilder text = new StringBuilder();
        private final Thread thread;

        Complaints(Process process) {
            thread = new Thread(() -> read(process.errorReader(StandardCharsets.UTF_8)), "recording-complaints");
            thread.setDaemon(true);
            thread.start();
        }

        private void read(BufferedReader from) {
            try (from) {
                for (String line = from.readLine(); line != null; line = from.readLine()) {
                    keep(line.strip().replaceAll("//[^/@\\s]*@", "//...@"));
                }
            } catch (IOException e) {
                LOG.debug("What ffmpeg said could not be read to its end: {}", e.getMessage());
            }
        }

        private synchronized void keep(String line) {
            if (text.length() + line.length() < MOST) {
                text.append(text.length() == 0 ? "" : "; ").append(line);
            }
        }

        String said() {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(END_S));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            synchronized (this) {
                return text.toString();
            }
        }
    }
}
