package io.mediachassis.blade.registry;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.registry.RegistryMessages;
import io.mediachassis.backplane.registry.StationReport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A director's link to the head-end, whose answers the test gives. */
final class HeadEndLink implements Link {
    private final Deque<Asked> waiting = new ArrayDeque<>();
    final List<StationReport> reports = new ArrayList<>();

    record Asked(Envelope question, CompletableFuture<Envelope> answer) {}

    @Override
    public Hello peer() {
        return Hello.newBuilder().setNumber(1).build();
    }

    @Override
    public boolean send(Envelope.Builder message) {
        return false;
    }

    @Override
    public CompletableFuture<Envelope> request(Envelope.Builder message, Duration timeout) {
        Asked asked = new Asked(message.build(), new CompletableFuture<>());
        waiting.add(asked);
        if (asked.question().hasRegistryReport()) {
            reports.add(RegistryMessages.of(asked.question().getRegistryReport()));
        }
        return asked.answer();
    }

    /** The question that has waited longest. */
    Asked next() {
        assertFalse(waiting.isEmpty(), "nothing was asked");
        return waiting.remove();
    }

    boolean isIdle() {
        return waiting.isEmpty();
    }

    @Override
    public void reply(Envelope request, Envelope.Builder answer) {
        throw new AssertionError("nobody asks");
    }

    @Override
    public void fault(Envelope request, Fault.Code code, String text) {
        throw new AssertionError("nobody asks");
    }

    @Override
    public void close() {}
}
