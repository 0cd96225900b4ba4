package io.mediachassis.backplane.link;

/** Why a link went down. */
public enum LinkDown {
    /**
     * The peer ended it without a word of trouble: FIN, RST or TLS close_notify came from it. Only a process that died
     * or that closed its link on purpose does that, so an election may take it as proof. A peer that drops the link for
     * its own reasons (it heard nothing, it met a protocol error) announces that with a fault first, and then the end
     * is {@link #BROKEN}.
     */
    CLOSED_BY_PEER(LinkCounter.LINKS_CLOSED_BY_PEER),
    /** No frame came for the silence limit, while this side was able to listen. */
    SILENT(LinkCounter.LINKS_SILENT),
    /** Protocol error, TLS alert, network error, or the peer announced that it drops the link. */
    BROKEN(LinkCounter.LINKS_BROKEN),
    /** {@link Link#close()}, or the server or dialer was closed. */
    CLOSED_HERE(LinkCounter.LINKS_CLOSED_HERE);

    private final LinkCounter counter;

    LinkDown(LinkCounter counter) {
        this.counter = counter;
    }

    /** What counts such an end. */
    LinkCounter counter() {
        return counter;
    }
}
