package io.mediachassis.backplane.link;

import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Hello;
import java.util.Optional;

/**
 * What a daemon does with its links. Called on the link's event loop, so it must not block; for one link the calls are
 * in order: onUp, messages, onDown.
 */
public interface LinkHandler {
    /**
     * Asked after the link's own checks (version, chassis, certificate) and before anything else.
     *
     * @return a fault to refuse the peer with
     */
    default Optional<Fault> admit(Hello hello) {
        return Optional.empty();
    }

    /** A link is up, its peer's hello checked. */
    void onUp(Link link);

    /**
     * A request, a one-way message or a heartbeat; replies never come here. A request is answered with
     * {@link Link#reply} or {@link Link#fault}, now or later. An exception thrown here answers the request with a
     * fault.
     */
    void onMessage(Link link, Envelope message);

    /**
     * The link is gone; once for each onUp. Where the end is ours (silent, broken, closed here) this is called before
     * the connection is closed, so that a role given up here is given up before the peer can see the close.
     */
    void onDown(Link link, LinkDown why);
}
