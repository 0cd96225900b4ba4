package io.mediachassis.blade.announce;

import io.mediachassis.blade.nvod.NvodSchedule;
import io.mediachassis.blade.nvod.NvodSet;
import io.mediachassis.blade.nvod.PacketInterleaver;
import io.mediachassis.blade.nvod.PlannedSets;
import io.mediachassis.blade.playout.TimeLine;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is announced of staggered sets: the same at every blade, since all follows from the set. Pure; any thread. */
public final class SetAnnouncements {
    /** Of retransmissions; the first dynamic one (RFC 3551). */
    public static final int RTX_PAYLOAD_TYPE = 96;

    private static final long TICKS_PER_MS = TimeLine.TICKS_PER_SECOND / 1000;

    private final InetAddress station;
    private final int ttl;
    private final Carriage.@Nullable Repair repair;

    /**
     * @param station the station address, from which all streams come
     * @param ttl of the packets
     * @param repair who repairs losses of RTP streams; null: nobody
     */
    public SetAnnouncements(InetAddress station, int ttl, Carriage.@Nullable Repair repair) {
        this.station = station;
        this.ttl = ttl;
        this.repair = repair;
    }

    /** All of them. */
    public List<AnnouncedSet> of(PlannedSets sets) {
        return sets.sets().stream().map(planned -> of(planned.set())).toList();
    }

    /** One. A set of the same group that is started anew has a higher revision: the second in which it begins. */
    public AnnouncedSet of(NvodSet set) {
        NvodSchedule schedule = new NvodSchedule(set);
        List<AnnouncedStream> streams = new ArrayList<>();
        for (int stream = 0; stream < set.streams(); stream++) {
            streams.add(new AnnouncedStream(
                    stream, address(set.group(stream)), set.port(), set.sourceSpecific() ? station : null, ttl,
                    carriage(schedule, stream), Instant.ofEpochSecond(0, schedule.firstStartNs(stream)), set.loops()));
        }
        return new AnnouncedSet(
                set.id(), set.number(), set.programId(), set.title(), AnnouncedSet.UNKNOWN_LANGUAGE,
                Math.max(1, set.program().durationTicks() / TICKS_PER_MS), set.intervalMs(), set.period().toMillis(),
                set.program().bitRate(), TimeUnit.NANOSECONDS.toSeconds(set.epochNs()), streams);
    }

    private Carriage carriage(NvodSchedule schedule, int stream) {
        if (!schedule.set().rtp()) {
            return new Carriage.PlainUdp();
        }
        PacketInterleaver order = schedule.interleaver(stream);
        return new Carriage.Rtp(schedule.ssrc(stream), order == null
                ? null
                : new Carriage.Interleave(order.window(), order.burst(), order.spacing(), order.reorderPackets()), repair);
    }

    private static InetAddress address(int group) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) (group >>> 24), (byte) (group >>> 16), (byte) (group >>> 8), (byte) group});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 bytes are an address", e);
        }
    }
}
