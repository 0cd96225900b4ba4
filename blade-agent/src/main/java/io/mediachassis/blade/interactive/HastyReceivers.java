package io.mediachassis.blade.interactive;

import io.mediachassis.blade.rtcp.RtcpPacket;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Receivers that ask for packets which are not lost: GStreamer asks for what does not come at the pace of the packets
 * before, and none do that are sent in ticks. What is really lost it asks for again. Pure.
 */
final class HastyReceivers {
    /** The name that GStreamer gives itself where the application gives none. */
    private static final Pattern GSTREAMER = Pattern.compile("user[0-9]{1,10}@host-[0-9a-f]{1,8}");

    private HastyReceivers() {}

    /** Whether this RTCP is one's. */
    static boolean contain(List<RtcpPacket> compound) {
        for (RtcpPacket part : compound) {
            if (part instanceof RtcpPacket.SourceDescription name) {
                return GSTREAMER.matcher(name.cname()).matches();
            }
        }
        return false;
    }
}
