package io.mediachassis.blade.engine;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.StreamIdentity;
import io.mediachassis.backplane.proto.StreamRecord;
import io.mediachassis.backplane.proto.StreamStatus;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.playout.ChunkReader;
import io.mediachassis.blade.playout.Destination;
import io.mediachassis.blade.playout.HandOverPoint;
import io.mediachassis.blade.playout.PlayoutCommand;
import io.mediachassis.blade.playout.PlayoutProxy;
import io.mediachassis.blade.playout.Rtcp;
import io.mediachassis.blade.playout.RtcpPacket;
import io.mediachassis.blade.playout.StreamMetrics;
import io.mediachassis.blade.playout.StreamSpec;
import io.mediachassis.blade.playout.StreamState;
import io.mediachassis.blade.playout.TrickThread;
import io.mediachassis.blade.rtsp.InterleavedSink;
import io.mediachassis.blade.rtsp.MediaException;
import io.mediachassis.blade.storage.Manifest;
import io.mediachassis.blade.ts.SegmentIndex;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The streams that this engine sends. Opening reads indexes from disk on the worker; everything else answers from
 * memory. Any thread.
 */
public final class EngineStreams {
    /**
     * What an engine sends at most.
     *
     * @param egressBps of all streams together, bit/s
     */
    public record Capacity(int streams, long egressBps) {}

    /**
     * Added to the duration that consoles are told. The last pictures are presented up to about a second after their
     * bytes (ISO/IEC 13818-1 section 2.4.2.6), and GStreamer drops what lies past the announced end.
     */
    public static final long PRESENTATION_MARGIN_MS = 1000;

    static final long TICKS_PER_MS = SegmentIndex.TICKS_PER_SECOND / 1000;

    /** A preloaded stream that nobody hands over is closed after this. */
    private static final long PRELOAD_NS = 60_000_000_000L;

    /** Three times the interval at which consoles report (RFC 3550 section 6.2). */
    private static final long ORPHAN_NS = 15_000_000_000L;

    private static final BitSet NONE = new BitSet();

    private final int slot;
    private final HeldSegments segments;
    private final PlayoutProxy playout;
    private final TrickThread trick;
    private final ChunkReader disk;
    private final Executor worker;
    private final Clock clock;
    private final Capacity capacity;
    private final String stationAddress;
    private final Map<Long, SentStream> bySession = new ConcurrentHashMap<>();
    private final AtomicLong opened = new AtomicLong();

    /**
     * @param capacity what it sends at most
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
            Capacity capacity,
            String stationAddress) {
        this.slot = slot;
        this.segments = segments;
        this.playout = playout;
        this.trick = trick;
        this.disk = disk;
        this.worker = worker;
        this.clock = clock;
        this.capacity = capacity;
        this.stationAddress = stationAddress;
    }

    /**
     * Opens a stream, paused. Fails with {@link MediaException}: 404, 453, 503.
     *
     * @param start its first packet's sequence number and timestamp
     * @param sink where the packets go when the console has no ports of its own
     */
    CompletionStage<SentStream> open(
            StreamIdentity identity, HandOverPoint start, @Nullable InterleavedSink sink, StreamEvents events) {
        Manifest manifest = segments.manifest(identity.getProgramId()).orElse(null);
        if (manifest == null) {
            return refuse(404, "No program " + identity.getProgramId() + " on blade " + slot);
        }
        Optional<MediaException> refusal = refusal(manifest);
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(refusal.get());
        }
        return CompletableFuture.supplyAsync(() -> {
            // Others were opened since, one after the other on this thread.
            refusal(manifest).ifPresent(since -> {
                throw new CompletionException(since);
            });
            return openNow(identity, manifest, start, sink, events);
        }, worker);
    }

    /** Why one stream more is too many. */
    private Optional<MediaException> refusal(Manifest manifest) {
        if (bySession.size() >= capacity.streams()) {
            return Optional.of(new MediaException(
                    453, "Blade " + slot + " sends " + capacity.streams() + " streams, which is its capacity"));
        } else if (egressBps() + manifest.bitRate() > capacity.egressBps()) {
            return Optional.of(new MediaException(453, "Blade " + slot + " sends " + egressBps() / 1_000_000 + " Mbit/s, and "
                    + manifest.id() + " would be above its capacity of " + capacity.egressBps() / 1_000_000));
        }
        return Optional.empty();
    }

    /** The stream of a session, while this engine sends it. */
    public Optional<SentStream> stream(long session) {
        return Optional.ofNullable(bySession.get(session));
    }

    public int count() {
        return bySession.size();
    }

    /** Streams opened since the start. */
    public long opened() {
        return opened.get();
    }

    /** Bit rate of all streams that play. */
    public long egressBps() {
        long sum = 0;
        for (SentStream stream : bySession.values()) {
            sum += stream.bitRate();
        }
        return sum;
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
            StreamIdentity identity = stream.identity();
            StreamMetrics.Snapshot m = stream.metrics();
            boolean udp = stream.movable();
            list.add(StreamStatus.newBuilder()
                    .setSession(identity.getSession())
                    .setProgramId(identity.getProgramId())
                    .setEngineSlot(slot)
                    .setAnchorSlot(identity.getAnchorSlot())
                    .setClient(identity.getClientAddress() + (udp ? ":" + identity.getClientRtpPort() : ""))
                    .setTransport(udp ? "RTP/AVP/UDP" : "RTP/AVP/TCP")
                    .setState(m.state().name().toLowerCase(Locale.ROOT))
                    .setPositionMs(m.positionTicks() / TICKS_PER_MS)
                    .setDurationMs(stream.durationMs())
                    .setPackets(m.packets())
                    .setBytes(m.bytes())
                    .setLatePackets(m.latePackets())
                    .setSsrc(identity.getSsrc())
                    .setUserAgent(identity.getUserAgent())
                    .build());
        }
        return list;
    }

    /** Those that other engines could send on, for the other blades to keep. */
    public List<StreamRecord> records() {
        List<StreamRecord> records = new ArrayList<>();
        for (SentStream stream : bySession.values()) {
            if (stream.movable()) {
                records.add(stream.asRecord());
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

    /** Another engine sends it: this one was thought dead, or was late. */
    public void stopSending(long session, int engine) {
        SentStream stream = bySession.get(session);
        if (stream != null && engine != slot) {
            stream.close("blade " + engine + " sends it");
        }
    }

    /** Ends all streams that others can send: this blade is cut off from all others, so they have been given away. */
    public void stopMovable(String reason) {
        for (SentStream stream : bySession.values()) {
            if (stream.movable()) {
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
                stream.orphaned(now);
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
                stream.heard(clock.nanoTime());
            }
        }
    }

    /** Closes what was preloaded and never handed over, and what nobody watches any more; called each second. */
    public void closeForgotten() {
        long now = clock.nanoTime();
        for (SentStream stream : bySession.values()) {
            if (stream.forgottenSince(now - PRELOAD_NS)) {
                stream.close("nobody handed it over");
            } else if (stream.orphanedSince(now - ORPHAN_NS)) {
                stream.close("blade " + stream.identity().getAnchorSlot()
                        + ", which held its conversation, is gone, and its console is silent");
            }
        }
    }

    private SentStream openNow(
            StreamIdentity identity, Manifest manifest, HandOverPoint start, @Nullable InterleavedSink sink,
            StreamEvents events) {
        ProgramSource source;
        Destination destination;
        try {
            source = new ProgramSource(manifest, segments, disk);
            destination = sink != null
                    ? new Destination.Interleaved(new StreamSink(sink))
                    : new Destination.RtpUdp(
                            endpoint(identity.getClientAddress(), identity.getClientRtpPort()),
                            endpoint(identity.getClientAddress(), identity.getClientRtcpPort()),
                            Ipv4Endpoint.toInt(InetAddress.getByName(stationAddress)));
        } catch (IOException e) {
            throw new CompletionException(
                    new MediaException(500, "Program " + manifest.id() + " can't be read: " + e.getMessage()));
        }
        StreamMetrics metrics = new StreamMetrics();
        metrics.continueFrom(start.packets(), start.bytes());
        long session = identity.getSession();
        SentStream stream = new SentStream(
                identity, source, playout, new TrickPlay(session, source, playout, trick), metrics,
                events, gone -> bySession.remove(session, gone), clock.nanoTime());
        if (bySession.putIfAbsent(session, stream) != null) {
            throw new CompletionException(
                    new MediaException(503, "Blade " + slot + " sends stream " + Long.toHexString(session) + " already"));
        }
        StreamSpec spec = new StreamSpec(
                session, source, destination, identity.getSsrc(), start.sequence(), start.timestamp(),
                "station@mediachassis", true, metrics, stream);
        if (!playout.offer(new PlayoutCommand.Open(spec))) {
            bySession.remove(session);
            throw new CompletionException(
                    new MediaException(503, "The playout of blade " + slot + " takes no more orders now"));
        }
        opened.incrementAndGet();
        return stream;
    }

    private static Ipv4Endpoint endpoint(String address, int port) throws UnknownHostException {
        return Ipv4Endpoint.of(new InetSocketAddress(InetAddress.getByName(address), port));
    }

    private static CompletionStage<SentStream> refuse(int status, String text) {
        return CompletableFuture.failedFuture(new MediaException(status, text));
    }
}
