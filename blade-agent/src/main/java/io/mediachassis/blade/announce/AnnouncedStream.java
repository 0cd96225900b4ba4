package io.mediachassis.blade.announce;

import java.net.InetAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One multicast stream of a set.
 *
 * @param index 0 for the stream that starts first
 * @param group multicast address
 * @param port UDP, 1 to 65534; RTCP of plain receivers has the next one
 * @param source the only sender, for source-specific joins (RFC 4607, RFC 4570); null for joins of any source
 * @param ttl hops that packets may go, 0 to 255
 * @param carriage what is in the datagrams
 * @param firstStart when its first play began or will
 * @param plays how often it is played, one period after the other; 0 for ever
 */
public record AnnouncedStream(int index, InetAddress group, int port, @Nullable InetAddress source, int ttl,
        Carriage carriage, Instant firstStart, long plays) {
    public AnnouncedStream {
        Checks.range("a stream's index", index, 0, AnnouncedSet.MAX_STREAMS - 1);
        if (!group.isMulticastAddress()) {
            throw new IllegalArgumentException(group.getHostAddress() + " is no multicast group");
        }
        Checks.range("a port", port, 1, 0xfffe);
        Checks.range("a TTL", ttl, 0, 255);
        Checks.range("plays", plays, 0, Long.MAX_VALUE);
        if (source != null) {
            Checks.sameFamily("the source", group, source);
        }
        if (carriage instanceof Carriage.Rtp rtp && rtp.repair() != null) {
            Checks.sameFamily("the feedback address", group, rtp.repair().feedback());
        }
    }

    /** When it ends for good; null when it is played for ever. */
    @Nullable Instant lastEnd(AnnouncedSet set) {
        return plays == 0 ? null : start(set, plays - 1).plusMillis(set.durationMs());
    }

    /** When the play with a number, 0 for the first, starts. */
    public Instant start(AnnouncedSet set, long play) {
        return firstStart.plusMillis(Math.multiplyExact(play, set.periodMs()));
    }

    /**
     * Number of the play that runs at an instant, or has run last; -1 before the first, the last one's number after the
     * end.
     */
    public long playAt(AnnouncedSet set, Instant now) {
        long sinceMs = now.toEpochMilli() - firstStart.toEpochMilli();
        long play = Math.max(-1, Math.floorDiv(sinceMs, set.periodMs()));
        return plays == 0 ? play : Math.min(play, plays - 1);
    }
}
