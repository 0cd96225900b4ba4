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
import io.mediachassis.blade.playout.StreamState;
import io.mediachassis.blade.playout.TrickThread;
import io.mediachassis.blade.rtsp.InterleavedSink;
import io.mediachassis.blade.rtsp.MediaException;
import io.mediachassis.blade.rtsp.ProgramDescription;
import io.mediachassis.blade.storage.Manifest;
import io.mediachassis.blade.ts.SegmentIndex;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
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

    private final int slot;
    private final HeldSegments segments;
    private final Executor worker;
    private final Admission admission;
    private final ForgottenStreams forgotten;
    private final StreamOpening opening;
    private final Map<Long, SentStream> bySession = new ConcurrentHashMap<>();
    private final AtomicLong opened = new AtomicLong();
    private volatile BooleanSupplier udp = () -> true;

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
        this.admission = new Admission(capacity, capacityBps);
        this.forgotten = new ForgottenStreams(slot, Collections.unmodifiableCollection(bySession.values()), clock);
        this.opening = new StreamOpening(
                slot, segments, playout, trick, disk, clock, stationAddress, bySession, this::onGone);
    }

    /** Streams by UDP are refused (503) while {@code ports} says that these are shut. */
    public void udpWhen(BooleanSupplier ports) {
        udp = ports;
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
        if (sink == null && !udp.getAsBoolean()) {
            return refuse(503, "The media ports of blade " + slot + " are in use by another process");
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
            SentStream stream = opening.open(identity, manifest, bitRate, start, sink, events);
            opened.incrementAndGet();
            if (!stream.source().complete()) {
                // What became of its program meanwhile was not told to it.
                look(stream);
            }
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

    /** Only so much of the capacity is given to streams from now on, percent, 1 to 100; those that run go on. */
    public void throttle(int percent) {
        admission.throttle(percent);
    }

    /** Streams that it may send now. */
    public int capacity() {
        return admission.capacity();
    }

    /** Bit rate of all streams that it may send now, bit/s. */
    public long capacityBps() {
        return admission.capacityBps();
    }

    /** What other streams of this engine take of its capacity. */
    public StreamRoom room() {
        return new StreamRoom() {
            @Override
            public Optional<String> admit(long bitRate) {
                return admission.admit(bitRate);
            }

            @Override
            public void release(long bitRate) {
                admission.release(bitRate);
            }
        };
    }

    /** Whether it sends as many as it may. */
    boolean full() {
        return admission.full();
    }

    /** Those that are open now. */
    Collection<SentStream> all() {
        return Collections.unmodifiableCollection(bySession.values());
    }

    /** Those that nobody cares for any more. */
    public ForgottenStreams forgotten() {
        return forgotten;
    }

    /** Streams opened since the start. */
    public long opened() {
        return opened.get();
    }

    /** Bit rate of all streams that are open. */
    public long egressBps() {
        return admission.bps();
    }

    /** What a console is told of a program that is still being taken in here; empty: none such, or nothing of it is whole. */
    public Optional<ProgramDescription> growing(String programId) {
        return segments.isGrowing(programId)
                ? segments.manifest(programId).map(soFar -> ProgramDescription.growing(
                        programId, soFar.title(), ProgramSource.bitRate(soFar)))
                : Optional.empty();
    }

    /** Segments of a program came or went, or it grew: its streams look again. */
    public void refresh(String programId) {
        for (SentStream stream : bySession.values()) {
            if (stream.identity().getProgramId().equals(programId)) {
                worker.execute(() -> look(stream));
            }
        }
    }

    private static void look(SentStream stream) {
        ProgramSource source = stream.source();
        int at = source.segmentAt(stream.metrics().positionTicks());
        boolean here = source.holds(at);
        if (!source.refreshChanged()) {
            stream.fail("program " + stream.identity().getProgramId() + " was given up while it was taken in");
        } else if (here && !source.holds(at) && plays(stream)) {
            // No read fails where none is under way, and none is begun any more.
            stream.leave("segment " + at + " of " + stream.identity().getProgramId() + " is here no more");
        }
    }

    private static boolean plays(SentStream stream) {
        StreamState state = stream.metrics().state();
        return state == StreamState.PLAYING || state == StreamState.FILLING;
    }

    /** The same; completes when they have looked. */
    public CompletionStage<Void> refreshed(String programId) {
        refresh(programId);
        return CompletableFuture.runAsync(() -> {}, worker);
    }

    /** A segment that was on its way here does not come: streams that are in it go on elsewhere, or end. */
    public void lost(String programId, int segment) {
        for (SentStream stream : bySession.values()) {
            ProgramSource source = stream.source();
            boolean starves = source.programId().equals(programId) && !source.holds(segment)
                    && source.segmentAt(stream.metrics().positionTicks()) == segment;
            if (starves) {
                stream.leave("segment " + segment + " of " + programId + " does not come");
            }
        }
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
        return plays(stream)
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
     * Another engine took a stream over. It goes on for this one, which was thought dead, where it was rescued more
     * often than this one knows; else the news are older than the stream here.
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

    private void onGone(SentStream stream) {
        if (bySession.remove(stream.session(), stream)) {
            admission.release(stream.bitRate());
        }
    }

    private static CompletionStage<SentStream> refuse(int status, String text) {
        return CompletableFuture.failedFuture(new MediaException(status, text));
    }
}
