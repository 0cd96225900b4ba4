package io.mediachassis.blade.nvod;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Multicast groups that may be used: IPv4 networks such as 239.0.0.0/8. Immutable. */
public final class GroupRanges {
    private static final Pattern DOTTED = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final int SSM = 232;

    private final List<Range> ranges = new ArrayList<>();
    private final String shown;

    private record Range(long first, long last) {}

    /** Throws IllegalArgumentException that names the network which is no multicast range. */
    public GroupRanges(List<String> networks) {
        for (String network : networks) {
            String[] parts = network.split("/", -1);
            OptionalInt address = parse(parts[0]);
            int bits = parts.length == 2 && parts[1].matches("\\d{1,2}") ? Integer.parseInt(parts[1]) : -1;
            if (address.isEmpty() || bits < 4 || bits > 32 || !isMulticast(address.getAsInt())) {
                throw new IllegalArgumentException(
                        "nvod.ranges: " + network + " is no multicast network such as 239.0.0.0/8");
            }
            long size = 1L << (32 - bits);
            long first = Integer.toUnsignedLong(address.getAsInt()) / size * size;
            ranges.add(new Range(first, first + size - 1));
        }
        shown = String.join(", ", networks);
    }

    /** The address, big-endian; empty where it is none. */
    public static OptionalInt parse(String dotted) {
        Matcher m = DOTTED.matcher(dotted);
        if (!m.matches()) {
            return OptionalInt.empty();
        }
        int address = 0;
        for (int i = 1; i <= 4; i++) {
            int part = Integer.parseInt(m.group(i));
            if (part > 255) {
                return OptionalInt.empty();
            }
            address = address << 8 | part;
        }
        return OptionalInt.of(address);
    }

    public static String dotted(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }

    public static boolean isMulticast(int address) {
        return address >>> 28 == 0xe;
    }

    /** Whether a group can only be joined with its source (RFC 4607). */
    public static boolean isSourceSpecific(int address) {
        return address >>> 24 == SSM;
    }

    /** Whether so many groups from this one on lie in one of the ranges. */
    public boolean hold(int first, int count) {
        long from = Integer.toUnsignedLong(first);
        return ranges.stream().anyMatch(range -> range.first() <= from && from + count - 1 <= range.last());
    }

    @Override
    public String toString() {
        return shown;
    }
}
