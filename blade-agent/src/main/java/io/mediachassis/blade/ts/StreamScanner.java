package io.mediachassis.blade.ts;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every packet once, in order: counts, follows PAT and PMT, and says where the PES packets start at which
 * decoding can start. Without video every start of an audio PES packet is such a place. One thread.
 */
final class StreamScanner {
    /** Result bit: a PES packet starts here of which it isn't known yet whether it is a random access point. */
    static final int START = 1;
    /** Result bit: the PES packet started last is a random access point. */
    static final int YES = 2;
    /** Result bit: it is not. */
    static final int NO = 4;

    private static final byte UNSEEN = -1;

    private final ProgramTables tables = new ProgramTables();
    private final byte[] continuity = new byte[TsPacket.NULL_PID + 1];
    private RandomAccessDetector detector = new RandomAccessDetector(Codec.OTHER);
    private int known;
    private int leadPid = -1;
    private Codec leadCodec = Codec.OTHER;
    private long packets;
    private long nullPackets;
    private long transportErrors;
    private long continuityErrors;
    private long duplicates;
    private long scrambled;
    private long leadScrambled;

    StreamScanner() {
        Arrays.fill(continuity, UNSEEN);
    }

    ProgramTables tables() {
        return tables;
    }

    /** Last continuity counter of a PID, -1 when none was seen. */
    int continuity(int pid) {
        return continuity[pid];
    }

    /** Scrambled packets of the stream by which the program is cut. */
    long leadScrambled() {
        return leadScrambled;
    }

    /** PID of the stream by which the program is cut: the first video, else the first audio; -1 for none. */
    int leadPid() {
        return leadPid;
    }

    boolean audioOnly() {
        return leadCodec.kind() == Codec.Kind.AUDIO;
    }

    /** No more packets: what is undecided stays so. */
    void giveUp() {
        detector.giveUp();
    }

    int scan(byte[] b, int at) {
        packets++;
        int pid = TsPacket.pid(b, at);
        if (TsPacket.transportError(b, at)) {
            transportErrors++;
            return 0;
        }
        if (pid == TsPacket.NULL_PID) {
            nullPackets++;
            return 0;
        }
        boolean gap = gap(b, at, pid);
        if (TsPacket.scrambled(b, at)) {
            scrambled++;
            leadScrambled += pid == leadPid ? 1 : 0;
            return 0;
        }
        if (pid == leadPid) {
            return lead(b, at, gap);
        }
        if (pid == 0 || pid == tables.pmtPid()) {
            tables.packet(b, at, pid, gap);
            if (tables.generation() != known) {
                known = tables.generation();
                follow(tables.map());
            }
        }
        return 0;
    }

    /** Checks the continuity counter (ISO/IEC 13818-1 section 2.4.3.3); true when packets are missing before this. */
    private boolean gap(byte[] b, int at, int pid) {
        if (!TsPacket.hasPayload(b, at)) {
            return false;
        }
        int now = TsPacket.continuity(b, at);
        int last = continuity[pid];
        continuity[pid] = (byte) now;
        if (last == UNSEEN || now == (last + 1 & 15)) {
            return false;
        }
        if (TsPacket.discontinuity(b, at)) {
            return true;
        }
        if (now == last) {
            duplicates++;
            return false;
        }
        continuityErrors++;
        return true;
    }

    private int lead(byte[] b, int at, boolean gap) {
        int payload = TsPacket.payloadStart(b, at);
        if (payload >= TsPacket.SIZE) {
            return 0;
        }
        int result = 0;
        if (TsPacket.unitStart(b, at)) {
            if (!RandomAccessDetector.reads(leadCodec)) {
                return audioOnly() || TsPacket.randomAccessIndicator(b, at) ? START | YES : START | NO;
            }
            detector.begin();
            result = START;
        } else if (detector.verdict() != RandomAccessDetector.Verdict.UNDECIDED) {
            return 0;
        } else if (gap) {
            detector.giveUp();
            return NO;
        }
        return switch (detector.payload(b, at + payload, at + TsPacket.SIZE)) {
            case YES -> result | YES;
            case NO -> result | NO;
            case IDLE, UNDECIDED -> result;
        };
    }

    private void follow(@Nullable ProgramMap map) {
        Optional<ElementaryStream> lead =
                map == null ? Optional.empty() : map.video().or(map::audio);
        int pid = lead.map(ElementaryStream::pid).orElse(-1);
        Codec codec = lead.map(ElementaryStream::codec).orElse(Codec.OTHER);
        if (pid != leadPid || codec != leadCodec) {
            leadPid = pid;
            leadCodec = codec;
            detector = new RandomAccessDetector(codec);
        }
    }

    /** The counts, with those that others keep. */
    TsCounters counters(PacketSync sync, PcrTimeline timeline, long dropped, long inserted, long forcedCuts) {
        return new TsCounters(packets, nullPackets, sync.losses(), sync.skipped(), transportErrors, continuityErrors,
                duplicates, scrambled, tables.errors(), timeline.pcrs(), timeline.jumps(), timeline.wraps(), dropped,
                inserted, forcedCuts, tables.changes());
    }
}
