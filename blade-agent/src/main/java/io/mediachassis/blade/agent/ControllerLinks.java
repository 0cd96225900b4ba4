package io.mediachassis.blade.agent;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.link.LinkDown;
import io.mediachassis.backplane.link.LinkHandler;
import io.mediachassis.backplane.proto.Envelope;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The links to the two controllers, which this agent dials. Events come on the control loop; look-ups on any thread. */
final class ControllerLinks implements LinkHandler {
    private final Map<Integer, Link> links = new ConcurrentHashMap<>();
    private final ActiveLink active = new ActiveLink();
    private @Nullable LinkMessages messages;

    /** Who hears of them; before the first link. */
    void tell(LinkMessages listener) {
        messages = listener;
    }

    private LinkMessages messages() {
        return Objects.requireNonNull(messages, "links came before their listener");
    }

    @Override
    public void onUp(Link link) {
        links.put(link.peer().getNumber(), link);
        messages().onControllerUp(link);
    }

    @Override
    public void onMessage(Link link, Envelope message) {
        active.onMessage(link, message);
        messages().onControllerMessage(link, message);
    }

    @Override
    public void onDown(Link link, LinkDown why) {
        active.onDown(link);
        if (links.remove(link.peer().getNumber(), link)) {
            messages().onControllerDown(link.peer().getNumber());
        }
    }

    /** To the one that last said that it is active. */
    Optional<Link> active() {
        return active.get();
    }

    Collection<Link> all() {
        return List.copyOf(links.values());
    }
}
