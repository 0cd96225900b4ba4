package io.mediachassis.backplane.link;

import io.mediachassis.backplane.identity.PeerName;
import io.mediachassis.backplane.proto.Fault;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Who is at the other end of a connection, as far as it is known yet, and how the log names it. On its event loop. */
final class LinkPeer {
    private final RefusalLog refusals;
    private @Nullable Channel channel;
    private @Nullable PeerName name;

    LinkPeer(RefusalLog refusals) {
        this.refusals = refusals;
    }

    void connected(Channel to) {
        channel = to;
    }

    /** Its certificate was verified. */
    void named(PeerName certificate) {
        name = certificate;
    }

    @Nullable PeerName name() {
        return name;
    }

    String text() {
        return name == null ? "peer " + address() : name.commonName() + " " + address();
    }

    /**
     * Says a trouble with this peer, not more than once in a while.
     *
     * @param trouble a name for it
     */
    void warn(String trouble, String text) {
        // By host, since a peer's port is a new one each time.
        refusals.say(Level.WARN, address().replaceAll(":\\d+$", ""), trouble, text);
    }

    /** A fault of the peer's as the log may show it. */
    static String shown(Fault fault) {
        return fault.getCode() + ", " + HelloCheck.shown(fault.getText());
    }

    private String address() {
        return channel == null ? "unknown" : String.valueOf(channel.remoteAddress());
    }
}
