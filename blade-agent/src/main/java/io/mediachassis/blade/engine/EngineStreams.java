package io.mediachassis.blade.engine;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.StreamIdentity;
import io.mediachassis.backplane.proto.StreamRecord;
import io.mediachassis.backplane.proto.StreamStatus;
import io.mediachassis.backplane.proto.StreamTaken;
import io.mediachassis.blade.http.DownloadGate;
import io.mediachassis.blade.playout.ChunkReader;
import io.mediachassis.blade.playout.HandOverPoint;
import io.mediachassis.blade.playout.PlayoutProxy;
import io.mediachassis.blade.playout.Rtcp;
import io.mediachassis.blade.playout.RtcpPacket;
import io.mediachassis.blade.playout.StreamState;
import io.mediachassis.blade.playout.TrickThread;
import io.mediachassis.blade.rtsp.InterleavedSink;
import io.mediachassis.blade.rtsp.MediaException;
import io.mediachassis.blade.storage.Manifest;
import io.mediachassis.blade.ts.SegmentIndex;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The streams that this engine sends. Opening reads indexes from disk on the worker; everything else answers from
 * memory. Any thread.
 */
public final class EngineStreams {
    /**
     * Added to the duration that consoles are told. The last pictures are presented up to about a second after their
     * bytes (ISO/IEC 13818-1 section 2.4.2.6), and GStreamer drops what lies past the announced end.
     */
    public static final long PRESENTATION_MARGIN_MS = 1000;

    /** Streams that may be open beyond the capacity for a moment, while consoles are exchanged with other engines. */
    public static final int SWAPPED_AT_MOST = 8;

    static final long TICKS_PER_MS = SegmentIndex.TICKS_PER_SECOND / 1000;

    /** A preloaded stream that nobody hands over is closed after this. */
    private static final long PRELOAD_NS = 60_000_000_000L;

    /** Three times the interval at which consoles report (RFC 3550 section 6.2). */
    private static final long ORPHAN_NS = 15_000_000_000L;

    private static final BitSet NONE = new BitSet();

    private final int slot;
    private final HeldSegments segments;
    private final Executor worker;
    private final Clock clock;
    private final Admission admission;
    private final StreamOpening opening;
    private final Map<Long, SentStream> bySession = new ConcurrentHashMap<>();
    private final AtomicLong opened = new AtomicLong();

    /**
     * @param capacity streams at most
     * @param capacityBps bit rate of all of them at most, bit/s
     * @param stationAddress the address that every stream leaves with
     */
    public EngineStreams(
            int slot,
            HeldSegments segments,
            PlayoutProxy playout,
            TrickThread trick,
            ChunkReader disk,
            Executor worker,
            Clock clock,
            int capacity,
            long capacityBps,
            String stationAddress) {
        this.slot = slot;
        this.segments = segments;
        this.worker = worker;
        this.clock = clock;
        this.admission = new Admission(capacity, capacityBps);
        this.opening = new StreamOpening(
                slot, segments, playout, trick, disk, clock, stationAddress, bySession, this::onGone);
    }

    /**
     * Opens a stream, paused. Fails with {@link MediaException}: 404, 453, 503.
     *
     * @param start where another engine left it; of a new stream its first packet's sequence number and timestamp
     * @param beyond streams that may be open beyond the capacity: another leaves in exchange
     * @param sink where the packets go when the console has no ports of its own
     */
    CompletionStage<SentStream> open(
            StreamIdentity identity, HandOverPoint start, int beyond, @Nullable InterleavedSink sink,
            StreamEvents events) {
        Manifest manifest = segments.manifest(identity.getProgramId()).orElse(null);
        if (manifest == null) {
            return refuse(404, "No program " + identity.getProgramId() + " on blade " + slot);
        }
        SentStream before = bySession.get(identity.getSession());
        if (before != null && before.care().preloaded() && before.identity().getRescues() <= identity.getRescues()) {
            // What it waited for did not come: it is in the place of this one.
            before.close("it is opened anew");
        }
        long bitRate = ProgramSource.bitRate(manifest);
        Optional<String> full = admission.admit(bitRate, beyond);
        if (full.isPresent()) {
            return refuse(453, "Blade " + slot + " takes no more: " + full.get());
        }
        return CompletableFuture.supplyAsync(() -> {
            SentStream stream = opening.open(identity, manifest, start, sink, events);
            opened.incrementAndGet();
            return stream;
        }, worker).whenComplete((stream, error) -> {
            if (error != null) {
                admission.release(bitRate);
            }
        });
    }

    /** The stream of a session, while this engine sends it. */
    public Optional<SentStream> stream(long session) {
        return Optional.ofNullable(bySession.get(session));
    }

    public int count() {
        return bySession.size();
    }

    /** What HTTP may send beside them. */
    public DownloadGate downloads() {
        return new Downloads(admission);
    }

    /** Whether it sends as many as it may. */
    boolean full() {
        return admission.full();
    }

    /** Those that are open now. */
    Collection<SentStream> all() {
        return Collections.unmodifiableCollection(bySession.values());
    }

    /** Streams opened since the start. */
    public long opened() {
        return opened.get();
    }

    /** Bit rate of all streams that are open. */
    public long egressBps() {
        return admission.bps();
    }

    /** Segments of a program came or went: its streams look again. */
    public void refresh(String programId) {
        for (SentStream stream : bySession.values()) {
            if (stream.identity().getProgramId().equals(programId)) {
                worker.execute(stream.source()::refreshChanged);
            }
        }
    }

    /** The same; completes when they have looked. */
    CompletionStage<Void> refreshed(String programId) {
        refresh(programId);
        return CompletableFuture.runAsync(() -> {}, worker);
    }

    /** A segment that was on its way here does not come: streams that are in it end. */
    void lost(String programId, int segment) {
        for (SentStream stream : bySession.values()) {
            ProgramSource source = stream.source();
            boolean starves = source.programId().equals(programId) && !source.holds(segment)
                    && source.segmentAt(stream.metrics().positionTicks()) == segment;
            if (starves) {
                stream.fail("segment " + segment + " of " + programId + " does not come");
            }
        }
    }

    /** What is sent now counts as used now. */
    public void tellUse(LastUse lastUse) {
        for (SentStream stream : bySession.values()) {
            lastUse.used(stream.identity().getProgramId(), stream.source().segmentAt(stream.metrics().positionTicks()));
        }
    }

    /** What {@link #plays} says now, for asking about many segments. */
    public BiPredicate<String, Integer> playing() {
        Map<String, BitSet> played = new HashMap<>();
        for (SentStream stream : bySession.values()) {
            int now = stream.source().segmentAt(stream.metrics().positionTicks());
            played.computeIfAbsent(stream.identity().getProgramId(), id -> new BitSet()).set(now, now + 2);
        }
        return (programId, segment) -> played.getOrDefault(programId, NONE).get(segment);
    }

    /** Whether a stream is at that segment, or will be next. */
    public boolean plays(String programId, int segment) {
        return bySession.values().stream().anyMatch(stream -> {
            int now = stream.source().segmentAt(stream.metrics().positionTicks());
            return stream.identity().getProgramId().equals(programId) && (segment == now || segment == now + 1);
        });
    }

    /** What is sent now, for status. */
    public List<StreamStatus> statuses() {
        List<StreamStatus> list = new ArrayList<>();
        for (SentStream stream : bySession.values()) {
            list.add(StreamReports.status(stream, slot));
        }
        return list;
    }

    /** Those that other engines could send on, for the other blades to keep. */
    public List<StreamRecord> records() {
        List<StreamRecord> records = new ArrayList<>();
        for (SentStream stream : bySession.values()) {
            if (stream.movable()) {
                records.add(StreamReports.record(stream));
            }
        }
        return records;
    }

    /** How often a stream that plays here was rescued; empty where it does not play here. */
    public OptionalInt rescuesOfPlaying(long session) {
        SentStream stream = bySession.get(session);
        if (stream == null || !stream.alive()) {
            return OptionalInt.empty();
        }
        StreamState state = stream.metrics().state();
        return state == StreamState.PLAYING || state == StreamState.FILLING
                ? OptionalInt.of(stream.identity().getRescues())
                : OptionalInt.empty();
    }

    /** Another engine sends it, and is right. */
    public void stopSending(long session, int engine) {
        SentStream stream = bySession.get(session);
        if (stream != null && engine != slot) {
            stream.close("blade " + engine + " sends it");
        }
    }

    /**
     * Another engine took a stream over. It goes on for this one, which was thought dead, where it was rescued more often
     * than this one knows; else the news are older than the stream here.
     */
    public void onTaken(StreamTaken taken) {
        SentStream stream = bySession.get(taken.getSession());
        if (stream != null && stream.identity().getRescues() < taken.getRescues()) {
            stopSending(taken.getSession(), taken.getEngineSlot());
        }
    }

    /** Ends what others send on by now: this blade is cut off from all of them. What pauses is sent on by nobody. */
    public void stopMovable(String reason) {
        for (SentStream stream : bySession.values()) {
            if (stream.movable() && rescuesOfPlaying(stream.session()).isPresent()) {
                stream.close(reason);
            }
        }
    }

    /**
     * The blade that held the conversations of some consoles is gone. Players whose connection did not end go on, and
     * show it by their reports; the others' streams end before long.
     */
    public void onAnchorGone(int anchorSlot) {
        long now = clock.nanoTime();
        for (SentStream stream : bySession.values()) {
            if (stream.identity().getAnchorSlot() == anchorSlot) {
                stream.care().orphaned(now);
            }
        }
    }

    /** RTCP of a console: a sign of life of the streams that it reports on. */
    public void onRtcp(ByteBuffer packet) {
        for (RtcpPacket part : Rtcp.parse(packet)) {
            if (part instanceof RtcpPacket.ReceiverReport report) {
                report.blocks().forEach(block -> onHeard(block.source()));
            }
        }
    }

    /** The console of the stream with this SSRC is there. */
    public void onHeard(int ssrc) {
        for (SentStream stream : bySession.values()) {
            if (stream.identity().getSsrc() == ssrc) {
                stream.care().heard(clock.nanoTime());
            }
        }
    }

    /**
     * Closes what was preloaded and never handed over, and what nobody watches any more; called each second.
     *
     * @param reachable whether the blade in a slot is
     */
    public void closeForgotten(IntPredicate reachable) {
        long now = clock.nanoTime();
        for (SentStream stream : bySession.values()) {
            int anchor = stream.identity().getAnchorSlot();
            if (anchor != slot && !stream.care().isOrphan() && !reachable.test(anchor)) {
                // It was handed over to this engine while its anchor was away.
                stream.care().orphaned(now);
            }
            if (stream.care().forgottenSince(now - PRELOAD_NS)) {
                stream.close("nobody handed it over");
            } else if (stream.care().orphanedSince(now - ORPHAN_NS)) {
                stream.close("blade " + anchor + ", which held its conversation, is gone, and its console is silent");
            }
        }
    }

    private void onGone(SentStream stream) {
        if (bySession.remove(stream.session(), stream)) {
            admission.release(stream.bitRate());
        }
    }

    private static CompletionStage<SentStream> refuse(int status, String text) {
        return CompletableFuture.failedFuture(new MediaException(status, text));
    }
}
