package io.mediachassis.sim.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Processor time of processes from {@code /proc/PID/stat} (proc(5)). Any thread. */
final class ProcessorTime {
    /** utime and stime count 1/100 s on every Linux that user programs see (USER_HZ). */
    private static final int MS_A_TICK = 10;

    /** Fields of proc(5) are numbered from 1; the third is the first after the name's closing bracket. */
    private static final int UTIME = 14 - 3;

    private static final int STIME = 15 - 3;

    private ProcessorTime() {}

    /**
     * User and system time of all the processes' threads so far, in ms.
     *
     * @throws IOException when one of them is gone
     */
    static long ofMs(List<Long> pids) throws IOException {
        long sum = 0;
        for (long pid : pids) {
            sum += ticks(stat(pid));
        }
        return sum * MS_A_TICK;
    }

    /** The same of user time alone: what the programs do themselves, and not the kernel for them. */
    static long userMs(List<Long> pids) throws IOException {
        long sum = 0;
        for (long pid : pids) {
            sum += Long.parseLong(fields(stat(pid))[UTIME]);
        }
        return sum * MS_A_TICK;
    }

    private static String stat(long pid) throws IOException {
        return Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
    }

    /** User and system ticks of one line; the name in it may hold blanks and brackets. */
    static long ticks(String stat) {
        String[] fields = fields(stat);
        return Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
    }

    private static String[] fields(String stat) {
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    }
}
