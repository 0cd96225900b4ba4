package io.mediachassis.blade.distribution;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What of a session description (RFC 8866) a pull needs: the URL to set up, and the onward streams that the content server
 * names in it.
 *
 * @param control of the medium that has transport packets
 */
record SdpInput(URI control, List<Onward> onward) {
    private static final int MOST_CHARS = 64 << 10;
    private static final int MP2T = 33;
    private static final Pattern LINES = Pattern.compile("\r\n|\n|\r");

    /**
     * Reads one.
     *
     * @param base of relative control URLs
     * @throws DistributionRefused when it has no transport stream, or can't be read
     */
    static SdpInput read(String sdp, URI base) throws DistributionRefused {
        if (sdp.length() > MOST_CHARS) {
            throw new DistributionRefused(415, "the session description is too long", "describe one program");
        }
        List<Onward> onward = new ArrayList<>();
        String control = "";
        String session = "";
        boolean medium = false;
        boolean wanted = false;
        boolean found = false;
        for (String line : LINES.split(sdp, -1)) {
            if (line.startsWith("m=")) {
                medium = true;
                // The first one that has it.
                wanted = !found && isTransport(line);
                found |= wanted;
            } else if (line.startsWith("a=" + OnwardText.ATTRIBUTE + ":")) {
                onward.addAll(OnwardText.fields(List.of(line.substring(OnwardText.ATTRIBUTE.length() + 3).strip())));
            } else if (line.startsWith("a=control:") && !medium) {
                session = line.substring(10).strip();
            } else if (line.startsWith("a=control:") && wanted) {
                control = line.substring(10).strip();
            }
        }
        if (!found) {
            throw new DistributionRefused(415, "what is described has no MPEG transport stream in RTP (payload type 33)",
                    "name a stream that has");
        }
        if (onward.size() > OnwardText.MOST_STREAMS) {
            throw new DistributionRefused(
                    400, "more than " + OnwardText.MOST_STREAMS + " onward streams are named", "name fewer");
        }
        return new SdpInput(resolve(resolve(base, session), control), List.copyOf(onward));
    }

    /** {@code m=video 0 RTP/AVP 33}. */
    private static boolean isTransport(String line) {
        String[] words = line.split(" ", -1);
        boolean rtp = words.length > 3 && words[2].startsWith("RTP/");
        for (int i = 3; rtp && i < words.length; i++) {
            if (words[i].strip().equals(Integer.toString(MP2T))) {
                return true;
            }
        }
        return false;
    }

    /** RFC 2326 appendix C.1.1. */
    private static URI resolve(URI base, String control) throws DistributionRefused {
        if (control.isEmpty() || control.equals("*")) {
            return base;
        }
        try {
            return base.resolve(control);
        } catch (IllegalArgumentException e) {
            throw new DistributionRefused(415, "control URL \"" + Texts.shortened(control) + "\" can't be read",
                    "look at the server's session description");
        }
    }
}
