package io.mediachassis.sim.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A paced sender in a process of its own, which reads how many streams to hold and tells what it did: the C program
 * {@code paced-sender} has the words. One thread.
 */
final class HeldSender implements AutoCloseable {
    private static final int END_SECONDS = 5;

    private final Process process;
    private final Writer to;
    private final BufferedReader from;
    private final Path log;

    /**
     * Since its start.
     *
     * @param ticks worked
     * @param late of them, whose last packet left more than 10 ms after the tick's time
     * @param missed times that media was due and not there, or a stream's time line was moved
     * @param processorUs of the whole process
     */
    record Sums(long ticks, long late, long packets, long missed, long processorUs) {
        Sums since(Sums before) {
            return new Sums(ticks - before.ticks, late - before.late, packets - before.packets, missed - before.missed,
                    processorUs - before.processorUs);
        }

        static Sums parse(String line) throws IOException {
            String[] words = line.strip().split(" ", -1);
            if (words.length != 5) {
                throw new IOException("a sender told \"" + line + "\" instead of five sums");
            }
            return new Sums(Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]),
                    Long.parseLong(words[3]), Long.parseLong(words[4]));
        }
    }

    /** @param log takes what it says of errors */
    HeldSender(List<String> command, Path log) throws IOException {
        this.log = log;
        process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        to = process.outputWriter(StandardCharsets.US_ASCII);
        from = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    void hold(int streams) throws IOException {
        tell(Integer.toString(streams));
    }

    /** Blocks until it has answered. */
    Sums sums() throws IOException {
        tell("?");
        String line = from.readLine();
        if (line == null) {
            throw new IOException("a sender has ended; see " + log);
        }
        return Sums.parse(line);
    }

    private void tell(String line) throws IOException {
        to.write(line + "\n");
        to.flush();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
