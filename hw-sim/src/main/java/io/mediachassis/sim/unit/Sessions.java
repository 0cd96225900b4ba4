package io.mediachassis.sim.unit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which processes of a session run, as /proc tells (proc_pid_stat(5)). Any thread. */
final class Sessions {
    private Sessions() {}

    /**
     * The processes of these sessions, but for those that have ended and only wait to be reaped.
     *
     * @param names by the session's id
     * @return for example {@code blade-1 (process 4711)}
     */
    static List<String> running(Map<Long, String> names) {
        List<String> running = new ArrayList<>();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : (Iterable<Path>) processes::iterator) {
                String pid = String.valueOf(process.getFileName());
                if (pid.matches("\\d+")) {
                    String name = names.get(session(process.resolve("stat")));
                    if (name != null) {
                        running.add(name + " (process " + pid + ")");
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return running;
    }

    /** The session of a process that runs; 0 when it does not. */
    private static long session(Path stat) {
        try {
            String text = Files.readString(stat, StandardCharsets.ISO_8859_1);
            // The name stands in brackets and may hold anything: state, parent, group and session come after it.
            String[] fields = text.substring(text.lastIndexOf(')') + 1).strip().split(" ", -1);
            return fields[0].equals("Z") || fields[0].equals("X") ? 0 : Long.parseLong(fields[3]);
        } catch (IOException e) {
            return 0;
        }
    }
}
