package io.mediachassis.blade.engine;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.StreamIdentity;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.playout.ChunkReader;
import io.mediachassis.blade.playout.Destination;
import io.mediachassis.blade.playout.HandOverPoint;
import io.mediachassis.blade.playout.PlayoutCommand;
import io.mediachassis.blade.playout.PlayoutProxy;
import io.mediachassis.blade.playout.StreamMetrics;
import io.mediachassis.blade.playout.StreamSpec;
import io.mediachassis.blade.playout.StreamState;
import io.mediachassis.blade.playout.TrickThread;
import io.mediachassis.blade.repair.LossRepair;
import io.mediachassis.blade.rtsp.InterleavedSink;
import io.mediachassis.blade.rtsp.MediaException;
import io.mediachassis.blade.storage.Manifest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes the streams of this engine: reads indexes from disk, so on a worker's thread alone. */
final class StreamOpening {
    private final int slot;
    private final HeldSegments segments;
    private final PlayoutProxy playout;
    private final TrickThread trick;
    private final ChunkReader disk;
    private final Clock clock;
    private final String stationAddress;
    private final Map<Long, SentStream> bySession;
    private final Consumer<SentStream> onGone;

    /**
     * @param stationAddress the address that every stream leaves with
     * @param bySession the streams that are open, to which new ones are added
     * @param onGone hears of those that are sent here no more
     */
    StreamOpening(
            int slot,
            HeldSegments segments,
            PlayoutProxy playout,
            TrickThread trick,
            ChunkReader disk,
            Clock clock,
            String stationAddress,
            Map<Long, SentStream> bySession,
            Consumer<SentStream> onGone) {
        this.slot = slot;
        this.segments = segments;
        this.playout = playout;
        this.trick = trick;
        this.disk = disk;
        this.clock = clock;
        this.stationAddress = stationAddress;
        this.bySession = bySession;
        this.onGone = onGone;
    }

    /**
     * Fails with {@link CompletionException} of a {@link MediaException}: 500, 503.
     *
     * @param bitRate for which it was admitted
     */
    SentStream open(
            StreamIdentity identity, Manifest manifest, long bitRate, HandOverPoint start,
            @Nullable InterleavedSink sink, StreamEvents events) {
        ProgramSource source;
        Destination destination;
        try {
            source = new ProgramSource(manifest, segments, disk);
            destination = sink != null
                    ? new Destination.Interleaved(new StreamSink(sink))
                    : datagrams(identity);
        } catch (IOException e) {
            throw new CompletionException(
                    new MediaException(500, "Program " + manifest.id() + " can't be read: " + e.getMessage()));
        }
        StreamMetrics metrics = new StreamMetrics();
        metrics.continueFrom(start.packets(), start.bytes());
        metrics.at(StreamState.PAUSED, start.positionTicks(), start.sequence(), start.timestamp());
        long session = identity.getSession();
        SentStream stream = new SentStream(
                identity, source, bitRate, playout, trick, start.trick(), metrics, events,
                onGone, clock.nanoTime());
        SentStream before = bySession.get(session);
        int knownRescues = before == null ? 0 : before.identity().getRescues();
        if (before != null && before.care().preloaded() && knownRescues <= identity.getRescues()) {
            // What it was to wait for did not come: the console went elsewhere, and is handed over at another place now.
            before.close("it is opened anew");
        } else if (before != null && knownRescues < identity.getRescues()) {
            before.close("another blade went on for this one");
        }
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
        return stream;
    }

    /** To the console, or to the blade that passes them on to its connection. */
    private Destination datagrams(StreamIdentity identity) throws UnknownHostException {
        String to = identity.getRelayAddress().isEmpty() ? identity.getClientAddress() : identity.getRelayAddress();
        return new Destination.RtpUdp(
                endpoint(to, identity.getClientRtpPort()), endpoint(to, identity.getClientRtcpPort()),
                Ipv4Endpoint.toInt(InetAddress.getByName(stationAddress)), repair(identity));
    }

    private static LossRepair repair(StreamIdentity identity) {
        return switch (identity.getRepair()) {
            case PLAIN -> LossRepair.PLAIN;
            case RETRANSMISSION -> LossRepair.RETRANSMISSION;
            case NONE, UNRECOGNIZED -> LossRepair.NONE;
        };
    }

    private static Ipv4Endpoint endpoint(String address, int port) throws UnknownHostException {
        return Ipv4Endpoint.of(new InetSocketAddress(InetAddress.getByName(address), port));
    }
}
