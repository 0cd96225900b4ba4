package io.mediachassis.blade.fill;

import io.mediachassis.blade.nvod.NvodSchedule;
import io.mediachassis.blade.nvod.ProgramShape;
import io.mediachassis.blade.repair.RepairStore;
import io.mediachassis.blade.repair.RepairStore.Holding;
import java.nio.ByteBuffer;

/** One segment as one stream sends it once, and what is kept of that at a station time. Packets are counted from 0. Pure. */
final class SegmentPass {
    private static final int HEADER = 12;
    /** Packets may still come out of order, or be repaired by the group, for so long. */
    private static final long LATE_NS = 500_000_000L;

    private final NvodSchedule schedule;
    private final ProgramShape program;
    private final int stream;
    private final long slot;
    private final RepairStore store;
    private final long stationNs;
    private final long before;
    private final long packets;
    private final long dueNow;

    SegmentPass(NvodSchedule schedule, int stream, long slot, RepairStore store, long stationNs) {
        this.schedule = schedule;
        this.program = schedule.set().program();
        this.stream = stream;
        this.slot = slot;
        this.store = store;
        this.stationNs = stationNs;
        this.before = schedule.packetsBefore(slot);
        this.packets = program.packets(segment());
        this.dueNow = schedule.packetDue(stream, slot, stationNs);
    }

    int segment() {
        return schedule.segment(slot);
    }

    long packets() {
        return packets;
    }

    /** How many packets of the stream are kept at most. */
    int kept() {
        return store.capacity();
    }

    /** In which a packet that is held has {@link #payloadBytes} from {@link #payloadAt}. */
    ByteBuffer memory() {
        return store.memory();
    }

    int payloadAt(long packet) {
        return store.offset(sequence(packet)) + HEADER;
    }

    int payloadBytes(long packet) {
        return store.length(sequence(packet)) - HEADER;
    }

    private int sequence(long packet) {
        return schedule.sequence(stream, before + packet);
    }

    /** Whether what is kept under a packet's number is as long as it should be. */
    boolean fits(long packet) {
        return payloadBytes(packet) == program.offset(segment(), packet + 1) - program.offset(segment(), packet);
    }

    /** Numbers come round each 65 536 packets: what the store says holds for those near to what is sent now. */
    Holding holding(long packet) {
        long lead = packet - dueNow;
        return lead > RepairStore.MAX_PACKETS ? Holding.NEVER_SENT
                : lead < -RepairStore.MAX_PACKETS ? Holding.GONE
                : store.holding(sequence(packet));
    }

    /** The first that is kept of so many; -1 for none. */
    long firstHeld(long from, long count) {
        long to = Math.min(from + count, packets);
        if (to <= from || holding(to - 1) == Holding.GONE) {
            return -1;
        }
        for (long packet = from; packet < to; packet++) {
            if (holding(packet) == Holding.HELD) {
                return packet;
            }
        }
        return -1;
    }

    /** Whether a packet that isn't here won't come any more. */
    boolean lost(long packet, Holding holding) {
        return switch (holding) {
            case HELD -> false;
            case GONE -> true;
            case NEVER_SENT -> over();
            case MISSED -> over() || store.behind(sequence(packet)) >= late();
        };
    }

    private long late() {
        long lastsNs = Math.max(1, schedule.endNs(stream, slot) - schedule.startNs(stream, slot));
        return Math.min(store.capacity() / 2, packets * LATE_NS / lastsNs + schedule.set().interleave());
    }

    /** Whether the stream is past it, so that nothing of it comes any more. */
    private boolean over() {
        return stationNs - schedule.endNs(stream, slot) > LATE_NS + schedule.windowNs();
    }
}
