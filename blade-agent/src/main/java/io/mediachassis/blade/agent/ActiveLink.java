package io.mediachassis.blade.agent;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which link leads to the active one of two controllers, by their heartbeats. Told on the control loop; any thread asks. */
final class ActiveLink {
    private volatile @Nullable Link active;

    void onMessage(Link link, Envelope message) {
        if (message.hasHeartbeat()) {
            if (message.getHeartbeat().getActive()) {
                active = link;
            } else {
                onDown(link);
            }
        }
    }

    void onDown(Link link) {
        if (active == link) {
            active = null;
        }
    }

    /** To the one that last said so. */
    Optional<Link> get() {
        return Optional.ofNullable(active);
    }
}
