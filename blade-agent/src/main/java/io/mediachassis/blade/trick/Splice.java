package io.mediachassis.blade.trick;

import io.mediachassis.blade.ts.ElementaryStream;
import io.mediachassis.blade.ts.ProgramMap;
import io.mediachassis.blade.ts.ProgramTables;
import io.mediachassis.blade.ts.SegmentIndex;
import io.mediachassis.blade.ts.TsPacket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the packets that go before normal play where it doesn't continue what was sent: PAT and PMT, and for each
 * stream a packet that announces the break in its counter and clock (discontinuity_indicator, ISO/IEC 13818-1 section
 * 2.4.3.5), so that the first picture isn't taken for damaged. Pure; one thread.
 */
public final class Splice implements Preparation {
    /** As many as one RTP packet carries. */
    private static final int MOST_PACKETS = 7;
    private static final long LIMIT = 1 << 20;

    private final PictureIndex index;
    private final int segment;
    private final long access;
    private final ProgramTables tables = new ProgramTables();
    private final List<byte[]> packets = new ArrayList<>();
    private final byte[] continuity = new byte[TsPacket.NULL_PID + 1];
    private long offset;
    private boolean tablesRead;
    private int missing;
    private long clock = Pes.NONE;
    private boolean done;

    /** @param fromTicks program time to which normal play is about to go */
    public Splice(PictureIndex index, long fromTicks) {
        this.index = index;
        segment = index.segmentAt(fromTicks);
        int point = index.segment(segment).randomAccessAtOrBefore(fromTicks);
        access = point < 0 ? 0 : index.segment(segment).randomAccessOffset(point);
        Arrays.fill(continuity, (byte) -1);
    }

    public boolean done() {
        return done;
    }

    @Override
    public @Nullable Read read() {
        return done ? null : new Read(segment, offset);
    }

    @Override
    public void take(byte[] b, int at, int count) {
        for (int i = 0; i < count && !done; i++) {
            boolean before = tablesRead;
            packet(b, at + i * TsPacket.SIZE);
            if (before != tablesRead) {
                // What follows is at another place.
                return;
            }
        }
    }

    private void packet(byte[] b, int at) {
        int pid = TsPacket.pid(b, at);
        SegmentIndex now = index.segment(segment);
        if (!tablesRead) {
            table(b, at, pid);
        } else {
            ProgramMap map = tables.map();
            if (map != null && pid == map.pcrPid() && clock < 0 && TsPacket.pcr(b, at) >= 0) {
                clock = Math.floorMod(TsPacket.pcr(b, at) - now.timeAt(offset) + now.timeAt(access), SlotMux.CLOCK_WRAP);
            }
            if (TsPacket.hasPayload(b, at) && continuity[pid] < 0) {
                continuity[pid] = (byte) (TsPacket.continuity(b, at) - 1 & 15);
                missing -= map != null && map.streams().stream().anyMatch(s -> s.pid() == pid) ? 1 : 0;
            }
        }
        offset += TsPacket.SIZE;
        if (offset >= Math.min(index.available(segment), (tablesRead ? access : 0) + LIMIT) || (tablesRead && missing <= 0 && clock >= 0)) {
            done = true;
        }
        if (tablesRead && offset < access) {
            offset = access;
            done = false;
        }
    }

    private void table(byte[] b, int at, int pid) {
        if (pid == 0 || pid == tables.pmtPid()) {
            packets.add(Arrays.copyOfRange(b, at, at + TsPacket.SIZE));
            tables.packet(b, at, pid, false);
        }
        ProgramMap map = tables.map();
        if (map != null) {
            tablesRead = true;
            missing = map.streams().size();
        }
    }

    /** The packets, once {@link #done}; empty when there are no tables. */
    public ByteBuffer packets() {
        ProgramMap map = tables.map();
        List<byte[]> all = new ArrayList<>(packets.size() > MOST_PACKETS ? List.of() : packets);
        if (map != null) {
            if (map.streams().stream().noneMatch(s -> s.pid() == map.pcrPid())) {
                announce(all, map.pcrPid(), clock);
            }
            for (ElementaryStream stream : map.streams()) {
                announce(all, stream.pid(), stream.pid() == map.pcrPid() ? clock : Pes.NONE);
            }
        }
        ByteBuffer bytes = ByteBuffer.allocate(all.size() * TsPacket.SIZE);
        all.forEach(bytes::put);
        return bytes.flip();
    }

    private void announce(List<byte[]> all, int pid, long pcr) {
        if (all.size() < MOST_PACKETS && continuity[pid] >= 0) {
            byte[] packet = new byte[TsPacket.SIZE];
            Pes.adaptation(packet, 0, pid, continuity[pid], true, pcr);
            all.add(packet);
        }
    }
}
