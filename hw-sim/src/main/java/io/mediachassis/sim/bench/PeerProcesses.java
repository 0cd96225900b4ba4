package io.mediachassis.sim.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The peer's processes, all started here and all ended by {@link #close}. Start and check by one thread. */
final class PeerProcesses implements AutoCloseable {
    private final Path log;
    private final List<Process> processes = new ArrayList<>();
    private boolean closed;

    /** @param log takes what they print; emptied first */
    PeerProcesses(Path log) throws IOException {
        this.log = Files.writeString(log, "");
    }

    synchronized void start(List<String> command) throws IOException {
        if (closed) {
            throw new IOException("the bench is ending");
        }
        processes.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start());
    }

    synchronized List<Long> pids() {
        return processes.stream().map(Process::pid).toList();
    }

    /** @throws IOException with what they printed, when one has ended */
    synchronized void requireAllRun() throws IOException {
        long ended = processes.stream().filter(process -> !process.isAlive()).count();
        if (ended > 0) {
            String printed = Files.readString(log, StandardCharsets.ISO_8859_1).strip();
            throw new IOException(ended + " of " + processes.size() + " peer processes ended early; the last line is: "
                    + printed.substring(printed.lastIndexOf('\n') + 1));
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        processes.forEach(Process::destroyForcibly);
        for (Process process : processes) {
            process.onExit().join();
        }
        processes.clear();
    }
}
