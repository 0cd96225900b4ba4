package io.mediachassis.blade.engine;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.StreamStatus;
import io.mediachassis.blade.engine.LocalStream.StreamInfo;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.playout.ChunkReader;
import io.mediachassis.blade.playout.Destination;
import io.mediachassis.blade.playout.PlayoutCommand;
import io.mediachassis.blade.playout.PlayoutProxy;
import io.mediachassis.blade.playout.Rtcp;
import io.mediachassis.blade.playout.RtcpPacket;
import io.mediachassis.blade.playout.StreamMetrics;
import io.mediachassis.blade.playout.StreamSpec;
import io.mediachassis.blade.playout.TrickThread;
import io.mediachassis.blade.rtsp.Delivery;
import io.mediachassis.blade.rtsp.MediaException;
import io.mediachassis.blade.rtsp.StreamRequest;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.ts.SegmentIndex;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

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

    private static final long TICKS_PER_MS = SegmentIndex.TICKS_PER_SECOND / 1000;

    private final int slot;
    private final ProgramStore store;
    private final PlayoutProxy playout;
    private final TrickThread trick;
    private final ChunkReader disk;
    private final Executor worker;
    private final Clock clock;
    private final RandomGenerator random;
    private final int capacity;
    private final String stationAddress;
    private final int mediaPort;
    private final Map<Integer, LocalStream> bySsrc = new ConcurrentHashMap<>();

    /**
     * @param random gives SSRCs, sequence numbers and timestamps, which shall not be guessed (RFC 3550 section 5.1)
     * @param capacity streams at most
     * @param stationAddress the address that every stream leaves with
     */
    public EngineStreams(
            int slot,
            ProgramStore store,
            PlayoutProxy playout,
            TrickThread trick,
            ChunkReader disk,
            Executor worker,
            Clock clock,
            RandomGenerator random,
            int capacity,
            String stationAddress,
            int mediaPort) {
        this.slot = slot;
        this.store = store;
        this.playout = playout;
        this.trick = trick;
        this.disk = disk;
        this.worker = worker;
        this.clock = clock;
        this.random = random;
        this.capacity = capacity;
        this.stationAddress = stationAddress;
        this.mediaPort = mediaPort;
    }

    /**
     * Opens a stream, paused at its start. Fails with {@link MediaException}: 404, 453, 503.
     *
     * @param anchorSlot the blade that holds the console's conversation
     */
    public CompletionStage<LocalStream> open(StreamRequest request, int anchorSlot) {
        Program program = store.program(request.programId()).orElse(null);
        if (program == null) {
            return refuse(404, "No program " + request.programId() + " on blade " + slot);
        }
        if (bySsrc.size() >= capacity) {
            return refuse(453, "Blade " + slot + " sends " + capacity + " streams, which is its capacity");
        }
        return CompletableFuture.supplyAsync(() -> openNow(request, program, anchorSlot), worker);
    }

    /** The stream of an SSRC, while it is open. */
    public Optional<LocalStream> stream(int ssrc) {
        return Optional.ofNullable(bySsrc.get(ssrc));
    }

    /** An RTCP packet of a console: a sign of life of the stream it reports on, or its end. */
    public void onRtcp(ByteBuffer packet) {
        for (RtcpPacket part : Rtcp.parse(packet)) {
            if (part instanceof RtcpPacket.ReceiverReport report) {
                for (RtcpPacket.ReportBlock block : report.blocks()) {
                    LocalStream stream = bySsrc.get(block.source());
                    if (stream != null) {
                        stream.keepAlive();
                    }
                }
            }
        }
    }

    public int count() {
        return bySsrc.size();
    }

    /** Bit rate of all streams that play. */
    public long egressBps() {
        long sum = 0;
        for (LocalStream stream : bySsrc.values()) {
            sum += store.program(stream.info().programId()).map(Program::bitRate).orElse(0L);
        }
        return sum;
    }

    /** What is sent now, for status. */
    public List<StreamStatus> statuses() {
        List<StreamStatus> list = new ArrayList<>();
        for (LocalStream stream : bySsrc.values()) {
            StreamInfo info = stream.info();
            StreamMetrics.Snapshot m = stream.metrics();
            list.add(StreamStatus.newBuilder()
                    .setSession(info.session())
                    .setProgramId(info.programId())
                    .setEngineSlot(slot)
                    .setAnchorSlot(info.anchorSlot())
                    .setClient(info.client())
                    .setTransport(info.transport())
                    .setState(m.state().name().toLowerCase(Locale.ROOT))
                    .setPositionMs(m.positionTicks() / TICKS_PER_MS)
                    .setDurationMs(info.durationMs())
                    .setPackets(m.packets())
                    .setBytes(m.bytes())
                    .setLatePackets(m.latePackets())
                    .setSsrc(info.ssrc())
                    .setUserAgent(info.userAgent())
                    .build());
        }
        return list;
    }

    /** Ends all streams of consoles whose conversation another blade held, when that blade no longer acts. */
    public void closeAnchoredBy(int anchorSlot, String reason) {
        for (LocalStream stream : bySsrc.values()) {
            if (anchorSlot != slot && stream.info().anchorSlot() == anchorSlot) {
                stream.close(reason);
            }
        }
    }

    private LocalStream openNow(StreamRequest request, Program program, int anchorSlot) {
        ProgramSource source;
        Destination destination;
        String transport;
        String client = request.clientAddress();
        String clientRtcp = "";
        try {
            source = ProgramSource.of(program, disk);
            if (request.delivery() instanceof Delivery.Udp udp) {
                transport = "RTP/AVP/UDP";
                client = request.clientAddress() + ":" + udp.rtpPort();
                clientRtcp = request.clientAddress() + ":" + udp.rtcpPort();
                destination = new Destination.RtpUdp(
                        endpoint(request.clientAddress(), udp.rtpPort()),
                        endpoint(request.clientAddress(), udp.rtcpPort()),
                        Ipv4Endpoint.toInt(InetAddress.getByName(stationAddress)));
            } else {
                transport = "RTP/AVP/TCP";
                Delivery.Interleaved interleaved = (Delivery.Interleaved) request.delivery();
                destination = new Destination.Interleaved(new StreamSink(interleaved.sink()));
            }
        } catch (IOException e) {
            throw new CompletionException(
                    new MediaException(500, "Program " + program.id() + " can't be read: " + e.getMessage()));
        }
        boolean udp = request.delivery() instanceof Delivery.Udp;
        StreamInfo info = new StreamInfo(
                random.nextLong(),
                program.id(),
                freshSsrc(),
                udp ? mediaPort : 0,
                stationAddress,
                client,
                clientRtcp,
                transport,
                request.userAgent(),
                anchorSlot,
                program.durationTicks() / TICKS_PER_MS);
        StreamMetrics metrics = new StreamMetrics();
        LocalStream stream = new LocalStream(
                info, playout, new TrickPlay(info.session(), source, playout, trick), metrics, clock,
                closed -> bySsrc.remove(info.ssrc()));
        bySsrc.put(info.ssrc(), stream);
        StreamSpec spec = new StreamSpec(
                info.session(),
                source,
                destination,
                info.ssrc(),
                random.nextInt(1 << 16),
                random.nextInt(),
                "blade-" + slot + "@mediachassis",
                true,
                metrics,
                stream);
        if (!playout.offer(new PlayoutCommand.Open(spec))) {
            bySsrc.remove(info.ssrc());
            throw new CompletionException(
                    new MediaException(503, "The playout of blade " + slot + " takes no more orders now"));
        }
        return stream;
    }

    /** The slot in the upper byte tells the director which engine an RTCP packet is for. */
    private int freshSsrc() {
        int ssrc;
        do {
            ssrc = (slot << 24) | random.nextInt(1 << 24);
        } while (bySsrc.containsKey(ssrc));
        return ssrc;
    }

    /** The engine that chose an SSRC. */
    public static int slotOf(int ssrc) {
        return ssrc >>> 24;
    }

    private static Ipv4Endpoint endpoint(String address, int port) throws UnknownHostException {
        return Ipv4Endpoint.of(new InetSocketAddress(InetAddress.getByName(address), port));
    }

    private static CompletionStage<LocalStream> refuse(int status, String text) {
        return CompletableFuture.failedFuture(new MediaException(status, text));
    }
}
