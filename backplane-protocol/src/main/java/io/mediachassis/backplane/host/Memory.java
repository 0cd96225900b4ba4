package io.mediachassis.backplane.host;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Memory in bytes, from /proc/meminfo (proc_meminfo(5)). Pure.
 *
 * @param used beside what can be had back at once, as caches
 */
record Memory(long total, long used, long swapTotal, long swapUsed) {
    private static final long KIB = 1024;

    static Memory parse(List<String> lines) {
        Map<String, Long> kib = new HashMap<>();
        for (String line : lines) {
            String[] words = line.strip().split("[:\\s]+", -1);
            if (words.length >= 2 && words[1].matches("\\d{1,15}")) {
                kib.put(words[0], Long.parseLong(words[1]));
            }
        }
        long total = kib.getOrDefault("MemTotal", 0L);
        long swap = kib.getOrDefault("SwapTotal", 0L);
        return new Memory(total * KIB,
                Math.max(0, total - kib.getOrDefault("MemAvailable", total)) * KIB,
                swap * KIB,
                Math.max(0, swap - kib.getOrDefault("SwapFree", swap)) * KIB);
    }
}
