package io.mediachassis.backplane.link;

import io.mediachassis.backplane.link.HelloCheck.Refusal;
import io.mediachassis.backplane.proto.Fault;

/** What goes wrong with a peer before its link is up, counted and said with what to do. On its event loop. */
final class LinkTroubles {
    private final LinkContext context;
    private final LinkPeer peer;

    LinkTroubles(LinkContext context, LinkPeer peer) {
        this.context = context;
        this.peer = peer;
    }

    /** This board refuses the peer. */
    void refused(Refusal refusal) {
        trouble(
                refusal.counter(),
                refusal.counter().declaration().metric(),
                "Refused " + peer.text() + ", told it: " + LinkPeer.shown(refusal.fault()));
    }

    /** The peer refuses this board. */
    void refusedBy(Fault fault) {
        trouble(
                LinkCounter.REFUSED_BY_PEER,
                "refused-by",
                peer.text() + " refuses this board: " + LinkPeer.shown(fault));
    }

    void noHello() {
        trouble(
                LinkCounter.HELLO_TIMEOUTS,
                "hello-timeout",
                peer.text() + " connected but sent no hello within "
                        + context.settings().helloTimeout().toMillis()
                        + " ms; is it a board of this chassis, and is it overloaded?");
    }

    void noTls(Throwable error) {
        trouble(
                LinkCounter.REFUSED_TLS,
                "tls",
                "No TLS with " + peer.text() + ": " + HelloCheck.shown(WireError.rootMessage(error))
                        + "; one side's certificate is not of the other's chassis CA, or it speaks no TLS 1.3."
                        + " A board that came from another chassis must be enrolled again");
    }

    private void trouble(LinkCounter counter, String name, String text) {
        context.counters().add(counter);
        peer.warn(name, text);
    }
}
