package io.mediachassis.blade.fill;

import io.mediachassis.blade.nvod.NvodSchedule;
import io.mediachassis.blade.nvod.ProgramShape;
import io.mediachassis.blade.playout.ScheduledRun;
import io.mediachassis.blade.repair.RepairStore;
import io.mediachassis.blade.repair.RepairStore.Holding;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what a stream lost on its way to this blade, so that it can be put back from the segment's file: consoles that lost
 * the same are repaired all the same (seed 000 claim 3: by the media server where the interactive server lacks the packets).
 * A packet counts as lost once later ones have come and were not just overtaking it. Pure; one thread, for one stream.
 */
final class StreamGaps {
    /** Packets that may overtake one another where none are interleaved: those of a tick. */
    static final int OVERTAKING = 8;
    /** After the last packet of a segment was due. */
    private static final long TAIL_NS = 100_000_000L;
    /** Consoles are in a stream before this blade is, which hears of it from them. */
    private static final long BEFORE_NS = 1_000_000_000L;
    /** Asked for at a time, of one segment. */
    static final int MOST = 64;
    /** Whose timestamps tell of others': packets of a second or more. */
    private static final int NEAR = 1024;
    private static final int HEADER = 12;
    /** RTP version 2 and payload type 33, MP2T (RFC 3551). */
    private static final int RTP_WORD = 0x80 << 24 | 33 << 16;

    private final NvodSchedule schedule;
    private final int stream;
    private final ProgramShape program;
    /** The number behind the last that was looked at; below 0: none was. */
    private long next = -1;

    /**
     * Packets that follow on one another and did not come.
     *
     * @param number of the first, over all plays
     * @param offset of the first in its segment's file
     * @param bytes of all of them
     */
    record Gap(long number, int packets, int segment, long offset, int bytes) {}

    StreamGaps(NvodSchedule schedule, int stream) {
        this.schedule = schedule;
        this.stream = stream;
        this.program = schedule.set().program();
    }

    /** What is newly known to be lost. */
    List<Gap> find(RepairStore store, long stationNs) {
        long slot = Math.min(schedule.slotAt(stream, stationNs), schedule.slots() - 1);
        if (slot < 0 || store.newest() < 0) {
            return List.of();
        }
        long newest = newest(slot, store, stationNs);
        boolean over = stationNs - schedule.endNs(stream, slot) > TAIL_NS;
        long to = over ? Math.max(newest + 1, schedule.packetsThrough(slot)) : newest - OVERTAKING - schedule.set().interleave();
        if (next < 0) {
            next = Math.max(schedule.packetsBefore(slot), newest - before(slot));
        }
        if (next - to > store.capacity()) {
            // A stranger's number was believed for a moment.
            next = to;
        }
        long from = Math.max(next, to - store.capacity() / 2);
        List<Gap> gaps = new ArrayList<>();
        for (long number = from; number < to; number++) {
            Holding holding = store.holding(schedule.sequence(stream, number));
            if (holding == Holding.MISSED || (over && holding == Holding.NEVER_SENT)) {
                add(gaps, number, slot);
            }
        }
        next = Math.max(next, to);
        return gaps;
    }

    /** The newest packet's number, over all plays. */
    private long newest(long slot, RepairStore store, long stationNs) {
        long due = schedule.packetsBefore(slot)
                + Math.min(program.packets(schedule.segment(slot)), schedule.packetDue(stream, slot, stationNs));
        return due + (short) (store.newest() - schedule.sequence(stream, due));
    }

    /** Packets of {@link #BEFORE_NS}. */
    private long before(long slot) {
        long lasts = Math.max(1, schedule.endNs(stream, slot) - schedule.startNs(stream, slot));
        return program.packets(schedule.segment(slot)) * BEFORE_NS / lasts;
    }

    /** Of the segment that is sent now, or the one in front; what announces a play is in no file. */
    private void add(List<Gap> gaps, long number, long slot) {
        for (long at = slot; at >= Math.max(0, slot - 1); at--) {
            long packet = number - schedule.packetsBefore(at);
            if (packet >= 0 && number < schedule.packetsThrough(at)) {
                int segment = schedule.segment(at);
                long offset = program.offset(segment, packet);
                int bytes = (int) (program.offset(segment, packet + 1) - offset);
                Gap last = gaps.isEmpty() ? null : gaps.get(gaps.size() - 1);
                if (last != null && last.segment() == segment && last.number() + last.packets() == number
                        && last.packets() < MOST) {
                    gaps.set(gaps.size() - 1, new Gap(
                            last.number(), last.packets() + 1, segment, last.offset(), last.bytes() + bytes));
                } else {
                    gaps.add(new Gap(number, 1, segment, offset, bytes));
                }
                return;
            }
        }
    }

    /**
     * Puts packets back whose media was read.
     *
     * @param media of all packets of the gap
     * @param scratch for a packet
     * @return how many
     */
    int mend(Gap gap, ByteBuffer media, RepairStore store, int ssrc, ByteBuffer scratch) {
        int mended = 0;
        for (int i = 0; i < gap.packets(); i++) {
            int sequence = schedule.sequence(stream, gap.number() + i);
            int bytes = Math.min(ScheduledRun.PACKET_BYTES, media.remaining());
            scratch.clear().putInt(RTP_WORD | sequence).putInt(timestamp(store, gap.segment(), sequence)).putInt(ssrc);
            scratch.put(scratch.position(), media, media.position(), bytes).position(HEADER + bytes);
            media.position(media.position() + bytes);
            Holding holding = store.holding(sequence);
            if ((holding == Holding.MISSED || holding == Holding.NEVER_SENT) && store.put(scratch.flip())) {
                mended++;
            }
        }
        return mended;
    }

    /** On a straight line between the nearest packets before and after; at the segment's mean rate from the one there is. */
    private int timestamp(RepairStore store, int segment, int sequence) {
        int before = neighbour(store, sequence, -1);
        int after = neighbour(store, sequence, 1);
        if (before == 0 || after == 0) {
            int away = before == 0 ? -after : before;
            return away == 0 ? 0 : timestampOf(store, sequence - away) + (int) (away * ticks(segment));
        }
        int early = timestampOf(store, sequence - before);
        return early + (int) ((long) (timestampOf(store, sequence + after) - early) * before / (before + after));
    }

    /** From packet to packet, of 90 kHz. */
    private double ticks(int segment) {
        return (program.startTicks(segment + 1) - program.startTicks(segment)) / 300.0
                / Math.max(1, program.packets(segment));
    }

    /** How far away; 0: none is near. */
    private static int neighbour(RepairStore store, int sequence, int step) {
        for (int away = 1; away <= NEAR; away++) {
            if (store.holding(sequence + step * away & 0xffff) == Holding.HELD) {
                return away;
            }
        }
        return 0;
    }

    private static int timestampOf(RepairStore store, int sequence) {
        return store.memory().getInt(store.offset(sequence & 0xffff) + 4);
    }
}
