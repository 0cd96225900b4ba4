package io.mediachassis.backplane.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.identity.PeerName;
import io.mediachassis.backplane.link.HelloCheck.Refusal;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Heartbeat;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.proto.Party;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a first message leads to. */
final class GreetingTest {
    private static final PeerName BLADE_3 = new PeerName("MC-1", Party.BLADE_AGENT, 3, "S3");
    private static final Hello OURS = hello(Party.CONTROLLER, 1);
    private static final Hello THEIRS = hello(Party.BLADE_AGENT, 3);

    private int asked;
    private Optional<Refusal> daemon = Optional.empty();
    private final Greeting greeting = new Greeting(() -> OURS, new HelloCheck(null), theirs -> {
        asked++;
        assertEquals(THEIRS, theirs);
        return daemon;
    });

    @Test
    void aHelloThatTheDaemonTakesMakesALink() {
        assertEquals(
                new Greeting.Accepted(OURS, THEIRS),
                greeting.on(Envelope.newBuilder().setHello(THEIRS).build(), BLADE_3));
        assertEquals(1, asked);
    }

    @Test
    void theDaemonIsAskedLastAndMayRefuse() {
        daemon = Optional.of(Refusal.of(LinkCounter.REFUSED_BY_HANDLER, Fault.Code.SLOT_TAKEN, "taken"));
        assertEquals(
                new Greeting.Refused(daemon.get()),
                greeting.on(Envelope.newBuilder().setHello(THEIRS).build(), BLADE_3));
        Envelope other = Envelope.newBuilder().setHello(hello(Party.BLADE_AGENT, 4)).build();
        assertEquals(LinkCounter.REFUSED_IDENTITY, refusal(greeting.on(other, BLADE_3)).counter());
        assertEquals(1, asked, "not about one that is not in order");
    }

    @Test
    void anythingButAHelloIsRefused() {
        Refusal refusal = refusal(greeting.on(
                Envelope.newBuilder().setHeartbeat(Heartbeat.newBuilder()).build(), BLADE_3));
        assertEquals(LinkCounter.REFUSED_PROTOCOL, refusal.counter());
        assertTrue(refusal.fault().getText().contains("HEARTBEAT"), refusal.fault().getText());
    }

    @Test
    void aHelloOfNobodyIsRefused() {
        Refusal refusal = refusal(greeting.on(Envelope.newBuilder().setHello(THEIRS).build(), null));
        assertEquals(LinkCounter.REFUSED_PROTOCOL, refusal.counter());
        assertEquals(0, asked);
    }

    @Test
    void aFaultIsThePeersRefusal() {
        Fault fault = Fault.newBuilder().setCode(Fault.Code.VERSION).build();
        assertEquals(
                new Greeting.RefusedByPeer(fault),
                greeting.on(Envelope.newBuilder().setFault(fault).build(), BLADE_3));
    }

    private static Refusal refusal(Greeting.Outcome outcome) {
        return assertInstanceOf(Greeting.Refused.class, outcome).refusal();
    }

    private static Hello hello(Party party, int number) {
        return Hello.newBuilder()
                .setChassisSerial("MC-1")
                .setParty(party)
                .setNumber(number)
                .setProtocolMin(1)
                .setProtocolMax(1)
                .build();
    }
}
