package io.mediachassis.blade.agent;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.daemon.OpenParts;
import io.mediachassis.blade.announce.dvb.SiNumbers;
import io.mediachassis.blade.engine.ArrivingSegments;
import io.mediachassis.blade.engine.EngineStreams;
import io.mediachassis.blade.engine.FilledSegments;
import io.mediachassis.blade.engine.HeldSegments;
import io.mediachassis.blade.engine.Holdings;
import io.mediachassis.blade.engine.IngestJobs;
import io.mediachassis.blade.engine.LastUse;
import io.mediachassis.blade.engine.MulticastRuns;
import io.mediachassis.blade.engine.NvodCounter;
import io.mediachassis.blade.engine.ProgramSegments;
import io.mediachassis.blade.engine.StreamRoom;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.UdpSocket;
import io.mediachassis.blade.playout.PlayoutProxy;
import io.mediachassis.blade.playout.PlayoutSettings;
import io.mediachassis.blade.playout.PlayoutThread;
import io.mediachassis.blade.playout.TrickThread;
import io.mediachassis.blade.playout.UdpMediaSender;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;

/** What this engine holds and what sends it to consoles, wired. The threads run from the start. */
final class EngineParts implements AutoCloseable {
    static final int SOCKET_SEND_BUFFER = 4 << 20;
    static final int SOCKET_RECEIVE_BUFFER = 64 << 10;
    private static final int SEND_BATCH = 256;
    /**
     * A player ends at the BYE, whatever of the media still waits in its other socket: a busy one loses the end of the
     * program. And a BYE straight behind the last packet makes GStreamer over TCP wait for ever now and then.
     */
    private static final long BYE_DELAY_NS = 1_000_000_000L;

    final IngestJobs jobs = new IngestJobs();
    final ArrivingSegments arriving = new ArrivingSegments();
    final LastUse lastUse;
    final FilledSegments filled;
    final Holdings holdings;
    final EngineStreams streams;
    final HeldSegments segments;
    final PlayoutProxy playout;
    final MulticastRuns multicast;
    final Counts<NvodCounter> nvodCounts = new Counts<>(NvodCounter.class);
    final MulticastSocket groups;
    /** Bound by {@link ConsoleDoors}. */
    final UdpSocket rtp = mediaSocket();

    final UdpSocket rtcp = mediaSocket();
    private final OpenParts closing = new OpenParts();

    EngineParts(Blade blade, MediaParts media) throws IOException {
        AgentConfig config = blade.config();
        lastUse = new LastUse(blade.clock());
        filled = new FilledSegments(config.nvod().cacheDisk());
        holdings = new Holdings(media.store, arriving, lastUse, filled);
        groups = new MulticastSocket(blade);
        closing.add(groups);
        PlayoutThread thread = playout(blade, media);
        playout = thread.proxy();
        TrickThread trick = new TrickThread(blade.clock(), media.trickPool, media.trickPool.capacity());
        trick.start();
        closing.add(trick);
        segments = new ProgramSegments(media.store, arriving);
        streams = new EngineStreams(
                blade.slot(), segments, playout, trick, media.disk,
                media.reader, blade.clock(), config.streamsCapacity(), config.sendingCapacity(),
                config.station().address());
        media.counters.register(nvodCounts);
        multicast = new MulticastRuns(
                blade.slot(), segments, media.disk, trick, media.reader, playout, blade.control(),
                groups.room(streams.room()), Ipv4Endpoint.toInt(InetAddress.getByName(config.station().address())),
                settings(config).leadNs(), identities(config.nvod()), nvodCounts);
    }

    /** Those that the service information names, where it is sent. */
    private static MulticastRuns.Identities identities(AgentConfig.Nvod config) {
        SiNumbers numbers = SiNumbers.unregistered();
        return config.si() ? (set, stream) -> numbers.identity(set.number(), stream) : (set, stream) -> null;
    }

    /** What a person must do for multicast, where it can't be sent. */
    Optional<String> multicastProblem() {
        return groups.problem();
    }

    /** Whether multicast can be sent and joined. */
    boolean groupsPossible() {
        return groups.socket() != null;
    }

    /** Room for streams to groups. */
    StreamRoom groupRoom() {
        return groups.room(streams.room());
    }

    private PlayoutThread playout(Blade blade, MediaParts media) throws IOException {
        PlayoutThread playout = new PlayoutThread(
                "playout-1", settings(blade.config()), blade.clock(), media.pool,
                new UdpMediaSender(rtp, rtcp, groups.socket(), SEND_BATCH, true));
        media.counters.register(playout.counts());
        playout.start();
        closing.add(rtp);
        closing.add(rtcp);
        closing.add(playout);
        return playout;
    }

    private static UdpSocket mediaSocket() throws IOException {
        return new UdpSocket(SOCKET_SEND_BUFFER, SOCKET_RECEIVE_BUFFER);
    }

    private static PlayoutSettings settings(AgentConfig config) {
        PlayoutSettings d = PlayoutSettings.defaults(config.streamsCapacity());
        return new PlayoutSettings(
                config.playoutTick().toNanos(), d.leadNs(), d.maxBehindNs(), BYE_DELAY_NS, d.skipBehindNs(),
                d.unreadNs(), d.maxStreams() + EngineStreams.SWAPPED_AT_MOST,
                d.commandLimit());
    }

    @Override
    public void close() {
        closing.close();
    }
}
