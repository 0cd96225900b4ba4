package io.mediachassis.blade.anchor;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.ControlStream;
import io.mediachassis.backplane.proto.KeptStream;
import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.StreamEnded;
import io.mediachassis.backplane.proto.StreamIdentity;
import io.mediachassis.backplane.proto.StreamRecord;
import io.mediachassis.backplane.proto.StreamReply;
import io.mediachassis.backplane.proto.StreamTaken;
import io.mediachassis.backplane.proto.StreamsPush;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.engine.NextEngine;
import io.mediachassis.blade.engine.SegmentBringer;
import io.mediachassis.blade.repair.RtxPacket;
import io.mediachassis.blade.rtcp.Rtcp;
import io.mediachassis.blade.rtcp.RtcpPacket;
import io.mediachassis.blade.rtsp.PlayAnswer;
import io.mediachassis.blade.rtsp.StreamHandle;
import io.mediachassis.blade.rtsp.StreamRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The streams whose RTSP conversation this blade holds. Chooses their identity, opens them at an engine, and follows
 * them as engines hand them on; {@link StreamMoves} moves one whose console seeks to what another engine has. Any
 * thread.
 */
public final class Anchors {
    /** An election, and an order to another engine. */
    private static final long RESCUE_NS = 3_000_000_000L;

    private final int slot;
    private final String stationAddress;
    private final Senders senders;
    private final StreamMoves moves;
    private final StreamBeginnings beginnings;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final Map<Long, AnchoredStream> bySession = new ConcurrentHashMap<>();
    private final Map<Integer, AnchoredStream> bySsrc = new ConcurrentHashMap<>();
    private final Set<Long> opening = ConcurrentHashMap.newKeySet();
    private final OverSessions over = new OverSessions();

    /**
     * @param relays passes on what other engines send for connections of this blade
     * @param random gives sessions, SSRCs, sequence numbers and timestamps, which shall not be guessed (RFC 3550
     *     section 5.1)
     */
    public Anchors(
            int slot,
            String stationAddress,
            Senders senders,
            NextEngine director,
            SegmentBringer bringer,
            Relays relays,
            RandomGenerator random,
            ScheduledExecutorService timer,
            Clock clock) {
        this.slot = slot;
        this.stationAddress = stationAddress;
        this.senders = senders;
        this.moves = new StreamMoves(senders, director, bringer, timer);
        this.beginnings = new StreamBeginnings(
                slot, new StreamPlacing(senders, director, bringer), relays, random, bySsrc::containsKey, this::ended);
        this.timer = timer;
        this.clock = clock;
    }

    /**
     * Opens a stream, paused. Fails with {@link io.mediachassis.blade.rtsp.MediaException}.
     *
     * @param engine who is to send it; where the packets go through the console's connection, another than this blade
     *     sends them here to be passed on
     * @param holder an engine that holds the program's beginning, from which this blade fetches it if it has nothing of it
     * @param term of the director that chose the engine, empty when this engine was asked itself
     */
    public CompletionStage<StreamHandle> open(StreamRequest request, int engine, int holder, Optional<Term> term) {
        StartStream order = beginnings.order(request, term);
        long session = order.getStream().getSession();
        opening.add(session);
        return beginnings.open(order, request.delivery(), engine, holder)
                .thenApply(this::opened)
                .whenComplete((stream, error) -> opening.remove(session));
    }

    private StreamHandle opened(StreamBeginnings.Begun begun) {
        StreamReply reply = begun.reply();
        StreamIdentity identity = begun.order().getStream();
        if (!reply.getOk()) {
            // An engine whose answer was late has opened it all the same.
            over.add(identity.getSession());
            throw new CompletionException(AnchoredStream.refusal(reply));
        }
        AnchoredStream stream = new AnchoredStream(
                identity, begun.connection(), reply.getServerRtpPort(), stationAddress, begun.engine(), this, clock);
        stream.pausedAt(begun.order().getPoint());
        if (reply.getEndMs() == PlayAnswer.NOT_KNOWN_MS) {
            stream.grows();
        }
        bySession.put(stream.session(), stream);
        bySsrc.put(stream.ssrc(), stream);
        try {
            beginnings.admit(begun);
        } catch (CompletionException full) {
            stream.close("this blade has no room to pass it on");
            throw full;
        }
        return stream;
    }

    /**
     * A stream that this blade's engine wrote into its console's connection and can't send any more: as another engine is
     * to send it here, to be passed on. Empty where that can't be.
     *
     * @param bitRate of its program, bit/s
     */
    public Optional<StreamIdentity> relayed(long session, long bitRate) {
        return Optional.ofNullable(bySession.get(session)).flatMap(stream -> beginnings.relay(stream, bitRate));
    }

    /** Who hears that nothing of a stream can be passed on any more. */
    private Consumer<String> ended(int ssrc) {
        return reason -> Optional.ofNullable(bySsrc.get(ssrc)).ifPresent(stream -> stream.stop(reason));
    }

    /** A stream of the agent before this one; nobody is known to send it yet. Empty: it is there already. */
    Optional<AnchoredStream> returned(KeptStream kept) {
        StreamIdentity identity = kept.getRecord().getStream();
        AnchoredStream stream =
                new AnchoredStream(identity, null, kept.getServerRtpPort(), stationAddress, 0, this, clock);
        if (!kept.getRecord().getPlaying()) {
            stream.pausedAt(kept.getRecord().getPoint());
        }
        if (bySession.putIfAbsent(identity.getSession(), stream) != null) {
            return Optional.empty();
        }
        bySsrc.put(identity.getSsrc(), stream);
        return Optional.of(stream);
    }

    // ---- what engines say --------------------------------------------------------------------------------------

    /** An engine took a stream over. */
    public void onStreamTaken(StreamTaken taken) {
        AnchoredStream stream = bySession.get(taken.getSession());
        // Orders to one that is only directed to go on might come before that.
        if (stream != null && !taken.getDirected()) {
            stream.takenBy(taken.getEngineSlot(), taken.getRescues());
        }
    }

    /**
     * What an engine sends, by its own word. One that went on for a dead engine while this blade did not hear is followed;
     * one that sends what is over here, since it moved just then, is told so; and so is one that takes this blade for the
     * holder of a conversation that ended with the agent before, or for gone.
     */
    public void onStreamsPush(int engine, StreamsPush push) {
        for (StreamRecord told : push.getStreamsList()) {
            StreamIdentity identity = told.getStream();
            if (identity.getAnchorSlot() != slot) {
                continue;
            }
            AnchoredStream stream = bySession.get(identity.getSession());
            if (stream != null) {
                stream.toldBy(engine, identity.getRescues(), told.getPlaying(), told.getWaiting());
            }
            if (stream != null && told.getOrphaned()) {
                senders.tell(engine, identity.getSession(), ControlStream.Verb.ANCHOR);
            } else if (stream == null && over.contains(identity.getSession())) {
                senders.tell(engine, identity.getSession(), ControlStream.Verb.STOP);
            } else if (stream == null && !told.getOrphaned() && !opening.contains(identity.getSession())) {
                senders.tell(engine, identity.getSession(), ControlStream.Verb.DISOWN);
            }
        }
    }

    /** How many streams go through connections that this blade holds, whoever sends them. */
    public int connections() {
        return (int) bySession.values().stream().filter(stream -> stream.connection() != null).count();
    }

    /** The engine that sent a stream says that it is over. */
    public void onStreamEnded(StreamEnded ended) {
        AnchoredStream stream = bySession.get(ended.getSession());
        if (stream != null) {
            stream.lost(ended.getReason());
        }
    }

    /** An engine is gone: what nobody takes over within a while, nor it when it is back, is over. */
    public void onEngineGone(int engine) {
        long sinceNs = clock.nanoTime();
        timer.schedule(() -> endLeftBy(engine, sinceNs), RESCUE_NS, TimeUnit.NANOSECONDS);
    }

    private void endLeftBy(int engine, long sinceNs) {
        for (AnchoredStream stream : bySession.values()) {
            if (stream.sending().leftBy(engine, sinceNs)) {
                stream.lost("blade " + engine + " is gone");
            }
        }
    }

    /**
     * An RTCP packet of a console: a sign of life of the streams that it reports on, and of what it lost of them.
     *
     * @param from the address that it came from: only a stream's own console may ask for what it lost
     * @return SSRCs that this blade gave out before its agent was started anew: whoever sends them shall know
     */
    public List<Integer> onRtcp(ByteBuffer packet, String from) {
        List<Integer> orphans = new ArrayList<>();
        for (RtcpPacket part : Rtcp.parse(packet)) {
            if (part instanceof RtcpPacket.ReceiverReport report) {
                for (RtcpPacket.ReportBlock block : report.blocks()) {
                    AnchoredStream stream = reportedOn(block.source());
                    if (stream != null) {
                        stream.keepAlive();
                    } else if (slotOf(block.source()) == slot) {
                        orphans.add(block.source());
                    }
                }
            } else if (part instanceof RtcpPacket.GenericNack nack) {
                AnchoredStream stream = bySsrc.get(nack.media());
                if (stream != null && stream.goesTo(from)) {
                    stream.lost(nack.lost());
                }
            }
        }
        return orphans;
    }

    /** A stream, by its SSRC or that of its retransmissions. */
    private @Nullable AnchoredStream reportedOn(int ssrc) {
        AnchoredStream stream = bySsrc.get(ssrc);
        return stream != null ? stream : bySsrc.get(RtxPacket.otherSsrc(ssrc));
    }

    /** The blade that holds the conversation of the stream with this SSRC. */
    public static int slotOf(int ssrc) {
        return ssrc >>> 24;
    }

    // ---- for the streams ---------------------------------------------------------------------------------------

    Senders senders() {
        return senders;
    }

    StreamMoves moves() {
        return moves;
    }

    void closed(AnchoredStream stream) {
        forget(stream);
        senders.tell(stream.engine(), stream.session(), ControlStream.Verb.STOP);
    }

    void forget(AnchoredStream stream) {
        bySession.remove(stream.session(), stream);
        bySsrc.remove(stream.ssrc(), stream);
        over.add(stream.session());
        beginnings.end(stream);
    }
}
