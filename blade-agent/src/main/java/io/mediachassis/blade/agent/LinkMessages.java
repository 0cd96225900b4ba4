package io.mediachassis.blade.agent;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.DatagramKey;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.ProgramRules;
import io.mediachassis.backplane.proto.TrustedKeys;
import io.mediachassis.backplane.token.TrustedTokens;
import io.mediachassis.blade.anchor.Anchors;
import io.mediachassis.blade.engine.EngineStreams;
import io.mediachassis.blade.engine.EngineToken;
import io.mediachassis.blade.engine.HandOvers;
import io.mediachassis.blade.locate.DatagramSeal;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what comes over the links to whom it concerns. Control loop. */
final class LinkMessages {
    private static final Logger LOG = LoggerFactory.getLogger(LinkMessages.class);

    private final StationTable table;
    private final StationKnowledge knowledge;
    private final EngineDesk engineDesk;
    private final HandOvers handOvers;
    private final Anchors anchors;
    private final StreamKeeper keeper;
    private final StreamRescues rescues;
    private final EngineStreams streams;
    private final DirectorWork work;
    private final RoleKeeper role;
    private final StatusReports reports;
    private final EngineToken token;
    private final TrustedTokens trusted;
    private final HotCopyWork hot;
    private final DirectorLine line;
    private final DropWork drops;
    private final NvodParts nvod;
    private final DistributionParts distribution;
    private final DatagramSeal seal;
    private final Runnable onGranted;
    private final Consumer<Boolean> onDrain;
    private final IntConsumer onThrottle;
    private final Consumer<ProgramRules> onRules;
    private final IntConsumer onSlotsUp;
    private final FarParts far;
    private final Map<Integer, Integer> linkedSlots = new HashMap<>();

    /**
     * Routes.
     *
     * @param onGranted runs when a controller granted this engine its token
     * @param onDrain hears whether a controller wants this blade out
     * @param onRules takes the content manager's word
     * @param far takes what concerns other stations
     * @param onSlotsUp takes slots (bit n-1: slot n) whose agents a controller has just heard of
     */
    LinkMessages(
            StationParts station,
            EngineStreams sent,
            StreamParts streams,
            DirectorParts director,
            DropWork drops,
            NvodParts nvod,
            DistributionParts distribution,
            StatusReports reports,
            EngineToken token,
            TrustedTokens trusted,
            DatagramSeal seal,
            Runnable onGranted,
            Consumer<Boolean> onDrain,
            IntConsumer onThrottle,
            Consumer<ProgramRules> onRules,
            IntConsumer onSlotsUp,
            FarParts far) {
        this.table = station.table;
        this.knowledge = station.knowledge;
        this.role = station.role;
        this.engineDesk = streams.desk;
        this.handOvers = streams.handOvers;
        this.anchors = streams.anchors;
        this.keeper = streams.keeper;
        this.rescues = streams.rescues;
        this.streams = sent;
        this.work = director.work;
        this.hot = director.hot;
        this.line = director.line;
        this.drops = drops;
        this.nvod = nvod;
        this.distribution = distribution;
        this.reports = reports;
        this.token = token;
        this.trusted = trusted;
        this.seal = seal;
        this.onGranted = onGranted;
        this.onDrain = onDrain;
        this.onThrottle = onThrottle;
        this.onRules = onRules;
        this.onSlotsUp = onSlotsUp;
        this.far = far;
    }

    // ---- other blades ------------------------------------------------------------------------------------------

    void onPeerUp(Link link) {
        int peer = link.peer().getNumber();
        LOG.info("Link to blade {} is up", peer);
        table.reachable(peer, true);
        link.send(Envelope.newBuilder()
                .setDatagramKey(DatagramKey.newBuilder().setKey(ByteString.copyFrom(seal.own()))));
        reports.greet(link);
        nvod.onPeerUp(link);
        far.onPeerUp(link);
    }

    void onPeerDown(int peer) {
        LOG.info("Link to blade {} is down", peer);
        table.reachable(peer, false);
        knowledge.onGone(peer);
        handOvers.onEngineGone(peer);
        keeper.onPeerDown(peer);
        anchors.onEngineGone(peer);
        streams.forgotten().onAnchorGone(peer);
        nvod.onEngineGone();
    }

    void onPeerMessage(Link link, Envelope message) {
        int peer = link.peer().getNumber();
        switch (message.getBodyCase()) {
            case HEARTBEAT -> { }
            case HOLDINGS_PUSH -> {
                table.holdings(peer, message.getHoldingsPush());
                knowledge.onHoldings(peer);
                work.plan();
            }
            case LOAD_REPORT -> {
                table.load(peer, message.getLoadReport());
                // It may have been silent to the controller for a while.
                table.reachable(peer, true);
            }
            case START_STREAM -> engineDesk.onStartStream(link, message);
            case CONTROL_STREAM -> engineDesk.onControlStream(link, message);
            case TAKE_OVER -> engineDesk.onTakeOver(message.getTakeOver());
            case STREAM_TAKEN -> {
                anchors.onStreamTaken(message.getStreamTaken());
                keeper.onTaken(message.getStreamTaken());
            }
            case STREAMS_PUSH -> keeper.onPush(peer, message.getStreamsPush());
            case RESCUE_QUERY -> link.reply(message, Envelope.newBuilder()
                    .setRescueReply(rescues.onRescueQuery(peer, message.getRescueQuery())));
            case HEARD_QUERY -> link.reply(message, Envelope.newBuilder()
                    .setHeardReply(rescues.onHeardQuery(message.getHeardQuery())));
            case STREAM_ENDED -> anchors.onStreamEnded(message.getStreamEnded());
            case NEXT_SEGMENT_QUERY -> hot.next(message.getNextSegmentQuery()).thenAccept(reply ->
                    link.reply(message, Envelope.newBuilder().setNextSegmentReply(reply)));
            case OVERRUN_NOTICE -> link.reply(message, Envelope.newBuilder()
                    .setOverrunReply(line.answer(message.getOverrunNotice())));
            case DATAGRAM_KEY -> seal.learn(peer, message.getDatagramKey().getKey().toByteArray());
            case RTCP_RELAY -> {
                anchors.onRtcp(message.getRtcpRelay().getPacket().asReadOnlyByteBuffer(),
                                message.getRtcpRelay().getClientAddress())
                        .forEach(ssrc -> keeper.onOrphanHeard(ssrc, message.getRtcpRelay()));
                streams.forgotten().onRtcp(message.getRtcpRelay().getPacket().asReadOnlyByteBuffer());
            }
            case FETCH_PROGRAM -> engineDesk.onFetchProgram(link, message);
            case DROP_SEGMENTS -> engineDesk.onDropSegments(message.getDropSegments());
            case SEGMENT_COPIED -> far.obtain().onCopied(message.getSegmentCopied());
            case KEEP_SEGMENTS -> engineDesk.onKeepSegments(link, message);
            case EVICTION_QUERY -> drops.onEvictionQuery(link, message);
            case PROGRAM_RULES -> far.onPeerRules(message.getProgramRules());
            case NVOD_STATE, STATION_TIME, PROGRAM_OUTLINE_QUERY -> nvod.onPeerMessage(link, message);
            case CONTROLLERS_REPORT -> role.onControllersReport(link, message.getControllersReport());
            default -> unknown(link, message);
        }
    }

    // ---- controllers -------------------------------------------------------------------------------------------

    void onControllerUp(Link link) {
        LOG.info("Link to controller {} is up", link.peer().getNumber());
        reports.introduce(link);
    }

    void onControllerDown(int controller) {
        LOG.info("Link to controller {} is down", controller);
        linkedSlots.remove(controller);
        role.onControllerDown(controller);
    }

    void onControllerMessage(Link link, Envelope message) {
        int controller = link.peer().getNumber();
        switch (message.getBodyCase()) {
            case HEARTBEAT -> {
                role.onHeartbeat(controller, message.getHeartbeat());
                onLinkedSlots(
                        controller, message.getHeartbeat().getLinkedSlots(), message.getHeartbeat().getActive());
            }
            case PROMOTE -> role.onPromote(link, message);
            case RENEW_LEASE -> role.onRenewLease(message.getRenewLease());
            case DEMOTE -> role.onDemote(link, message);
            case DIRECTOR_ANNOUNCEMENT -> role.onAnnouncement(message.getDirectorAnnouncement());
            case SLOTS_LOST -> {
                int lost = message.getSlotsLost().getSlots();
                linkedSlots.computeIfPresent(controller, (number, linked) -> linked & ~lost);
                keeper.onSilent(lost);
            }
            case TOKEN_GRANT -> {
                token.renew(message.getTokenGrant().getToken());
                onGranted.run();
            }
            case DRAIN -> onDrain.accept(message.getDrain().getWanted());
            case THROTTLE -> onThrottle.accept(message.getThrottle().getPercent());
            case TRUSTED_KEYS -> trust(message.getTrustedKeys());
            case PROGRAM_RULES -> onRules.accept(message.getProgramRules());
            case STATION_DIRECTORY -> far.learn(message.getStationDirectory());
            case PUBLISH_REQUEST -> work.onPublish(link, message);
            case NVOD_START, NVOD_STOP -> nvod.onOrder(link, message);
            case DISTRIBUTE_START, DISTRIBUTE_STOP -> distribution.onOrder(link, message);
            default -> unknown(link, message);
        }
    }

    /**
     * A slot that has just come up is worth a dial now, whatever the dialler waits for; one that the active controller
     * hears no more has left its streams.
     */
    private void onLinkedSlots(int controller, int linked, boolean active) {
        Integer before = linkedSlots.put(controller, linked);
        if (active) {
            keeper.onControllerHeard();
            knowledge.onNamed(linked);
        }
        int fresh = before == null ? linked : linked & ~before;
        if (fresh != 0) {
            onSlotsUp.accept(fresh);
        }
        int silent = before == null || !active ? 0 : before & ~linked;
        keeper.onSilent(silent);
        if (silent != 0) {
            nvod.onEngineGone();
        }
    }

    private void trust(TrustedKeys keys) {
        try {
            trusted.learn(keys);
        } catch (GeneralSecurityException e) {
            LOG.warn("The controller's token keys can't be used: {}", e.getMessage());
        }
    }

    private static void unknown(Link link, Envelope message) {
        if (message.getRequestId() != 0) {
            link.fault(message, Fault.Code.UNSUPPORTED,
                    "This agent does not know " + message.getBodyCase());
        }
    }
}
