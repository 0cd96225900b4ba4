package io.mediachassis.controller.controller;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.AgentStatus;
import io.mediachassis.backplane.proto.ContentReplica;
import io.mediachassis.backplane.proto.ContentRow;
import io.mediachassis.backplane.proto.ContentState;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.ProgramRules;
import io.mediachassis.controller.eventlog.NewEvent;
import io.mediachassis.controller.headend.content.ContentOutlet;
import io.mediachassis.controller.headend.content.ContentWords;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the content manager tells of, brought to boards, to the other controller and into the event log. Told on any thread;
 * the rest on the control loop.
 */
final class ContentLink implements ContentOutlet {
    private final Executor control;
    private final Consumer<Envelope.Builder> blades;
    private final Function<ContentReplica, CompletionStage<Boolean>> peer;
    private final Supplier<@Nullable ActiveWork> acting;
    private final Consumer<NewEvent> events;
    private ProgramRules word = ProgramRules.getDefaultInstance();

    /**
     * @param control the control loop
     * @param blades sends something to all of them, on the control loop
     * @param peer tells the other controller, on the control loop; true once it is on its disk
     * @param acting the active controller's work while it may give orders; null otherwise
     * @param events takes what is logged, on the control loop
     */
    ContentLink(
            Executor control, Consumer<Envelope.Builder> blades,
            Function<ContentReplica, CompletionStage<Boolean>> peer,
            Supplier<@Nullable ActiveWork> acting, Consumer<NewEvent> events) {
        this.control = control;
        this.blades = blades;
        this.peer = peer;
        this.acting = acting;
        this.events = events;
    }

    @Override
    public void tellBoards(ProgramRules next) {
        control.execute(() -> {
            word = next;
            if (counts()) {
                blades.accept(Envelope.newBuilder().setProgramRules(word));
            }
        });
    }

    @Override
    public CompletionStage<Boolean> tellPeer(ContentReplica replica) {
        return CompletableFuture.supplyAsync(() -> peer.apply(replica), control).thenCompose(stored -> stored);
    }

    @Override
    public void event(ContentRow content) {
        String text = "Content " + content.getId() + " (" + content.getTitle() + ") is "
                + ContentWords.state(content.getState())
                + (content.getError().isEmpty() ? "" : ": " + content.getError());
        NewEvent event = content.getState() == ContentState.FAILED
                ? NewEvent.warning("content.failed", 0, text)
                : NewEvent.info("content." + ContentWords.state(content.getState()), 0, text);
        control.execute(() -> events.accept(event));
    }

    /** A blade's link came up. */
    void welcome(Link link) {
        tell(link);
    }

    /** A blade's status: one that missed a word is told again. */
    void onStatus(AgentStatus status, Link link) {
        boolean older = status.getRulesEpoch() < word.getEpoch()
                || (status.getRulesEpoch() == word.getEpoch() && status.getRulesRevision() < word.getRevision());
        if (older) {
            tell(link);
        }
    }

    /** A standby's word is one of an earlier reign of its own. */
    private boolean counts() {
        return acting.get() != null && word.getEpoch() > 0;
    }

    private void tell(Link link) {
        if (counts()) {
            link.send(Envelope.newBuilder().setProgramRules(word));
        }
    }
}
