package io.mediachassis.blade.agent;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.link.LinkDown;
import io.mediachassis.backplane.link.LinkHandler;
import io.mediachassis.backplane.proto.Envelope;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The links to the two controllers, which this agent dials. Events come on the control loop; look-ups on any thread. */
final class ControllerLinks implements LinkHandler {
    private final Map<Integer, Link> links = new ConcurrentHashMap<>();
    private final Consumer<Link> onUp;
    private final BiConsumer<Link, Envelope> onMessage;
    private final Consumer<Integer> onDown;

    ControllerLinks(Consumer<Link> onUp, BiConsumer<Link, Envelope> onMessage, Consumer<Integer> onDown) {
        this.onUp = onUp;
        this.onMessage = onMessage;
        this.onDown = onDown;
    }

    @Override
    public void onUp(Link link) {
        links.put(link.peer().getNumber(), link);
        onUp.accept(link);
    }

    @Override
    public void onMessage(Link link, Envelope message) {
        onMessage.accept(link, message);
    }

    @Override
    public void onDown(Link link, LinkDown why) {
        if (links.remove(link.peer().getNumber(), link)) {
            onDown.accept(link.peer().getNumber());
        }
    }

    Collection<Link> all() {
        return List.copyOf(links.values());
    }
}
