package io.mediachassis.blade.agent;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.link.LinkDown;
import io.mediachassis.backplane.link.LinkHandler;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.TokenRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The links to the controllers of another station that run the head-end. Every blade has them, since each could be director
 * now. Events come on the control loop; {@link #active} and {@link #trouble()} on any thread.
 */
final class HeadEndLinks implements LinkHandler {
    private static final Logger LOG = LoggerFactory.getLogger(HeadEndLinks.class);

    private final ActiveLink active = new ActiveLink();
    private final List<Link> up = new CopyOnWriteArrayList<>();
    private volatile String trouble = "";
    private BiConsumer<Link, Envelope> listener = (link, message) -> {};

    /** Who hears what they say, on the control loop; before the first link. */
    void tell(BiConsumer<Link, Envelope> messages) {
        listener = messages;
    }

    /** Asks for the token that this engine shows at other stations. */
    void requestTokens() {
        up.forEach(HeadEndLinks::requestToken);
    }

    private static void requestToken(Link link) {
        link.send(Envelope.newBuilder().setTokenRequest(TokenRequest.getDefaultInstance()));
    }

    @Override
    public void onUp(Link link) {
        LOG.info("Link to controller {} of the head-end, chassis {}, is up", link.peer().getNumber(),
                link.peer().getChassisSerial());
        up.add(link);
        requestToken(link);
    }

    @Override
    public void onMessage(Link link, Envelope message) {
        active.onMessage(link, message);
        if (!message.hasHeartbeat()) {
            listener.accept(link, message);
        }
    }

    @Override
    public void onDown(Link link, LinkDown why) {
        active.onDown(link);
        up.remove(link);
        LOG.info("Link to controller {} of the head-end is down", link.peer().getNumber());
    }

    /** Why none is even dialled; empty: they are. */
    void trouble(String why) {
        trouble = why;
    }

    /** The same; empty while nothing is wrong. */
    Optional<String> trouble() {
        return Optional.of(trouble).filter(why -> !why.isEmpty());
    }

    /** To the active one of them. */
    Optional<Link> active() {
        return active.get();
    }
}
