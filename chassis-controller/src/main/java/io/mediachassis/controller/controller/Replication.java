package io.mediachassis.controller.controller;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.AuthReplica;
import io.mediachassis.backplane.proto.ContentReplica;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.MetadataReplica;
import io.mediachassis.backplane.proto.ReplicaState;
import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.controller.eventlog.EventLog;
import io.mediachassis.controller.headend.auth.AuthServer;
import io.mediachassis.controller.headend.metadata.MetadataServer;
import io.mediachassis.controller.hardware.OperatorWord;
import io.mediachassis.controller.headend.content.ContentThread;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the active controller tells the one on standby, so that nothing is forgotten when that one takes over: events,
 * which blades the operator switched off, how the fans stand, the unit as it stands; and what the standby does with it. The standby tells the
 * active one of its board. Control loop.
 */
final class Replication {
    /** Of events that the other may lack: a link's frames are bounded. */
    private static final int EVENTS_AT_ONCE = 256;

    private static final Duration STORED_REPLY = Duration.ofSeconds(10);

    private final Boards boards;
    private final Journal journal;
    private final UnitState state;
    private final AuthServer auth;
    private final ContentThread contents;
    private final MetadataServer metadata;
    private final Supplier<@Nullable ActiveWork> active;

    /** @param active what this controller does while it is active; null on standby */
    Replication(
            Boards boards, Journal journal, UnitState state, AuthServer auth, ContentThread contents,
            MetadataServer metadata, Supplier<@Nullable ActiveWork> active) {
        this.contents = contents;
        this.boards = boards;
        this.journal = journal;
        this.state = state;
        this.auth = auth;
        this.metadata = metadata;
        this.active = active;
    }

    /** The link to the other controller came up: it may have missed anything. */
    void onPeerUp() {
        auth.tellAll();
        contents.peerCame();
        metadata.tellAll();
        tellOperatorWord();
        tellCooling();
        List<UnitEvent> events = journal.events().newest(EventLog.Settings.DEFAULT.recent());
        for (int from = 0; from < events.size(); from += EVENTS_AT_ONCE) {
            tell(events.subList(from, Math.min(events.size(), from + EVENTS_AT_ONCE)));
        }
    }

    void tell(List<UnitEvent> events) {
        if (!events.isEmpty()) {
            tell(ReplicaState.newBuilder().addAllEvents(events));
        }
    }

    void tellOperatorWord() {
        OperatorWord word = journal.operatorWord();
        tell(ReplicaState.newBuilder().setOperatorOff(word.off()).setExtracting(word.extract()));
    }

    /** Levels and minima of the fans, so that they do not jump when the other takes over. */
    void tellCooling() {
        tell(ReplicaState.newBuilder().setCooling(CoolingText.toProto(journal.coolingMemory())));
    }

    void tell(UnitSnapshot snapshot) {
        if (active.get() != null) {
            boards.peer().ifPresent(link -> link.send(Envelope.newBuilder().setUnitSnapshot(snapshot)));
        } else {
            boards.peer().ifPresent(link -> state.host()
                    .ifPresent(host -> link.send(Envelope.newBuilder().setHostReport(host))));
        }
    }

    /** Subscribers, keys and what is revoked: each tells the other what it has, and of each row the newer one counts. */
    void tell(AuthReplica replica) {
        boards.peer().ifPresent(link -> link.send(Envelope.newBuilder().setAuthReplica(replica)));
    }

    /** Contents; true once they are on the other's disk. */
    CompletionStage<Boolean> tell(ContentReplica replica) {
        return stored(Envelope.newBuilder().setContentReplica(replica));
    }

    /** Media files, owners and programs likewise. */
    CompletionStage<Boolean> tell(MetadataReplica replica) {
        return stored(Envelope.newBuilder().setMetadataReplica(replica));
    }

    private CompletionStage<Boolean> stored(Envelope.Builder replica) {
        return boards.peer()
                .map(link -> link.request(replica, STORED_REPLY)
                        .handle((reply, error) -> error == null && !reply.hasFault()))
                .orElseGet(() -> CompletableFuture.completedFuture(false));
    }

    private static void answer(Link link, Envelope message, CompletionStage<?> learned) {
        learned.whenComplete((stored, error) -> {
            if (error == null) {
                link.reply(message, Envelope.newBuilder());
            } else {
                link.fault(message, Fault.Code.INTERNAL, "it could not be stored; see the controller's log");
            }
        });
    }

    private void tell(ReplicaState.Builder replica) {
        ActiveWork work = active.get();
        if (work != null) {
            replica.setTerm(work.term().toProto()).setDirectorSlot(work.director());
            boards.peer().ifPresent(link -> link.send(Envelope.newBuilder().setReplicaState(replica)));
        }
    }

    /** The other controller says something; the active one takes nothing over from anybody. */
    void onPeerMessage(Link link, Envelope message) {
        switch (message.getBodyCase()) {
            case HEARTBEAT -> { }
            case HOST_REPORT -> state.onPeerHost(message.getHostReport());
            case UNIT_SNAPSHOT -> {
                if (active.get() == null) {
                    state.onPeerSnapshot(message.getUnitSnapshot());
                }
            }
            case REPLICA_STATE -> {
                if (active.get() == null) {
                    takeOver(message.getReplicaState());
                }
            }
            case AUTH_REPLICA -> auth.learn(message.getAuthReplica());
            case CONTENT_REPLICA -> answer(link, message, contents.learn(message.getContentReplica()));
            case METADATA_REPLICA -> answer(link, message, metadata.learn(message.getMetadataReplica()));
            default -> Boards.unknown(link, message);
        }
    }

    private void takeOver(ReplicaState replica) {
        journal.importEvents(replica.getEventsList());
        if (replica.hasOperatorOff()) {
            journal.operatorWord(new OperatorWord(replica.getOperatorOff(), replica.getExtracting()));
        }
        if (replica.hasCooling()) {
            journal.coolingMemory(CoolingText.of(replica.getCooling()));
        }
    }
}
