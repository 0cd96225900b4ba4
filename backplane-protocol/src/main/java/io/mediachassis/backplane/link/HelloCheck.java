package io.mediachassis.backplane.link;

import io.mediachassis.backplane.identity.PeerName;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.proto.Party;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a peer's hello is acceptable: of this chassis, or of those that are meant, of a version that meets ours, and the one that its certificate
 * names. Pure.
 */
final class HelloCheck {
    /** Why a peer is refused, what to count, and what to tell it. */
    record Refusal(LinkCounter counter, Fault fault) {
        static Refusal of(LinkCounter counter, Fault.Code code, String text) {
            return new Refusal(
                    counter, Fault.newBuilder().setCode(code).setText(text).build());
        }
    }

    /**
     * Whom a dialer means to reach.
     *
     * @param number 0: any
     */
    record Expected(Party party, int number) {
        boolean meets(Hello peer) {
            return peer.getParty() == party && (number == 0 || peer.getNumber() == number);
        }
    }

    private static final int MAX_SHOWN = 300;

    private final @Nullable Expected expected;
    private final Set<String> others;

    /** @param expected null on a server, which takes whoever the chassis' CA has signed for */
    HelloCheck(@Nullable Expected expected) {
        this(expected, Set.of());
    }

    /** @param others chassis whose boards are meant; empty: this board's own */
    HelloCheck(@Nullable Expected expected, Set<String> others) {
        this.expected = expected;
        this.others = Set.copyOf(others);
    }

    Optional<Refusal> check(Hello ours, Hello peer, PeerName certificate) {
        Set<String> meant = others.isEmpty() ? Set.of(ours.getChassisSerial()) : others;
        if (!meant.contains(certificate.chassisSerial())
                || !peer.getChassisSerial().equals(certificate.chassisSerial())) {
            return refuse(
                    LinkCounter.REFUSED_CHASSIS,
                    Fault.Code.WRONG_CHASSIS,
                    "you are of chassis '" + shown(peer.getChassisSerial()) + "' (certificate: '"
                            + certificate.chassisSerial() + "'), this is chassis '" + ours.getChassisSerial()
                            + "'; to use the board here, remove its identity and enrol it again");
        }
        int from = Math.max(ours.getProtocolMin(), peer.getProtocolMin());
        int to = Math.min(ours.getProtocolMax(), peer.getProtocolMax());
        if (from > to) {
            return refuse(
                    LinkCounter.REFUSED_VERSION,
                    Fault.Code.VERSION,
                    "you speak link protocol " + peer.getProtocolMin() + " to " + peer.getProtocolMax()
                            + " (software " + shown(peer.getSoftwareVersion()) + "), this board "
                            + ours.getProtocolMin() + " to " + ours.getProtocolMax() + " (software "
                            + ours.getSoftwareVersion() + "); update the older one");
        }
        if (peer.getParty() != certificate.party() || peer.getNumber() != certificate.number()) {
            return refuse(
                    LinkCounter.REFUSED_IDENTITY,
                    Fault.Code.REFUSED,
                    "you say " + peer.getParty() + " " + peer.getNumber() + ", your certificate says "
                            + certificate.commonName() + "; enrol the board again in the slot where it sits");
        }
        if (expected != null && !expected.meets(peer)) {
            return refuse(
                    LinkCounter.REFUSED_IDENTITY,
                    Fault.Code.REFUSED,
                    "you are " + certificate.commonName() + ", " + expected.party() + " " + expected.number()
                            + " was expected at this address; check the addresses in the configuration");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refuse(LinkCounter counter, Fault.Code code, String text) {
        return Optional.of(Refusal.of(counter, code, text));
    }

    /** A peer's own text goes into the log, so no control characters and no length of its choosing. */
    static String shown(String text) {
        String plain = text.replaceAll("\\p{C}", "?");
        return plain.length() <= MAX_SHOWN ? plain : plain.substring(0, MAX_SHOWN) + "...";
    }
}
