package io.mediachassis.blade.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a Range header asks of a body of known length (RFC 9110 section 14.2). What can't be read is answered with the
 * whole, as that section says; a list that only costs work (RFC 9110 section 17.15) is refused.
 */
sealed interface ByteRange {
    /** More ranges than this are refused. */
    int MAX_RANGES = 16;
    /** Ranges that lie over one that starts before them; more than these are refused. */
    int MAX_OVERLAPS = 2;

    /** The whole: 200. */
    record Whole() implements ByteRange {}

    /**
     * A part: 206.
     *
     * @param first first byte, 0 based
     * @param last last byte, within the body
     */
    record Part(long first, long last) implements ByteRange {
        long length() {
            return last - first + 1;
        }
    }

    /** Several parts, at least two, in the order asked for: 206 with multipart/byteranges. */
    record Parts(List<Part> parts) implements ByteRange {
        public Parts {
            parts = List.copyOf(parts);
        }
    }

    /** All beyond the end: 416. */
    record Unsatisfiable() implements ByteRange {}

    /** Too many, or too much on top of one another: 416 too, but counted as an attack. */
    record Refused() implements ByteRange {}

    static ByteRange of(String header, long length) {
        String text = header.strip();
        int equals = text.indexOf('=');
        if (equals < 0 || !text.substring(0, equals).strip().equalsIgnoreCase("bytes")) {
            return new Whole();
        }
        List<Part> parts = new ArrayList<>();
        int asked = 0;
        int at = equals + 1;
        while (at <= text.length()) {
            int comma = text.indexOf(',', at);
            int end = comma < 0 ? text.length() : comma;
            String spec = text.substring(at, end).strip();
            at = end + 1;
            if (spec.isEmpty()) {
                continue;
            }
            if (++asked > MAX_RANGES) {
                return new Refused();
            }
            ByteRange one = one(spec, length);
            if (one instanceof Whole) {
                return one;
            }
            if (one instanceof Part part) {
                parts.add(part);
            }
        }
        if (asked == 0) {
            return new Whole();
        }
        if (parts.isEmpty()) {
            return new Unsatisfiable();
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        return overlaps(parts) > MAX_OVERLAPS ? new Refused() : new Parts(parts);
    }

    /** One range-spec: Whole when it is none. */
    private static ByteRange one(String spec, long length) {
        int dash = spec.indexOf('-');
        long first = dash < 0 ? -1 : number(spec, 0, dash);
        long last = dash < 0 ? -1 : number(spec, dash + 1, spec.length());
        boolean suffix = dash == 0;
        boolean open = dash == spec.length() - 1;
        if (dash < 0 || (first < 0 && !suffix) || (last < 0 && !open) || (suffix && open)) {
            return new Whole();
        }
        if (suffix) {
            return last == 0 || length == 0
                    ? new Unsatisfiable()
                    : new Part(Math.max(0, length - last), length - 1);
        }
        if (!open && last < first) {
            return new Whole();
        }
        if (first >= length) {
            return new Unsatisfiable();
        }
        return new Part(first, open ? length - 1 : Math.min(length - 1, last));
    }

    /** Digits only; as large as a long can be when there are more of them; -1 when it is no number. */
    private static long number(String text, int from, int to) {
        if (from == to) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : 10 * value + digit;
        }
        return value;
    }

    private static int overlaps(List<Part> parts) {
        List<Part> sorted = parts.stream().sorted(Comparator.comparingLong(Part::first)).toList();
        int overlaps = 0;
        long reach = -1;
        for (Part part : sorted) {
            overlaps += part.first() <= reach ? 1 : 0;
            reach = Math.max(reach, part.last());
        }
        return overlaps;
    }
}
