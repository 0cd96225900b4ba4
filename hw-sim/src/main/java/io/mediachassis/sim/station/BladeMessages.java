package io.mediachassis.sim.station;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.StreamTaken;
import io.mediachassis.blade.director.OverrunAnswers;
import org.jspecify.annotations.Nullable;

/** Brings what comes to a blade to whom it concerns, as {@code LinkMessages} does. */
final class BladeMessages {
    private final SimBlade blade;
    private final StationWorld world;
    private final BladeParts parts;
    private @Nullable Integer linkedBefore;

    BladeMessages(SimBlade blade, BladeParts parts) {
        this.blade = blade;
        this.world = blade.world;
        this.parts = parts;
    }

    void onUp(Link link, int peer) {
        parts.links.up(link, peer);
        world.trace("blade " + blade.slot + " has a link to blade " + peer);
        parts.table.reachable(peer, true);
        link.send(Envelope.newBuilder().setHoldingsPush(blade.store.push()));
        link.send(Envelope.newBuilder().setLoadReport(parts.reports.load()));
    }

    void onDown(Link link, int peer) {
        if (parts.links.down(link, peer)) {
            world.trace("blade " + blade.slot + " has no link to blade " + peer + " any more");
            parts.table.reachable(peer, false);
            parts.knowledge.onGone(peer);
            parts.handOvers.onEngineGone(peer);
            parts.keeper.onPeerDown(peer);
            parts.anchors.onEngineGone(peer);
            parts.streams.forgotten().onAnchorGone(peer);
        }
    }

    void onMessage(Link link, int peer, Envelope message) {
        if (world.tracing) {
            traceOrder(peer, message);
        }
        switch (message.getBodyCase()) {
            case HOLDINGS_PUSH -> {
                parts.table.holdings(peer, message.getHoldingsPush());
                parts.knowledge.onHoldings(peer);
                parts.reports.plan();
            }
            case LOAD_REPORT -> {
                parts.table.load(peer, message.getLoadReport());
                parts.table.reachable(peer, true);
            }
            case START_STREAM -> {
                if (message.getStartStream().hasSwap()) {
                    parts.swapExpected();
                }
                parts.engineDesk.onStartStream(link, message);
            }
            case CONTROL_STREAM -> parts.engineDesk.onControlStream(link, message);
            case TAKE_OVER -> parts.engineDesk.onTakeOver(message.getTakeOver());
            case STREAM_TAKEN -> onStreamTaken(message.getStreamTaken());
            case STREAMS_PUSH -> parts.keeper.onPush(peer, message.getStreamsPush());
            case RESCUE_QUERY -> link.reply(message, Envelope.newBuilder()
                    .setRescueReply(parts.rescues.onRescueQuery(peer, message.getRescueQuery())));
            case HEARD_QUERY -> link.reply(message, Envelope.newBuilder()
                    .setHeardReply(parts.rescues.onHeardQuery(message.getHeardQuery())));
            case STREAM_ENDED -> parts.anchors.onStreamEnded(message.getStreamEnded());
            case NEXT_SEGMENT_QUERY -> parts.hot.next(message.getNextSegmentQuery()).thenAccept(reply ->
                    link.reply(message, Envelope.newBuilder().setNextSegmentReply(reply)));
            case OVERRUN_NOTICE -> link.reply(message, Envelope.newBuilder().setOverrunReply(OverrunAnswers.answer(
                    message.getOverrunNotice(), parts.table.get(), parts.headroom, blade.nanoTime())));
            case RTCP_RELAY -> {
                parts.anchors.onRtcp(message.getRtcpRelay().getPacket().asReadOnlyByteBuffer(),
                                message.getRtcpRelay().getClientAddress())
                        .forEach(ssrc -> parts.keeper.onOrphanHeard(ssrc, message.getRtcpRelay()));
                parts.streams.forgotten().onRtcp(message.getRtcpRelay().getPacket().asReadOnlyByteBuffer());
            }
            case FETCH_PROGRAM -> parts.engineDesk.onFetchProgram(link, message);
            case KEEP_SEGMENTS -> parts.engineDesk.onKeepSegments(link, message);
            case EVICTION_QUERY -> parts.dropWork.onEvictionQuery(link, message);
            case DROP_SEGMENTS -> parts.engineDesk.onDropSegments(message.getDropSegments());
            default -> world.fail("S0", "the simulation does not know " + message.getBodyCase());
        }
    }

    private void traceOrder(int peer, Envelope message) {
        if (message.hasStartStream()) {
            StartStream order = message.getStartStream();
            world.trace("blade " + blade.slot + " is asked by blade " + peer + " to "
                    + (order.getRescue() ? "send on" : order.hasPreloadSegment() ? "preload" : "open") + " stream "
                    + Integer.toHexString(order.getStream().getSsrc()));
        } else if (message.hasStreamTaken()) {
            world.trace("blade " + blade.slot + " hears that blade " + message.getStreamTaken().getEngineSlot()
                    + " took " + name(message.getStreamTaken().getSession()) + " over");
        } else if (message.hasTakeOver()) {
            world.trace("blade " + blade.slot + " is directed by blade " + peer + " to go on with "
                    + name(message.getTakeOver().getSession()));
        } else if (message.hasControlStream()) {
            world.trace("blade " + blade.slot + " is told by blade " + peer + ": "
                    + message.getControlStream().getVerb() + " " + name(message.getControlStream().getSession()));
        }
    }

    private static String name(long session) {
        return "stream " + Long.toHexString(session);
    }

    private void onStreamTaken(StreamTaken taken) {
        parts.anchors.onStreamTaken(taken);
        parts.keeper.onTaken(taken);
    }

    /** The active controller's heartbeat: bit n-1 for each blade n that it hears. */
    void onLinkedSlots(int linked) {
        Integer before = linkedBefore;
        linkedBefore = linked;
        parts.knowledge.onNamed(linked);
        parts.keeper.onSilent(before == null ? 0 : before & ~linked);
    }
}
