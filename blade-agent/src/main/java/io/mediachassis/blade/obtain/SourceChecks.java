package io.mediachassis.blade.obtain;

import io.mediachassis.backplane.proto.SegmentSource;
import io.mediachassis.backplane.proto.SegmentSourceReply;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of another director's answer is believed: engines are asked, and shown the head-end's token, only at HTTP addresses
 * within the station's own /24, that of the address by which the head-end knows its director. Pure; any thread.
 */
final class SourceChecks {
    /** Of a whole program; more than an engine's disks hold. */
    static final long MOST_BYTES = 1L << 45;
    /** Of a segment, on the average of a program. */
    static final long MOST_SEGMENT_BYTES = 1L << 32;

    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final String NET = "((?:" + OCTET + "\\.){3})" + OCTET;
    private static final Pattern DIRECTOR = Pattern.compile(NET + ":[0-9]{1,5}");
    private static final Pattern ENGINE = Pattern.compile("http://" + NET + ":([1-9][0-9]{0,4})/?");

    private SourceChecks() {}

    /**
     * Those whose addresses are good, each ending in a slash.
     *
     * @param director HOST:PORT of the station's director, by the head-end's word
     */
    static List<SegmentSource> good(List<SegmentSource> sources, String director) {
        Matcher station = DIRECTOR.matcher(director);
        String net = station.matches() ? station.group(1) : "";
        return sources.stream()
                .filter(source -> isWithin(net, source.getHttpUrl()))
                .map(source -> source.getHttpUrl().endsWith("/")
                        ? source
                        : source.toBuilder().setHttpUrl(source.getHttpUrl() + "/").build())
                .toList();
    }

    private static boolean isWithin(String net, String url) {
        Matcher engine = ENGINE.matcher(url);
        return engine.matches() && engine.group(1).equals(net) && Integer.parseInt(engine.group(2)) <= 65_535;
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
