package io.mediachassis.blade.rtcp;

import java.util.List;

/** One RTCP packet as read by {@link Rtcp}. SSRCs and timestamps are unsigned numbers in an int. */
public sealed interface RtcpPacket {
    /** Who sent it. */
    int ssrc();

    /** A sender's clocks and counts. */
    record SenderReport(int ssrc, long ntp, int timestamp, long packets, long octets) implements RtcpPacket {}

    /** What a console received: that it lives, and how well. */
    record ReceiverReport(int ssrc, List<ReportBlock> blocks) implements RtcpPacket {}

    /** The CNAME of the first source; empty when there is none. */
    record SourceDescription(int ssrc, String cname) implements RtcpPacket {}

    /** The console leaves. */
    record Bye(List<Integer> sources) implements RtcpPacket {
        @Override
        public int ssrc() {
            return sources.isEmpty() ? 0 : sources.get(0);
        }
    }

    /** The console misses packets of {@code media}: their sequence numbers. */
    record GenericNack(int ssrc, int media, List<Integer> lost) implements RtcpPacket {}

    /** Extended reports (RFC 3611): those of their blocks that are used here. */
    record ExtendedReport(int ssrc, List<LossCount> lossCounts) implements RtcpPacket {}

    /** Well formed, but nothing that is used here. */
    record Other(int type, int ssrc) implements RtcpPacket {}

    /**
     * Reception of one source.
     *
     * @param fractionLost of 256, since the last report
     * @param cumulativeLost signed
     * @param highestSequence with the count of wraps in the upper half
     * @param jitter in RTP ticks
     * @param lastReport middle 32 bits of the last sender report's NTP time
     * @param delaySinceLast in 1/65536 s
     */
    record ReportBlock(int source, int fractionLost, int cumulativeLost, long highestSequence, long jitter,
            int lastReport, long delaySinceLast) {}

    /**
     * What is missing after repair (RFC 7509): unlike {@link ReportBlock}, which counts what was lost on its way.
     *
     * @param begin sequence number from which on it counts
     * @param end behind the last packet that it counts
     * @param unrepaired packets that are missing for good; 0xfffe: more, 0xffff: not known
     * @param repaired packets that were lost and came by repair; the same
     */
    record LossCount(int source, int begin, int end, int unrepaired, int repaired) {
        /** More than this can't be told. */
        public static final int MOST = 0xfffd;
    }
}
