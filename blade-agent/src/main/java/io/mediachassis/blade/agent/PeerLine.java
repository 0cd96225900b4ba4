package io.mediachassis.blade.agent;

import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.blade.director.Peers;
import io.mediachassis.blade.engine.EngineLine;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Speaks to other blades over the links that are up. Any thread. */
public final class PeerLine implements EngineLine {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Peers peers;

    public PeerLine(Peers peers) {
        this.peers = peers;
    }

    @Override
    public boolean send(int slot, Envelope.Builder message) {
        return peers.link(slot).map(link -> link.send(message)).orElse(false);
    }

    @Override
    public CompletionStage<Envelope> request(int slot, Envelope.Builder message) {
        return peers.link(slot)
                .<CompletionStage<Envelope>>map(link -> link.request(message, PATIENCE))
                .orElseGet(() -> CompletableFuture.failedFuture(
                        new IllegalStateException("there is no link to blade " + slot)));
    }
}
