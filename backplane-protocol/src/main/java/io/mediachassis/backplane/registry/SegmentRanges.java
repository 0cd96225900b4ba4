package io.mediachassis.backplane.registry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A set of segments of one program, kept as ranges: a station holds most programs whole or in few runs. Segments are
 * numbered from 0 to {@value #MAX_SEGMENT}. Immutable; any thread.
 */
public final class SegmentRanges {
    /** More than a program of a year has. */
    public static final int MAX_SEGMENT = (1 << 24) - 1;

    public static final SegmentRanges NONE = new SegmentRanges(new int[0]);

    private static final int MAX_DIGITS = 8;

    /** Where the set begins and ends by turns, ascending, each begin belonging to it and no end. */
    private final int[] edges;

    private SegmentRanges(int[] edges) {
        this.edges = edges;
    }

    /** What an operation keeps of two sets. */
    private interface Keep {
        boolean test(boolean inFirst, boolean inSecond);
    }

    /** All segments of a program that has so many. */
    public static SegmentRanges upTo(int count) {
        return count == 0 ? NONE : between(0, count - 1);
    }

    /**
     * One range.
     *
     * @throws IllegalArgumentException unless 0 &lt;= first &lt;= last &lt;= {@value #MAX_SEGMENT}
     */
    public static SegmentRanges between(int first, int last) {
        if (first < 0 || first > last || last > MAX_SEGMENT) {
            throw new IllegalArgumentException("no range of segments: " + first + " to " + last);
        }
        return new SegmentRanges(new int[] {first, last + 1});
    }

    /** Single segments in any order. */
    public static SegmentRanges of(int... segments) {
        SegmentRanges set = NONE;
        for (int segment : segments) {
            set = set.plus(between(segment, segment));
        }
        return set;
    }

    /**
     * As it stands in messages: pairs of first and last.
     *
     * @throws IllegalArgumentException unless they are ascending pairs within the limits
     */
    public static SegmentRanges ofPairs(List<Integer> pairs) {
        if (pairs.size() % 2 != 0) {
            throw new IllegalArgumentException("ranges of segments come in pairs, and these are " + pairs.size());
        }
        int[] edges = new int[pairs.size()];
        int count = 0;
        for (int i = 0; i < pairs.size(); i += 2) {
            int first = pairs.get(i);
            int last = pairs.get(i + 1);
            if (first < 0 || first > last || last > MAX_SEGMENT || (count > 0 && first < edges[count - 1])) {
                throw new IllegalArgumentException("no ascending ranges of segments: " + first + " to " + last);
            }
            if (count > 0 && first == edges[count - 1]) {
                edges[count - 1] = last + 1;
            } else {
                edges[count++] = first;
                edges[count++] = last + 1;
            }
        }
        return new SegmentRanges(Arrays.copyOf(edges, count));
    }

    /**
     * The form of {@link #toString}.
     *
     * @throws IllegalArgumentException when it is another
     */
    public static SegmentRanges parse(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        List<Integer> pairs = new ArrayList<>();
        int at = 0;
        while (true) {
            int firstEnd = endOfNumber(text, at);
            boolean range = firstEnd < text.length() && text.charAt(firstEnd) == '-';
            int end = range ? endOfNumber(text, firstEnd + 1) : firstEnd;
            pairs.add(Integer.parseInt(text, at, firstEnd, 10));
            pairs.add(range ? Integer.parseInt(text, firstEnd + 1, end, 10) : pairs.get(pairs.size() - 1));
            if (end == text.length()) {
                return ofPairs(pairs);
            }
            if (text.charAt(end) != ',') {
                throw new IllegalArgumentException("no ranges of segments: " + text);
            }
            at = end + 1;
        }
    }

    /** Behind the one to {@value #MAX_DIGITS} digits that stand there. */
    private static int endOfNumber(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        if (end == from || end - from > MAX_DIGITS) {
            throw new IllegalArgumentException("no ranges of segments: " + text);
        }
        return end;
    }

    public SegmentRanges plus(SegmentRanges other) {
        return combine(other, (here, there) -> here || there);
    }

    public SegmentRanges minus(SegmentRanges other) {
        return combine(other, (here, there) -> here && !there);
    }

    /** What is in both. */
    public SegmentRanges and(SegmentRanges other) {
        return combine(other, (here, there) -> here && there);
    }

    private SegmentRanges combine(SegmentRanges other, Keep keep) {
        int[] result = new int[edges.length + other.edges.length];
        int count = 0;
        int i = 0;
        int j = 0;
        boolean inside = false;
        while (i < edges.length || j < other.edges.length) {
            int a = i < edges.length ? edges[i] : Integer.MAX_VALUE;
            int b = j < other.edges.length ? other.edges[j] : Integer.MAX_VALUE;
            int at = Math.min(a, b);
            i += a == at ? 1 : 0;
            j += b == at ? 1 : 0;
            // After an odd number of edges one is within the set.
            if (keep.test((i & 1) == 1, (j & 1) == 1) != inside) {
                inside = !inside;
                result[count++] = at;
            }
        }
        return new SegmentRanges(Arrays.copyOf(result, count));
    }

    public boolean contains(int segment) {
        int at = Arrays.binarySearch(edges, segment);
        // Found at a begin, or to be inserted after one.
        return ((at >= 0 ? at : -at) & 1) == 0;
    }

    public boolean isEmpty() {
        return edges.length == 0;
    }

    /** How many segments. */
    public int count() {
        int count = 0;
        for (int i = 0; i < edges.length; i += 2) {
            count += edges[i + 1] - edges[i];
        }
        return count;
    }

    /** The highest segment, -1 where there is none. */
    public int last() {
        return isEmpty() ? -1 : edges[edges.length - 1] - 1;
    }

    /** Each segment, ascending. */
    public List<Integer> numbers() {
        List<Integer> numbers = new ArrayList<>(count());
        for (int i = 0; i < edges.length; i += 2) {
            for (int segment = edges[i]; segment < edges[i + 1]; segment++) {
                numbers.add(segment);
            }
        }
        return numbers;
    }

    /** First and last of each range, ascending. */
    public List<Integer> pairs() {
        List<Integer> pairs = new ArrayList<>(edges.length);
        for (int i = 0; i < edges.length; i++) {
            pairs.add((i & 1) == 0 ? edges[i] : edges[i] - 1);
        }
        return pairs;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SegmentRanges ranges && Arrays.equals(edges, ranges.edges);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(edges);
    }

    /** For people and for tables: {@code 0-4,7}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < edges.length; i += 2) {
            text.append(i == 0 ? "" : ",").append(edges[i]);
            if (edges[i + 1] - edges[i] > 1) {
                text.append('-').append(edges[i + 1] - 1);
            }
        }
        return text.toString();
    }
}
