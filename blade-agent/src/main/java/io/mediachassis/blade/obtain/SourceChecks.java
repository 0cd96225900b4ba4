package io.mediachassis.blade.obtain;

import io.mediachassis.backplane.proto.SegmentSource;
import io.mediachassis.backplane.proto.SegmentSourceReply;
import io.mediachassis.backplane.source.SourceNet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What of another director's answer is believed: engines are asked, and shown the head-end's token, only at HTTP addresses
 * within the station's nets, which the head-end's configuration names, or else those about the address by which the head-end
 * knows its director. Pure; any thread.
 */
final class SourceChecks {
    /** Of a whole program; more than an engine's disks hold. */
    static final long MOST_BYTES = 1L << 45;
    /** Of a segment, on the average of a program. */
    static final long MOST_SEGMENT_BYTES = 1L << 32;

    private static final Pattern HTTP = Pattern.compile("http://(?:([0-9.]+)|\\[([0-9a-fA-F:]+)\\]):([1-9][0-9]{0,4})/?");

    private SourceChecks() {}

    /**
     * Those whose addresses are good, each ending in a slash.
     *
     * @param director HOST:PORT of the station's director, by the head-end's word
     * @param nets in which the station's engines lie, by the head-end's word; none: that of its director
     */
    static List<SegmentSource> good(List<SegmentSource> sources, String director, List<String> nets) {
        List<SourceNet> within = nets.isEmpty() ? around(director) : nets.stream().flatMap(SourceChecks::net).toList();
        return sources.stream()
                .filter(source -> isWithin(within, source.getHttpUrl()))
                .map(source -> source.getHttpUrl().endsWith("/")
                        ? source
                        : source.toBuilder().setHttpUrl(source.getHttpUrl() + "/").build())
                .toList();
    }

    private static List<SourceNet> around(String director) {
        int colon = director.lastIndexOf(':');
        String host = colon < 0 ? "" : director.substring(0, colon);
        boolean six = host.startsWith("[") && host.endsWith("]");
        boolean port = director.substring(colon + 1).matches("[0-9]{1,5}");
        return !port || (!six && host.contains(":")) ? List.of()
                : SourceNet.around(six ? host.substring(1, host.length() - 1) : host).stream().toList();
    }

    private static Stream<SourceNet> net(String text) {
        try {
            return Stream.of(SourceNet.of(text));
        } catch (IllegalArgumentException e) {
            return Stream.empty(); // a head-end that says so is not believed in it
        }
    }

    private static boolean isWithin(List<SourceNet> nets, String url) {
        Matcher engine = HTTP.matcher(url);
        if (!engine.matches() || Integer.parseInt(engine.group(3)) > 65_535) {
            return false;
        }
        String host = engine.group(1) == null ? engine.group(2) : engine.group(1);
        return nets.stream().anyMatch(net -> net.holds(host));
    }

    /** What is wrong with the size that it tells of the program; empty: nothing. */
    static Optional<String> size(SegmentSourceReply reply) {
        long bytes = reply.getBytes();
        long segments = reply.getSegmentsTotal();
        boolean possible = bytes >= segments && bytes <= MOST_BYTES && bytes / Math.max(1, segments) <= MOST_SEGMENT_BYTES;
        return possible ? Optional.empty() : Optional.of(
                "a program of " + Long.toUnsignedString(bytes) + " bytes in " + segments + " segments");
    }
}
