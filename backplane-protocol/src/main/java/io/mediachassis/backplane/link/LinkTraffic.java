package io.mediachassis.backplane.link;

import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link from when it is up to its end: hands what comes to those who wait for it or to the daemon, beats, and notices
 * silence. On the link's event loop.
 */
final class LinkTraffic {
    /** Ends the link; to no effect once it has ended. */
    interface Ending {
        /** Tells the peer why and closes once it can have read that. */
        void tell(LinkDown why, Fault fault);

        /** Closes at once. */
        void drop(LinkDown why, String text);
    }

    private static final Logger LOG = LoggerFactory.getLogger(LinkTraffic.class);

    private final LinkContext context;
    private final LinkPeer peer;
    private final HandlerCalls daemon;
    private final EstablishedLink link;
    private final EventLoop loop;
    private final Ending ending;
    private final Pulse pulse;
    private @Nullable ScheduledFuture<?> timer;
    private boolean stopped;
    private long heartbeats;

    /** From here on silence counts. */
    LinkTraffic(
            LinkContext context,
            LinkPeer peer,
            HandlerCalls daemon,
            EstablishedLink link,
            EventLoop loop,
            Ending ending) {
        this.context = context;
        this.peer = peer;
        this.daemon = daemon;
        this.link = link;
        this.loop = loop;
        this.ending = ending;
        this.pulse = new Pulse(
                context.settings().heartbeat().toNanos(),
                context.settings().silence().toNanos(),
                context.clock().nanoTime());
    }

    void up() {
        context.counters().add(LinkCounter.LINKS_UP);
        LOG.info(
                "Link with {} is up (software {})",
                peer.text(),
                HelloCheck.shown(link.peer().getSoftwareVersion()));
        daemon.up(link);
    }

    /** Beats at once, and from then on by itself. */
    void begin() {
        step();
    }

    /** The end, told to the daemon first and then to whoever waits for an answer. */
    void down(LinkDown why, String text) {
        stopped = true;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        link.shut();
        context.counters().add(why.counter());
        LOG.info("Link with {} is down: {}", peer.text(), text);
        daemon.down(link, why);
        link.abandonRequests();
    }

    void received(Envelope envelope) {
        pulse.heard(context.clock().nanoTime());
        if (envelope.getReply()) {
            link.answered(envelope);
            return;
        }
        switch (envelope.getBodyCase()) {
            case BODY_NOT_SET -> {
                context.counters().add(LinkCounter.UNKNOWN_BODIES);
                link.fault(
                        envelope,
                        Fault.Code.UNSUPPORTED,
                        "this board's version does not know the request; update its software");
            }
            case HELLO -> ending.tell(
                    LinkDown.BROKEN,
                    LastWords.of(
                            Fault.Code.REFUSED,
                            "a second hello came on a link that is up; a defect of that software, please report it"));
            case FAULT -> {
                if (envelope.getRequestId() == 0) {
                    peer.warn("dropped-by", peer.text() + " drops the link: " + LinkPeer.shown(envelope.getFault()));
                    ending.drop(LinkDown.BROKEN, "dropped by the peer with a fault");
                }
            }
            default -> {
                if (!daemon.message(link, envelope)) {
                    link.fault(envelope, Fault.Code.INTERNAL, "the request failed on this board; see its log");
                }
            }
        }
    }

    /** Heartbeat and silence; arms itself again. */
    private void step() {
        if (stopped) {
            return;
        }
        switch (pulse.step(context.clock().nanoTime())) {
            case BEAT -> beat();
            case SILENT -> {
                String text = "no frame came for " + context.settings().silence().toMillis() + " ms";
                ending.tell(LinkDown.SILENT, LastWords.of(Fault.Code.INTERNAL, text));
                return;
            }
            case WAIT -> {}
        }
        long waitNs = pulse.waitNs(context.clock().nanoTime());
        timer = loop.schedule(this::step, waitNs, TimeUnit.NANOSECONDS);
    }

    private void beat() {
        daemon.heartbeat().ifPresent(heartbeat -> {
            heartbeat.setSequence(++heartbeats).setSentNs(context.clock().nanoTime());
            link.beat(Envelope.newBuilder().setHeartbeat(heartbeat).build());
        });
    }
}
