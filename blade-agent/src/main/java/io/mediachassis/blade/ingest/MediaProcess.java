package io.mediachassis.blade.ingest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A run of ffmpeg or ffprobe: its output read by the caller's thread, its messages by a thread of its own, its time
 * limited by killing it. The last messages are kept for the error.
 */
final class MediaProcess {
    /** Takes a part of the output; the array is reused. */
    interface OutputHandler<X extends Exception> {
        void output(byte[] buffer, int length) throws X, IOException;
    }

    private static final int KEPT_LINES = 5;
    private static final int LONGEST_LINE = 300;

    private final Process process;
    private final String name;
    private final Duration limit;
    private final Thread messages;
    private final ArrayDeque<String> lastLines = new ArrayDeque<>();
    private volatile boolean overtime;

    private MediaProcess(Process process, String name, Duration limit, BiConsumer<String, String> progress) {
        this.process = process;
        this.name = name;
        this.limit = limit;
        this.messages = new Thread(() -> readMessages(progress), name + "-messages");
        messages.setDaemon(true);
        messages.start();
        var unused = process.onExit().orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).exceptionally(e -> {
            overtime = true;
            return process.destroyForcibly();
        });
    }

    /**
     * Starts it.
     *
     * @param progress gets key and value of {@code -progress pipe:2} lines, on the messages thread
     */
    static MediaProcess start(List<String> command, Duration limit, BiConsumer<String, String> progress)
            throws IOException {
        Process started;
        try {
            started = new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new IOException(command.get(0) + " could not be started; install ffmpeg or configure where it is", e);
        }
        started.getOutputStream().close();
        return new MediaProcess(started, command.get(0), limit, progress);
    }

    /** Reads all output; when the handler throws, the process is killed. */
    <X extends Exception> void read(OutputHandler<X> handler) throws X, IOException {
        boolean whole = false;
        try (InputStream out = process.getInputStream()) {
            byte[] buffer = new byte[256 * 1024];
            for (int n = out.read(buffer); n >= 0; n = out.read(buffer)) {
                handler.output(buffer, n);
            }
            whole = true;
        } finally {
            if (!whole) {
                process.destroyForcibly();
            }
        }
    }

    /** Waits for the end; refuses with the last message when it failed. */
    void requireSuccess(String otherwise) throws IngestRefused, IOException {
        int code;
        try {
            code = process.waitFor();
            messages.join(1000);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + name + " ran", e);
        }
        if (overtime) {
            throw new IngestRefused(name + " was stopped after " + limit.toSeconds() + " s, the longest it may run");
        }
        if (code != 0) {
            @Nullable String why = lastMessages();
            throw new IngestRefused(why == null ? otherwise : otherwise + ": " + why);
        }
    }

    private @Nullable String lastMessages() {
        synchronized (lastLines) {
            return lastLines.isEmpty() ? null : String.join("; ", lastLines);
        }
    }

    private void readMessages(BiConsumer<String, String> progress) {
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                int equals = line.indexOf('=');
                if (equals > 0 && line.substring(0, equals).matches("[a-z0-9_]+")) {
                    progress.accept(line.substring(0, equals), line.substring(equals + 1).strip());
                } else if (!line.isBlank()) {
                    keep(line.strip());
                }
            }
        } catch (IOException e) {
            keep("its messages could not be read: " + e.getMessage());
        }
    }

    private void keep(String line) {
        synchronized (lastLines) {
            if (lastLines.size() == KEPT_LINES) {
                lastLines.removeFirst();
            }
            lastLines.add(line.substring(0, Math.min(LONGEST_LINE, line.length())));
        }
    }
}
