package io.mediachassis.controller.headend.registry.server;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.proto.Party;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The link to a blade, which keeps what it is answered. */
final class StationLink implements Link {
    private final BlockingQueue<Envelope> answers = new LinkedBlockingQueue<>();

    @Override
    public Hello peer() {
        return Hello.newBuilder().setParty(Party.BLADE_AGENT).setNumber(1).build();
    }

    @Override
    public boolean send(Envelope.Builder message) {
        throw new AssertionError("the registry tells nothing by itself");
    }

    @Override
    public CompletableFuture<Envelope> request(Envelope.Builder message, Duration timeout) {
        throw new AssertionError("the registry asks nothing");
    }

    @Override
    public void reply(Envelope request, Envelope.Builder answer) {
        answers.add(answer.build());
    }

    @Override
    public void fault(Envelope request, Fault.Code code, String text) {
        answers.add(Envelope.newBuilder().setFault(Fault.newBuilder().setCode(code).setText(text)).build());
    }

    /** The next answer. */
    Envelope answer() throws InterruptedException {
        Envelope answer = answers.poll(10, TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError("no answer came");
        }
        return answer;
    }

    @Override
    public void close() {}
}
