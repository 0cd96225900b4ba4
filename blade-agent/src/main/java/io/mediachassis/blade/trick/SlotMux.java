package io.mediachassis.blade.trick;

import io.mediachassis.blade.ts.TsPacket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Multiplexes pictures into slots of 40 ms of output time. Each slot starts with the clock (ISO/IEC 13818-1 wants a PCR
 * every 100 ms, DVB every 40), tables come five times a second and before a picture, and a picture's packets are spread
 * at the program's rate from its instant on, to be there before it is decoded, {@link #lead} later. All counters and
 * stamps are new. Pure; one thread.
 */
final class SlotMux {
    static final long SLOT = 27_000_000L / 25;
    /** PCRs start over here, 27 MHz. */
    static final long CLOCK_WRAP = Pes.WRAP * 300;

    private static final int SLOTS_PER_TABLES = 5;
    private static final int FREE_UNITS = 4;

    private final byte[] tables;
    private final int pcrPid;
    private final int videoPid;
    private final long clockBase;
    private final long lead;
    private final double ticksPerPacket;
    private final boolean discontinuity;
    private final boolean onlyVideo;
    private final byte[] continuity = new byte[TsPacket.NULL_PID + 1];
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private final ArrayDeque<VideoUnit> free = new ArrayDeque<>();
    private byte[] slot = new byte[256 * TsPacket.SIZE];
    private int packets;
    private long number;
    private long shift;
    private long begun = -SLOT * 1000;

    private static final class Pending {
        final VideoUnit unit;
        final long send;
        final long pts;
        final long dts;
        int done;

        Pending(VideoUnit unit, long send, long pts, long dts) {
            this.unit = unit;
            this.send = send;
            this.pts = pts;
            this.dts = dts;
        }
    }

    /**
     * What a multiplex needs to know.
     *
     * @param tables packets of PAT and PMT
     * @param clockBase PCR at output time 0
     * @param lead from a picture's instant to its decoding, 27 MHz
     * @param ticksPerPacket of the program's own rate
     * @param discontinuity what comes doesn't continue what was sent before
     * @param counters of each PID's last packet before, as {@link TrickPoint} has them; 15 where there is none
     */
    record Setting(ByteBuffer tables, int pcrPid, int videoPid, long clockBase, long lead, double ticksPerPacket,
            boolean discontinuity, List<Integer> counters) {}

    SlotMux(Setting setting) {
        tables = new byte[setting.tables().remaining()];
        setting.tables().duplicate().get(tables);
        pcrPid = setting.pcrPid();
        videoPid = setting.videoPid();
        clockBase = setting.clockBase();
        lead = setting.lead();
        ticksPerPacket = setting.ticksPerPacket();
        discontinuity = setting.discontinuity();
        Arrays.fill(continuity, (byte) 15);
        setting.counters().forEach(counter -> continuity[counter >> 4] = (byte) (counter & 15));
        onlyVideo = setting.counters().size() <= 1;
    }

    /** The counters after the slots so far, for a multiplex that goes on. */
    List<Integer> counters() {
        SortedSet<Integer> pids = new TreeSet<>(List.of(pcrPid, videoPid));
        for (int at = 0; at < tables.length; at += TsPacket.SIZE) {
            pids.add(TsPacket.pid(tables, at));
        }
        return pids.stream().map(pid -> pid << 4 | continuity[pid]).toList();
    }

    /** Forgets the pictures of which nothing has been sent. */
    void dropUnstarted() {
        pending.removeIf(picture -> picture.done == 0);
    }

    long lead() {
        return lead;
    }

    /** Output time of the next slot. */
    long now() {
        return number * SLOT;
    }

    /** PCR at an instant of output time. */
    long clockAt(long output) {
        return Math.floorMod(clockBase + output, CLOCK_WRAP);
    }

    /** Memory for a picture. */
    VideoUnit unit() {
        VideoUnit unit = free.poll();
        if (unit == null) {
            return new VideoUnit();
        }
        unit.clear();
        return unit;
    }

    void recycle(VideoUnit unit) {
        if (free.size() < FREE_UNITS) {
            free.add(unit);
        }
    }

    /**
     * Takes a picture. What comes too late for its instant moves it, and all that follow.
     *
     * @param decode output time from which it is sent, {@link #lead} before it is decoded
     * @param present the same for its presentation, not before {@code decode}
     */
    void add(VideoUnit unit, long decode, long present) {
        shift = Math.max(shift, now() - decode);
        pending.add(new Pending(unit, decode + shift, stamp(present + shift), stamp(decode + shift)));
    }

    /** By how much everything is later than it was planned, since media was late. */
    long shift() {
        return shift;
    }

    private long stamp(long output) {
        return Math.floorMod(clockBase + lead + output, CLOCK_WRAP) / 300;
    }

    /** Output time from which the last picture was sent of which anything was. */
    long begun() {
        return begun;
    }

    /** Whether no picture is sent in part. */
    boolean whole() {
        Pending head = pending.peek();
        return head == null || head.done == 0;
    }

    boolean empty() {
        return pending.isEmpty();
    }

    /** Builds the next slot; its bytes are {@link #bytes()} until the next call. Returns how many bytes. */
    int build() {
        packets = 0;
        boolean first = number == 0;
        long end = now() + SLOT;
        // Where the video alone goes on, the others' counters don't.
        boolean broken = first && (discontinuity || (onlyVideo && pcrPid != videoPid));
        Pes.adaptation(slot, room(), pcrPid, continuity[pcrPid], broken, clockAt(now()));
        if (first && (discontinuity || onlyVideo)) {
            announce();
        }
        if (number % SLOTS_PER_TABLES == 0 || starts(end)) {
            for (int at = 0; at < tables.length; at += TsPacket.SIZE) {
                copy(tables, at);
            }
        }
        while (!pending.isEmpty() && pending.element().send < end) {
            Pending head = pending.element();
            send(head, end);
            if (head.done < head.unit.count()) {
                break;
            }
            pending.remove();
            recycle(head.unit);
        }
        number++;
        return packets * TsPacket.SIZE;
    }

    byte[] bytes() {
        return slot;
    }

    /** The counters of what we number anew don't follow on those before. */
    private void announce() {
        if (discontinuity && pcrPid != videoPid) {
            Pes.adaptation(slot, room(), videoPid, continuity[videoPid], true, Pes.NONE);
        }
        int last = -1;
        for (int at = 0; at < tables.length; at += TsPacket.SIZE) {
            int pid = TsPacket.pid(tables, at);
            if (pid != last) {
                Pes.adaptation(slot, room(), pid, continuity[pid], true, Pes.NONE);
            }
            last = pid;
        }
    }

    private boolean starts(long end) {
        Pending head = pending.peek();
        return head != null && head.done == 0 && head.send < end && head.unit.headed();
    }

    private void send(Pending p, long end) {
        double window = Math.max((double) SLOT, Math.min((double) (lead - 2 * SLOT), p.unit.count() * ticksPerPacket));
        int until = (int) Math.min(p.unit.count(), Math.ceil(p.unit.count() * Math.max(0, end - p.send) / window));
        if (p.done == 0 && until > 0) {
            begun = p.send;
        }
        for (; p.done < until; p.done++) {
            int to = copy(p.unit.packets(), p.done * TsPacket.SIZE);
            Pes.plainAdaptation(slot, to);
            if (p.done == 0 && p.unit.headed()) {
                Pes.write(slot, to, p.pts, p.dts);
            }
        }
    }

    private int copy(byte[] from, int at) {
        int to = room();
        System.arraycopy(from, at, slot, to, TsPacket.SIZE);
        int pid = TsPacket.pid(slot, to);
        TsPacket.setContinuity(slot, to, TsPacket.hasPayload(slot, to) ? next(pid) : continuity[pid]);
        return to;
    }

    private int next(int pid) {
        continuity[pid] = (byte) (continuity[pid] + 1 & 15);
        return continuity[pid];
    }

    private int room() {
        int at = packets++ * TsPacket.SIZE;
        if (at + TsPacket.SIZE > slot.length) {
            slot = Arrays.copyOf(slot, 2 * slot.length);
        }
        return at;
    }
}
