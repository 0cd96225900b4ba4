package io.mediachassis.blade.distribution;

import io.mediachassis.blade.nvod.GroupRanges;
import io.mediachassis.blade.os.Ipv4Endpoint;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an onward stream goes. Addresses are numeric: a name could lead elsewhere later than when it was checked.
 *
 * @param rtp else plain transport packets in UDP
 */
public record OnwardTarget(Ipv4Endpoint endpoint, boolean rtp) {
    private static final Pattern FORM = Pattern.compile("(udp|rtp)://@?([0-9.]{7,15}):([1-9][0-9]{0,4})/?");
    private static final String HINT = "name it as udp://192.0.2.7:5000 or rtp://239.1.1.1:5004, numeric";

    /** Reads {@code udp://ADDRESS:PORT} or {@code rtp://ADDRESS:PORT}; groups may have an {@code @} before them. */
    static OnwardTarget parse(String text) throws DistributionRefused {
        Matcher m = FORM.matcher(text);
        OptionalInt address = m.matches() ? GroupRanges.parse(m.group(2)) : OptionalInt.empty();
        if (address.isEmpty()) {
            throw new DistributionRefused(400, "\"" + Texts.shortened(text) + "\" is no recipient", HINT);
        }
        boolean rtp = m.group(1).equals("rtp");
        int port = Integer.parseInt(m.group(3));
        // Reports go one port above (RFC 3550 section 11).
        if (port > (rtp ? 65_534 : 65_535)) {
            throw new DistributionRefused(400, "recipient " + text + " has no such port", HINT);
        }
        return new OnwardTarget(new Ipv4Endpoint(address.getAsInt(), port), rtp);
    }

    boolean multicast() {
        return GroupRanges.isMulticast(endpoint.address());
    }

    @Override
    public String toString() {
        return (rtp ? "rtp://" : "udp://") + endpoint;
    }
}
