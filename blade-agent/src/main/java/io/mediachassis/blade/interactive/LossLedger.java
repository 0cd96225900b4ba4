package io.mediachassis.blade.interactive;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.repair.RateLimit;
import io.mediachassis.blade.rtcp.RtcpPacket.LossCount;
import io.mediachassis.blade.rtcp.RtcpPacket.ReportBlock;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the receivers of one stream report as lost, summed: on its way, and for good. Receiver reports (RFC 3550 section
 * 6.4.1) count what did not come by itself; what a retransmission brought, which has an SSRC of its own, is missing there.
 * So who sends extended reports (RFC 7509) is asked by these what it misses after repair. Stock players send none: they
 * are repaired by packets as they were, to the group, which their receiver reports count as received.
 *
 * <p>A receiver's first report is where counting begins, so that a director that takes over counts nothing twice. A
 * receiver report counts once one confirms it 2 s later or more: what is lost may still be on its way again. Anybody can write
 * anything into a report: none counts for more than the stream can have sent since the one before, an address never for
 * more than it could have been sent again, and a report that can't be true changes nothing that is known of its receiver.
 * Times are monotonic nanoseconds. Pure; bounded; one thread.
 */
final class LossLedger {
    /** Receivers that are told apart, and of them behind one address. */
    static final int MOST = 16_384;
    static final int MOST_OF_ADDRESS = 8192;
    static final long SILENT_NS = 60_000_000_000L;
    /** As often as an address may have the stream sent to it again, see {@code NackSettings}. */
    static final int SHARE = 16;

    /** Players that ask for packets report with each question, and a repair needs some time. */
    private static final long SETTLED_NS = 2_000_000_000L;
    private static final int SHARE_SECONDS = 10;
    /** What GStreamer reports before its first packet; others report 0. */
    private static final long NO_PACKET = 0xffff_ffffL;
    /** A receiver's reports that can't follow from what is known of it, one behind the other: it begins anew. */
    private static final int REFUSALS = 3;
    private static final long SECOND_NS = 1_000_000_000L;

    private final int packetsPerSecond;
    private final Counts<InteractiveCounter> counts;
    private final Map<Key, Receiver> receivers = new HashMap<>();
    private final Map<Integer, Source> sources = new HashMap<>();
    private long lost;
    private long residual;

    /** Receivers on one host may share the port of the group's RTCP. */
    private record Key(int address, int port, int ssrc) {}

    private static final class Receiver {
        private long reportNs;
        private long highest;
        private int told;
        private int counted;
        private int refused;
        private boolean extended;
        private long countNs;
        private int begin;
        private int unrepaired;
        private int countsRefused;

        Receiver(long nowNs) {
            reportNs = nowNs;
            countNs = nowNs;
        }

        void begin(ReportBlock block, long nowNs) {
            reportNs = nowNs;
            highest = known(block);
            told = Math.max(0, block.cumulativeLost());
            counted = told;
            refused = 0;
        }

        void begin(LossCount count, long nowNs) {
            extended = true;
            countNs = nowNs;
            begin = count.begin();
            unrepaired = count.unrepaired();
            countsRefused = 0;
        }

        /** The highest sequence number that it has; 0: it has none yet. */
        static long known(ReportBlock block) {
            return block.highestSequence() == NO_PACKET ? 0 : block.highestSequence();
        }

        long heardNs() {
            return Math.max(reportNs, countNs);
        }
    }

    /** An address: how many receivers are behind it, and what it may still report. */
    private static final class Source {
        private final RateLimit limit;
        private int receivers;

        Source(int perSecond) {
            limit = new RateLimit(perSecond, perSecond * SHARE_SECONDS);
        }
    }

    /** @param packetsPerSecond of the stream, on average */
    LossLedger(int packetsPerSecond, Counts<InteractiveCounter> counts) {
        this.packetsPerSecond = packetsPerSecond;
        this.counts = counts;
    }

    /**
     * A receiver report of this stream came from an address that is proven to be its user's.
     *
     * @param reporter SSRC of who reports
     */
    void onReport(int address, int port, int reporter, ReportBlock block, long nowNs) {
        Key key = new Key(address, port, reporter);
        Receiver of = receivers.get(key);
        if (of == null) {
            Receiver fresh = admit(key, nowNs);
            if (fresh != null) {
                fresh.begin(block, nowNs);
            }
            return;
        }
        if (nowNs - of.reportNs < SETTLED_NS) {
            return;
        }
        int told = Math.max(0, block.cumulativeLost());
        // Before its first packet a receiver knows no number.
        long came = of.highest == 0 ? 0 : Receiver.known(block) - of.highest;
        int more = told - of.told;
        if (came < 0 || came > sent(of.reportNs, nowNs) || more > sent(of.reportNs, nowNs) || (of.highest != 0 && more > came)) {
            refuse();
            if (++of.refused >= REFUSALS) {
                of.begin(block, nowNs);
            }
            return;
        }
        of.refused = 0;
        int confirmed = Math.min(of.told, told) - of.counted;
        of.told = told;
        of.highest = Receiver.known(block);
        of.reportNs = nowNs;
        if (confirmed > 0) {
            of.counted += confirmed;
            count(key, confirmed, true, !of.extended, nowNs);
        }
    }

    /** The same of an extended report. */
    void onCount(int address, int port, int reporter, LossCount count, long nowNs) {
        if (count.unrepaired() > LossCount.MOST) {
            return;
        }
        Key key = new Key(address, port, reporter);
        Receiver of = receivers.get(key);
        if (of == null) {
            of = admit(key, nowNs);
            if (of == null) {
                return;
            }
        }
        if (!of.extended) {
            of.begin(count, nowNs);
            return;
        }
        int more = count.unrepaired() - (count.begin() == of.begin ? of.unrepaired : 0);
        if (more < 0 || more > sent(of.countNs, nowNs)) {
            refuse();
            if (++of.countsRefused >= REFUSALS) {
                of.begin(count, nowNs);
            }
            return;
        }
        of.begin(count, nowNs);
        if (more > 0) {
            count(key, more, false, true, nowNs);
        }
    }

    /** Packets that the stream may have sent since then: its rate is a mean. */
    private long sent(long sinceNs, long nowNs) {
        return packetsPerSecond * 2L * Math.min(nowNs - sinceNs, 2 * SILENT_NS) / SECOND_NS + packetsPerSecond + 64;
    }

    private void count(Key key, int packets, boolean onItsWay, boolean forGood, long nowNs) {
        Source source = sources.get(key.address());
        int believed = source == null ? 0 : source.limit.takeUpTo(packets, nowNs);
        if (believed < packets) {
            refuse();
        }
        if (onItsWay) {
            lost += believed;
            counts.add(InteractiveCounter.REPORTED_LOST, believed);
        }
        if (forGood) {
            residual += believed;
            counts.add(InteractiveCounter.RESIDUAL_LOST, believed);
        }
    }

    private @Nullable Receiver admit(Key key, long nowNs) {
        Source source = sources.computeIfAbsent(key.address(), address -> new Source(SHARE * packetsPerSecond));
        if (receivers.size() >= MOST || source.receivers >= MOST_OF_ADDRESS) {
            refuse();
            return null;
        }
        source.receivers++;
        Receiver fresh = new Receiver(nowNs);
        receivers.put(key, fresh);
        return fresh;
    }

    private void refuse() {
        counts.add(InteractiveCounter.REPORTS_REFUSED);
    }

    /** Once a second: forgets receivers that have said nothing for long. */
    void tick(long nowNs) {
        if (receivers.values().removeIf(receiver -> nowNs - receiver.heardNs() >= SILENT_NS)) {
            Map<Integer, Integer> left = receivers.keySet().stream()
                    .collect(Collectors.groupingBy(Key::address, Collectors.summingInt(key -> 1)));
            sources.keySet().retainAll(left.keySet());
            sources.forEach((address, source) -> source.receivers = left.getOrDefault(address, 0));
        }
    }

    /** Packets lost on their way. */
    long lost() {
        return lost;
    }

    /** Packets missing for good. */
    long residual() {
        return residual;
    }

    /** That are told apart now. */
    int receivers() {
        return receivers.size();
    }
}
