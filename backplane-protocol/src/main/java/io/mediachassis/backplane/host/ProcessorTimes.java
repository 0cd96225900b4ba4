package io.mediachassis.backplane.host;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The time that each processor has spent, from /proc/stat (proc_stat(5)), in ticks since the operating system's start.
 * Pure.
 *
 * @param idle waiting for disks included
 * @param all idle or not
 */
record ProcessorTimes(long idle, long all) {
    private static final int IDLE = 4;
    private static final int WAITING = 5;
    /** User, nice, system, idle, waiting, interrupts, soft interrupts, stolen; a guest's time is in the user's. */
    private static final int COLUMNS = 8;

    /** By the kernel's number of the processor, from 0. */
    static SortedMap<Integer, ProcessorTimes> parse(List<String> lines) {
        SortedMap<Integer, ProcessorTimes> times = new TreeMap<>();
        for (String line : lines) {
            String[] columns = line.strip().split("\\s+", -1);
            if (columns[0].matches("cpu\\d{1,5}") && columns.length > WAITING) {
                long idle = 0;
                long all = 0;
                for (int i = 1; i < columns.length && i <= COLUMNS; i++) {
                    long ticks = columns[i].matches("\\d{1,18}") ? Long.parseLong(columns[i]) : 0;
                    all += ticks;
                    idle += i == IDLE || i == WAITING ? ticks : 0;
                }
                times.put(Integer.parseInt(columns[0].substring("cpu".length())), new ProcessorTimes(idle, all));
            }
        }
        return times;
    }
}
