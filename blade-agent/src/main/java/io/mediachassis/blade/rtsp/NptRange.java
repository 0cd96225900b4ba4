package io.mediachassis.blade.rtsp;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Range header in normal play time (RFC 2326 3.6 and 12.29).
 *
 * @param fromMs milliseconds; absent for {@code now-} and for a range without a start: go on from where it is
 * @param toMs milliseconds; absent: to the end
 */
record NptRange(OptionalLong fromMs, OptionalLong toMs) {
    static final NptRange GO_ON = new NptRange(OptionalLong.empty(), OptionalLong.empty());

    private static final String TIME =
            "(?:[0-9]{1,9}(?:\\.[0-9]{0,9})?|[0-9]{1,5}:[0-5]?[0-9]:[0-5]?[0-9](?:\\.[0-9]{0,9})?)";
    private static final Pattern RANGE =
            Pattern.compile("npt\\s*=\\s*(now|" + TIME + ")?\\s*-\\s*(" + TIME + ")?\\s*(?:;.*)?");

    /** Empty when it is malformed, of another kind, or ends before it starts: 457 Invalid Range. */
    static Optional<NptRange> parse(String header) {
        return parse(header, false);
    }

    /** The same for play backward, where the start is the later of the two; given the other way round, they change. */
    static Optional<NptRange> parse(String header, boolean backward) {
        Matcher m = RANGE.matcher(header.strip().toLowerCase(Locale.ROOT));
        if (!m.matches() || (m.group(1) == null && m.group(2) == null)) {
            return Optional.empty();
        }
        OptionalLong from = m.group(1) == null || m.group(1).equals("now")
                ? OptionalLong.empty()
                : OptionalLong.of(milliseconds(m.group(1)));
        OptionalLong to = m.group(2) == null ? OptionalLong.empty() : OptionalLong.of(milliseconds(m.group(2)));
        if (backward && from.isPresent() && to.isPresent() && from.getAsLong() < to.getAsLong()) {
            return Optional.of(new NptRange(to, from));
        }
        if (!backward && from.isPresent() && to.isPresent() && to.getAsLong() <= from.getAsLong()) {
            return Optional.empty();
        }
        return Optional.of(new NptRange(from, to));
    }

    private static long milliseconds(String time) {
        String[] parts = time.split(":", -1);
        String last = parts[parts.length - 1];
        int dot = last.indexOf('.');
        long seconds = Long.parseLong(dot < 0 ? last : last.substring(0, dot));
        if (parts.length == 3) {
            seconds += Long.parseLong(parts[0]) * 3600 + Long.parseLong(parts[1]) * 60;
        }
        String fraction = ((dot < 0 ? "" : last.substring(dot + 1)) + "000").substring(0, 3);
        return seconds * 1000 + Long.parseLong(fraction);
    }

    /** Of what plays; without an end while that is not known. */
    static String header(PlayAnswer at) {
        return "npt=" + seconds(at.fromMs()) + "-" + (at.toMs() == PlayAnswer.NOT_KNOWN_MS ? "" : seconds(at.toMs()));
    }

    /** Milliseconds as npt seconds, {@code 12.340}. */
    static String seconds(long ms) {
        return String.format(Locale.ROOT, "%d.%03d", ms / 1000, ms % 1000);
    }
}
