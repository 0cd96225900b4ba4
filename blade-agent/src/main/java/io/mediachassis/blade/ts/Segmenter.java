package io.mediachassis.blade.ts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a transport stream into segments at random access points. PAT and PMT are inserted before each such point, so
 * every segment starts with them, and so does every part of one that a player fetches by its bytes. The segments one
 * behind the other are one continuous stream: nothing is left out after the start, null packets included. Bad media is
 * counted ({@link #counters()}), never an exception, unless it is no program at all.
 *
 * <p>Packets pass a window twice: scanned, then given out. The second pass stays behind where a PES packet has started
 * of which it isn't known yet whether it is a random access point, since the cut has to go before its first packet.
 * Memory is the window and the index of one segment. One thread at a time; after an exception it is of no more use.
 */
public final class Segmenter {
    private static final int WINDOW_PACKETS = 8192;
    /** Without a lock on packets in this many bytes it is no transport stream. */
    private static final long SYNC_LIMIT = 1 << 20;
    private static final long CLOCK_LIMIT = 8 << 20;
    private static final long MOST_BYTES = 8L << 30;
    /** PCRs are early or late by some milliseconds; a random access point just before the target is the one. */
    private static final long TOLERANCE = SegmentIndex.TICKS_PER_SECOND / 10;
    private static final long AUDIO_POINT_INTERVAL = SegmentIndex.TICKS_PER_SECOND;
    private static final int NONE = -1;

    private final SegmenterSettings settings;
    private final SegmentSink sink;
    private final PacketSync sync = new PacketSync();
    private final StreamScanner scanner = new StreamScanner();
    private final TableRewriter tables = new TableRewriter();
    private final PcrTimeline timeline = new PcrTimeline();
    private final SegmentIndexBuilder builder = new SegmentIndexBuilder();
    private final byte[] window = new byte[WINDOW_PACKETS * TsPacket.SIZE];
    private final ByteBuffer view = ByteBuffer.wrap(window);
    private final byte[] inserted = new byte[2 * (SectionAssembler.MAX_SECTION / 183 + 1) * TsPacket.SIZE];
    private final FirstBytes firstBytes = new FirstBytes();
    private int filled;
    private int emitted;
    /** The packet in the window that starts the undecided PES packet. */
    private int pending = NONE;
    private boolean started;
    private int segment;
    /** Source packets given out or dropped so far. */
    private long sourcePacket;
    private long clockTakenAt = NONE;
    private long origin;
    private long lastAudioPoint;
    private long dropped;
    private long insertedPackets;
    private long forcedCuts;

    public Segmenter(SegmenterSettings settings, SegmentSink sink) {
        this.settings = settings;
        this.sink = sink;
    }

    /**
     * Takes all remaining bytes.
     *
     * @throws NotMpegTs when this can't be a program; the sink may have got bytes of it by then
     * @throws IOException from the sink
     */
    public void accept(ByteBuffer bytes) throws NotMpegTs, IOException {
        firstBytes.accept(bytes);
        while (bytes.hasRemaining()) {
            sync.fill(bytes);
            drain(false);
        }
        check();
    }

    /** No more bytes come: gives out the rest and the last segment. */
    public void finish() throws NotMpegTs, IOException {
        drain(true);
        scanner.giveUp();
        pending = NONE;
        emit(filled);
        if (!started || !timeline.started()) {
            throw new NotMpegTs(whyNot("in its " + firstBytes.total() + " bytes"));
        }
        sink.segment(segment, builder.build(now()));
    }

    /** The program as its tables now describe it; empty before they came. */
    public Optional<ProgramMap> program() {
        return Optional.ofNullable(scanner.tables().map());
    }

    public TsCounters counters() {
        return scanner.counters(sync, timeline, dropped, insertedPackets, forcedCuts);
    }

    private void drain(boolean atEnd) throws IOException {
        int taken;
        do {
            taken = sync.take(window, filled * TsPacket.SIZE, WINDOW_PACKETS - filled, atEnd);
            int from = filled;
            filled += taken;
            scan(from);
            if (filled == WINDOW_PACKETS && pending == 0) {
                // A PES packet whose first picture doesn't come in a whole window is none to start at.
                scanner.giveUp();
                pending = NONE;
            }
            emit(pending == NONE ? filled : pending);
            compact();
        } while (taken > 0);
    }

    private void scan(int from) throws IOException {
        for (int i = from; i < filled; i++) {
            int found = scanner.scan(window, i * TsPacket.SIZE);
            if (found == 0) {
                continue;
            }
            if ((found & StreamScanner.START) != 0) {
                pending = i;
            }
            if ((found & StreamScanner.YES) != 0 && pending != NONE) {
                emit(pending);
                randomAccess();
            }
            if ((found & (StreamScanner.YES | StreamScanner.NO)) != 0) {
                pending = NONE;
            }
        }
    }

    /** The packet at {@code emitted} is a random access point. */
    private void randomAccess() throws IOException {
        int at = emitted * TsPacket.SIZE;
        if (pcrPid() == TsPacket.pid(window, at)) {
            takeClock(at);
        }
        long now = now();
        if (!started) {
            started = true;
            origin = timeline.started() ? timeline.timeAt(sourcePacket) : 0;
            builder.start(0);
            lastAudioPoint = 0;
            insertTables();
        } else if (now - builder.startTicks() >= settings.targetTicks() - TOLERANCE) {
            cut(now);
        } else if (scanner.audioOnly() && now - lastAudioPoint < AUDIO_POINT_INTERVAL) {
            return;
        } else {
            // Every part that starts at a random access point is so a stream of its own (RFC 8216 section 3.2).
            insertTables();
        }
        lastAudioPoint = now();
        builder.randomAccess();
    }

    private void cut(long now) throws IOException {
        SegmentIndex index = builder.build(now);
        sink.segment(segment++, index);
        builder.start(index.endTicks());
        insertTables();
    }

    private void insertTables() throws IOException {
        ProgramTables now = scanner.tables();
        int n = tables.write(now.pat(), 0, scanner.continuity(0), inserted, 0);
        n += tables.write(now.pmt(), pmtPid(), scanner.continuity(pmtPid()), inserted, n * TsPacket.SIZE);
        sink.bytes(ByteBuffer.wrap(inserted, 0, n * TsPacket.SIZE));
        builder.addPackets(n);
        insertedPackets += n;
    }

    /** Gives out (or, before the start, drops) the packets up to this one. */
    private void emit(int limit) throws IOException {
        if (started && limit > emitted && overlong()) {
            forcedCuts++;
            cut(now());
        }
        int pmtPid = scanner.tables().pmtPid();
        int pcrPid = pcrPid();
        int from = emitted;
        for (; emitted < limit; emitted++) {
            int at = emitted * TsPacket.SIZE;
            int pid = TsPacket.pid(window, at);
            if (pid == pcrPid && TsPacket.hasAdaptation(window, at) && takeClock(at) && started) {
                builder.mark(now());
            }
            if (started) {
                if (pid == 0 || pid == pmtPid) {
                    tables.renumber(window, at, pid);
                }
                builder.addPackets(1);
            }
            sourcePacket++;
        }
        if (!started) {
            dropped += limit - from;
        } else if (limit > from) {
            view.limit(limit * TsPacket.SIZE).position(from * TsPacket.SIZE);
            sink.bytes(view);
        }
    }

    private boolean overlong() {
        return now() - builder.startTicks() > 3 * settings.targetTicks()
                || (long) builder.packets() * TsPacket.SIZE > MOST_BYTES;
    }

    /** Reads the PCR of the packet that is given out next, if it has one, once; whether it has. */
    private boolean takeClock(int at) {
        if (clockTakenAt == sourcePacket) {
            return true;
        }
        long pcr = TsPacket.transportError(window, at) ? NONE : TsPacket.pcr(window, at);
        if (pcr < 0) {
            return false;
        }
        timeline.pcr(sourcePacket, pcr, TsPacket.discontinuity(window, at));
        clockTakenAt = sourcePacket;
        return true;
    }

    /** Program time of the packet that is given out next. */
    private long now() {
        return Math.max(builder.startTicks(), timeline.timeAt(sourcePacket) - origin);
    }

    private void compact() {
        System.arraycopy(window, emitted * TsPacket.SIZE, window, 0, (filled - emitted) * TsPacket.SIZE);
        filled -= emitted;
        pending = pending == NONE ? NONE : pending - emitted;
        emitted = 0;
    }

    private int pcrPid() {
        ProgramMap map = scanner.tables().map();
        return map == null ? NONE : map.pcrPid();
    }

    private int pmtPid() {
        @Nullable ProgramMap map = scanner.tables().map();
        return map == null ? scanner.tables().pmtPid() : map.pmtPid();
    }

    private void check() throws NotMpegTs {
        long total = firstBytes.total();
        boolean never = sync.stride() == 0 ? total > SYNC_LIMIT
                : !started ? total > settings.startLimitBytes()
                : !timeline.started() && total > settings.startLimitBytes() + CLOCK_LIMIT;
        if (never) {
            throw new NotMpegTs(whyNot("in the first " + total + " bytes"));
        }
    }

    private String whyNot(String where) {
        if (sync.stride() == 0) {
            return "it is not an MPEG transport stream: no packets " + where + firstBytes.looksLike();
        }
        ProgramTables read = scanner.tables();
        if (!read.patSeen()) {
            return "the transport stream has no program association table (PAT) " + where;
        }
        if (read.map() == null) {
            return "the transport stream has a PAT but no program map table (PMT) " + where;
        }
        if (scanner.leadPid() < 0) {
            return "the program has neither video nor audio that is known here";
        }
        if (!started && scanner.leadScrambled() > 0) {
            return "the program is scrambled";
        }
        return started ? "the program has no clock (PCR) " + where
                : "the program has no picture to start with (random access point) " + where;
    }
}
