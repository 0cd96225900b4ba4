package io.mediachassis.blade.distribution;

import io.mediachassis.blade.nvod.GroupRanges;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** IPv4 networks such as 192.0.2.0/24. Immutable; any thread. */
public final class Networks {
    private final List<Range> ranges = new ArrayList<>();
    private final String shown;

    private record Range(long first, long last) {}

    /**
     * Reads them.
     *
     * @param key of the configuration, for the error
     * @throws IllegalArgumentException that names the one which is none
     */
    public Networks(String key, List<String> networks) {
        for (String network : networks) {
            int slash = network.indexOf('/');
            String prefix = network.substring(slash + 1);
            OptionalInt address = GroupRanges.parse(slash < 0 ? "" : network.substring(0, slash));
            if (address.isEmpty() || !prefix.matches("\\d{1,2}") || Integer.parseInt(prefix) > 32) {
                throw new IllegalArgumentException(
                        key + ": a network is an IPv4 address and a prefix, such as 192.0.2.0/24, not " + network);
            }
            long size = 1L << (32 - Integer.parseInt(prefix));
            long first = Integer.toUnsignedLong(address.getAsInt()) / size * size;
            ranges.add(new Range(first, first + size - 1));
        }
        shown = networks.isEmpty() ? "none" : String.join(", ", networks);
    }

    /**
     * Whether one of them has that address.
     *
     * @param address big-endian
     */
    public boolean hold(int address) {
        long value = Integer.toUnsignedLong(address);
        return ranges.stream().anyMatch(range -> range.first() <= value && value <= range.last());
    }

    @Override
    public String toString() {
        return shown;
    }
}
