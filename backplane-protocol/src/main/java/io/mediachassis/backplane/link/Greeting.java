package io.mediachassis.backplane.link;

import io.mediachassis.backplane.identity.PeerName;
import io.mediachassis.backplane.link.HelloCheck.Refusal;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Hello;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the first message of a peer leads to: a link, a refusal of ours, or the peer's own refusal. Pure, but for what
 * it asks the daemon.
 */
final class Greeting {
    /** What becomes of the connection. */
    sealed interface Outcome {}

    /** A link; each side has the other's hello once the server has sent {@code ours}. */
    record Accepted(Hello ours, Hello theirs) implements Outcome {}

    /** The peer is told why, and the connection ends. */
    record Refused(Refusal refusal) implements Outcome {}

    /** The peer will have none of this board. */
    record RefusedByPeer(Fault fault) implements Outcome {}

    private final Supplier<Hello> hello;
    private final HelloCheck check;
    private final Function<Hello, Optional<Refusal>> daemon;

    /**
     * @param hello this board's
     * @param daemon asked last, for a reason to refuse a peer that is in order
     */
    Greeting(Supplier<Hello> hello, HelloCheck check, Function<Hello, Optional<Refusal>> daemon) {
        this.hello = hello;
        this.check = check;
        this.daemon = daemon;
    }

    /** @param name of the peer's certificate; null: it has shown none */
    Outcome on(Envelope first, @Nullable PeerName name) {
        if (first.hasFault()) {
            return new RefusedByPeer(first.getFault());
        }
        if (!first.hasHello() || name == null) {
            return new Refused(Refusal.of(
                    LinkCounter.REFUSED_PROTOCOL,
                    Fault.Code.REFUSED,
                    "your first message is " + first.getBodyCase() + ", a hello must be the first; update your"
                            + " software"));
        }
        Hello theirs = first.getHello();
        Hello ours = hello.get();
        Optional<Refusal> refusal = check.check(ours, theirs, name).or(() -> daemon.apply(theirs));
        return refusal.isPresent() ? new Refused(refusal.get()) : new Accepted(ours, theirs);
    }

    /** A certificate of the chassis' CA that names no board. */
    static Refusal namesNoBoard(Exception why) {
        return Refusal.of(
                LinkCounter.REFUSED_IDENTITY,
                Fault.Code.REFUSED,
                "your certificate is no board's: " + why.getMessage() + "; enrol the board again");
    }
}
