package io.mediachassis.backplane.link;

import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.proto.TokenGrant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what a link did; answers token requests with what they ask. */
final class RecordingHandler implements LinkHandler {
    final List<Link> ups = new CopyOnWriteArrayList<>();
    final List<Envelope> messages = new CopyOnWriteArrayList<>();
    final List<LinkDown> downs = new CopyOnWriteArrayList<>();
    volatile Optional<Fault> refuseWith = Optional.empty();
    volatile boolean answer = true;

    @Override
    public Optional<Fault> admit(Hello hello) {
        return refuseWith;
    }

    @Override
    public void onUp(Link link) {
        ups.add(link);
    }

    @Override
    public void onMessage(Link link, Envelope message) {
        messages.add(message);
        if (message.hasTokenRequest() && answer) {
            link.reply(message, Envelope.newBuilder().setTokenGrant(TokenGrant.newBuilder().setToken("t")));
        } else if (message.hasFetchProgram()) {
            link.fault(message, Fault.Code.NOT_FOUND, "no such program");
        } else if (message.hasDemote()) {
            throw new IllegalStateException("thrown by the test");
        }
    }

    @Override
    public void onDown(Link link, LinkDown why) {
        downs.add(why);
    }

    long heartbeats() {
        return messages.stream().filter(Envelope::hasHeartbeat).count();
    }
}
