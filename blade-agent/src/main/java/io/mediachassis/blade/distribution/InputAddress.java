package io.mediachassis.blade.distribution;

import io.mediachassis.blade.nvod.GroupRanges;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a distribution's stream comes from. */
sealed interface InputAddress {
    /** The form of {@link Push}. */
    String PUSH = "push";

    int MOST_CHARS = 500;

    /**
     * Datagrams to this blade or to a group.
     *
     * @param source the only sender wanted, big-endian; 0: any
     * @param group big-endian; 0: none, they come to this blade's own address
     */
    record Datagrams(int source, int group, int port, boolean rtp) implements InputAddress {}

    /** Pulled by RTSP. */
    record Rtsp(URI uri) implements InputAddress {}

    /** Pulled by HTTP. */
    record Http(URI uri) implements InputAddress {}

    /** A content server delivers it with PUT. */
    record Push() implements InputAddress {}

    Pattern DATAGRAMS = Pattern.compile("(udp|rtp)://(?:([0-9.]{7,15})?@)?([0-9.]{7,15})?:([1-9][0-9]{0,4})/?");
    String HINT = "an input is udp://@239.1.1.1:5000, rtp://SOURCE@GROUP:PORT, udp://@:5000, rtsp://..., http://... or push";

    /** Whether packets come at the sender's pace, so that their arrival is their time. */
    default boolean live() {
        return this instanceof Datagrams || this instanceof Rtsp;
    }

    /** Reads one. */
    static InputAddress parse(String text) throws DistributionRefused {
        if (text.equals(PUSH)) {
            return new Push();
        }
        if (text.length() <= MOST_CHARS && (text.startsWith("rtsp://") || text.startsWith("http://"))) {
            try {
                URI uri = new URI(text);
                if (uri.getHost() != null && uri.getUserInfo() == null && uri.getFragment() == null) {
                    return text.startsWith("rtsp") ? new Rtsp(uri) : new Http(uri);
                }
            } catch (URISyntaxException e) {
                throw new DistributionRefused(400, "\"" + Texts.shortened(text) + "\" can't be read: " + e.getReason(), HINT);
            }
        }
        Matcher m = DATAGRAMS.matcher(text);
        if (!m.matches()) {
            throw new DistributionRefused(400, "\"" + Texts.shortened(text) + "\" is no input", HINT);
        }
        int source = address(m.group(2));
        int target = address(m.group(3));
        int port = Integer.parseInt(m.group(4));
        boolean group = GroupRanges.isMulticast(target);
        if (port > 65_535 || (target != 0 && !group) || GroupRanges.isMulticast(source)
                || (group && GroupRanges.isSourceSpecific(target) && source == 0)) {
            throw new DistributionRefused(400, "\"" + Texts.shortened(text) + "\": "
                    + (group ? "a group of 232.0.0.0/8 needs its source" : "datagrams come to a group, or to this blade's own "
                    + "address, which is left out"), HINT);
        }
        return new Datagrams(source, target, port, m.group(1).equals("rtp"));
    }

    private static int address(String text) throws DistributionRefused {
        if (text == null) {
            return 0;
        }
        OptionalInt address = GroupRanges.parse(text);
        if (address.isEmpty()) {
            throw new DistributionRefused(400, "\"" + text + "\" is no address", HINT);
        }
        return address.getAsInt();
    }
}
