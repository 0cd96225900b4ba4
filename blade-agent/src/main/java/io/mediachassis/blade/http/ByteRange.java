package io.mediachassis.blade.http;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Range header asks of a body of known length (RFC 9110 14.2). Several ranges are answered with the whole, as
 * section 14.2 allows; so is what can't be read.
 */
sealed interface ByteRange {
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

    /** Beyond the end: 416. */
    record Unsatisfiable() implements ByteRange {}

    Pattern ONE = Pattern.compile("bytes\\s*=\\s*([0-9]{1,18})?\\s*-\\s*([0-9]{1,18})?");

    static ByteRange of(String header, long length) {
        Matcher m = ONE.matcher(header.strip().toLowerCase(Locale.ROOT));
        if (!m.matches() || (m.group(1) == null && m.group(2) == null)) {
            return new Whole();
        }
        if (m.group(1) == null) {
            long suffix = Long.parseLong(m.group(2));
            return suffix == 0 || length == 0
                    ? new Unsatisfiable()
                    : new Part(Math.max(0, length - suffix), length - 1);
        }
        long first = Long.parseLong(m.group(1));
        if (m.group(2) != null && Long.parseLong(m.group(2)) < first) {
            return new Whole();
        }
        if (first >= length) {
            return new Unsatisfiable();
        }
        return new Part(first, m.group(2) == null ? length - 1 : Math.min(length - 1, Long.parseLong(m.group(2))));
    }
}
