package io.mediachassis.backplane.link;

import io.mediachassis.backplane.daemon.LoopWatch;
import io.mediachassis.backplane.link.HelloCheck.Refusal;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Heartbeat;
import io.mediachassis.backplane.proto.Hello;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon's side of one link, called so that nothing it throws ends the link: an exception is counted and logged. On
 * the link's event loop.
 */
final class HandlerCalls {
    private static final Logger LOG = LoggerFactory.getLogger(HandlerCalls.class);

    private final LinkContext context;
    private final LinkPeer peer;

    HandlerCalls(LinkContext context, LinkPeer peer) {
        this.context = context;
        this.peer = peer;
    }

    /** Why the daemon refuses the peer, if it does; a check that fails refuses. */
    Optional<Refusal> admit(Hello hello) {
        try {
            return context.handler().admit(hello).map(f -> new Refusal(LinkCounter.REFUSED_BY_HANDLER, f));
        } catch (RuntimeException e) {
            failed("admit", e);
            return Optional.of(Refusal.of(
                    LinkCounter.REFUSED_BY_HANDLER, Fault.Code.INTERNAL, "the board's own check failed; see its log"));
        }
    }

    void up(Link link) {
        guarded("onUp", () -> context.handler().onUp(link));
    }

    /** False when the daemon failed to take it. */
    boolean message(Link link, Envelope message) {
        long startNs = context.clock().nanoTime();
        boolean taken = guarded("onMessage", () -> context.handler().onMessage(link, message));
        long tookNs = context.clock().nanoTime() - startNs;
        if (tookNs > LoopWatch.LONG_NS) {
            context.counters().add(LinkCounter.LONG_HANDLER_CALLS);
            LOG.debug("{} from {} held the control loop for {} ms", message.getBodyCase(), peer.text(),
                    tookNs / 1_000_000);
        }
        return taken;
    }

    void down(Link link, LinkDown why) {
        guarded("onDown", () -> context.handler().onDown(link, why));
    }

    /** What the daemon says in its heartbeat; empty when it failed to. */
    Optional<Heartbeat.Builder> heartbeat() {
        try {
            return Optional.of(context.heartbeat().get());
        } catch (RuntimeException e) {
            failed("heartbeat", e);
            return Optional.empty();
        }
    }

    private boolean guarded(String call, Runnable body) {
        try {
            body.run();
            return true;
        } catch (RuntimeException e) {
            failed(call, e);
            return false;
        }
    }

    private void failed(String call, RuntimeException e) {
        context.counters().add(LinkCounter.HANDLER_FAILURES);
        LOG.warn("{} failed for the link with {} ({}); a defect, please report it", call, peer.text(), e.toString());
        LOG.debug("Trace of the failure", e);
    }
}
