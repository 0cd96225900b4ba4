package io.mediachassis.backplane.host;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * /proc/net/dev (proc_pid_net(5)): the interfaces of the network namespace that the process is in, and what each has
 * counted since it was made. Pure.
 */
final class NetDev {
    private static final int COLUMNS = 16;

    private NetDev() {}

    /**
     * Counts of one interface.
     *
     * @param inPackets multicast included
     */
    record Counts(
            long inOctets,
            long inPackets,
            long inErrors,
            long inDiscards,
            long inMulticast,
            long outOctets,
            long outPackets,
            long outErrors,
            long outDiscards) {}

    /** Counts by name, in the file's order. Lines of another form (the two of the heading) are left out. */
    static Map<String, Counts> parse(List<String> lines) {
        Map<String, Counts> interfaces = new LinkedHashMap<>();
        for (String line : lines) {
            // The last one: an alias has a colon of its own.
            int colon = line.lastIndexOf(':');
            String[] columns = line.substring(colon + 1).strip().split("\\s+", -1);
            if (colon > 0 && columns.length >= COLUMNS && columns[0].matches("\\d+")) {
                interfaces.put(line.substring(0, colon).strip(), counts(columns));
            }
        }
        return interfaces;
    }

    private static Counts counts(String[] c) {
        return new Counts(number(c[0]), number(c[1]), number(c[2]), number(c[3]), number(c[7]), number(c[8]),
                number(c[9]), number(c[10]), number(c[11]));
    }

    /** Unsigned 64 bits, as the kernel counts. */
    private static long number(String digits) {
        try {
            return Long.parseUnsignedLong(digits);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
