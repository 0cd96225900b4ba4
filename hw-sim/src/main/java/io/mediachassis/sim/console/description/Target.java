package io.mediachassis.sim.console.description;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a console is asked to play. */
public sealed interface Target {
    /** By RTSP, as the server describes it. */
    record Rtsp(URI uri) implements Target {}

    /** A session description, fetched by HTTP. */
    record DescriptionUrl(URI uri) implements Target {}

    /** A session description in a file. */
    record DescriptionFile(Path file) implements Target {}

    /** A group or a port of this machine, of which nothing else is known. */
    record Stream(MediaDescription media) implements Target {}

    /**
     * Reads {@code rtsp://...}, {@code http(s)://...}, {@code udp://[SOURCE]@GROUP:PORT}, {@code rtp://...} likewise, and
     * anything else as a file's name.
     *
     * @throws DescriptionException saying what is wrong with it
     */
    static Target parse(String text) throws DescriptionException {
        Matcher stream = Pattern.compile("(udp|rtp)://(?:([0-9.]*)@)?([0-9.]+):([0-9]{1,5})/?(?:\\?.*)?").matcher(text);
        if (stream.matches()) {
            String source = stream.group(2);
            return new Stream(MediaDescription.plain(Ipv4Text.parse(stream.group(3)),
                    SdpSection.number(stream.group(4), 1, 65_535, "a port"), stream.group(1).equals("rtp"),
                    source == null || source.isEmpty() ? 0 : Ipv4Text.parse(source)));
        }
        if (text.matches("(?s)(udp|rtp):.*")) {
            throw new DescriptionException("'" + text + "' is not udp://@GROUP:PORT, rtp://@GROUP:PORT, or either with"
                    + " SOURCE before the @, in IPv4 addresses");
        }
        try {
            if (text.startsWith("rtsp://")) {
                return new Rtsp(URI.create(text));
            }
            if (text.startsWith("http://") || text.startsWith("https://")) {
                return new DescriptionUrl(URI.create(text));
            }
            return new DescriptionFile(Path.of(text));
        } catch (IllegalArgumentException e) {
            throw new DescriptionException("'" + text + "' can't be read: " + e.getMessage(), e);
        }
    }
}
