package io.mediachassis.blade.engine;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.rtcp.Rtcp;
import io.mediachassis.blade.rtcp.RtcpPacket;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.function.IntPredicate;

/**
 * Finds those of this engine's streams that nobody cares for any more, and closes them: what was preloaded and never
 * handed over, and what has lost the blade that held its conversation and whose console does not report either. Any
 * thread.
 */
public final class ForgottenStreams {
    /** A preloaded stream that nobody hands over is closed after this. */
    private static final long PRELOAD_NS = 60_000_000_000L;

    /** Three times the interval at which consoles report (RFC 3550 section 6.2). */
    private static final long ORPHAN_NS = 15_000_000_000L;

    private final int slot;
    private final Collection<SentStream> streams;
    private final Clock clock;

    /**
     * @param slot this engine's
     * @param streams those that it sends now
     */
    ForgottenStreams(int slot, Collection<SentStream> streams, Clock clock) {
        this.slot = slot;
        this.streams = streams;
        this.clock = clock;
    }

    /**
     * The blade that held the conversations of some consoles is gone. Players whose connection did not end go on, and
     * show it by their reports; the others' streams end before long.
     */
    public void onAnchorGone(int anchorSlot) {
        long now = clock.nanoTime();
        for (SentStream stream : streams) {
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
        for (SentStream stream : streams) {
            if (stream.identity().getSsrc() == ssrc) {
                stream.care().heard(clock.nanoTime());
            }
        }
    }

    /**
     * Closes them; called each second.
     *
     * @param reachable whether the blade in a slot is
     */
    public void close(IntPredicate reachable) {
        long now = clock.nanoTime();
        for (SentStream stream : streams) {
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
}
