package io.mediachassis.sim.console.order;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Reads orders, one a line, and writes a line for each as it is answered. A pipe that its writer closes is opened again: the
 * next one may come. A thread's work; it never ends others', so the thread is to be a daemon.
 */
public final class OrderReader implements Runnable {
    private final Control control;
    private final @Nullable Path file;
    private final PrintStream answers;

    /** @param file a FIFO or a file; null: standard input */
    public OrderReader(Control control, @Nullable Path file, PrintStream answers) {
        this.control = control;
        this.file = file;
        this.answers = answers;
    }

    @Override
    public void run() {
        Path from = file;
        try {
            if (from == null) {
                orders(System.in);
                return;
            }
            do {
                // Opening a FIFO waits for who writes.
                try (InputStream in = Files.newInputStream(from)) {
                    orders(in);
                }
            } while (Files.readAttributes(from, BasicFileAttributes.class).isOther());
        } catch (IOException e) {
            answers.println("Orders can't be read any more: " + e.getMessage());
        }
    }

    /** Reads to the end. */
    void orders(InputStream in) throws IOException {
        try (Reader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                if (c == '\n') {
                    order(line.toString());
                    line.setLength(0);
                } else if (line.length() <= OrderText.MAX_LENGTH) {
                    // One more than there may be, so that it is known to be too long.
                    line.append((char) c);
                }
            }
            order(line.toString());
        }
    }

    private void order(String line) {
        String text = line.strip();
        if (text.isEmpty()) {
            return;
        }
        try {
            var unused = control.ask(OrderText.parse(text)).thenAccept(answer -> answers.println(text + ": " + answer));
        } catch (OrderException e) {
            answers.println(e.getMessage());
        }
    }
}
