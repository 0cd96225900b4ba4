package io.mediachassis.backplane.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.identity.PeerName;
import io.mediachassis.backplane.link.Pulse.Act;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.proto.Party;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The pure parts of a link, stepped. */
final class LinkDecisionsTest {
    private static final long MS = 1_000_000;

    @Test
    void beatsAtTheIntervalAndGetsSilentAtTheLimit() {
        Pulse pulse = new Pulse(100 * MS, 350 * MS, 0);
        int beats = 0;
        long now = 0;
        while (true) {
            Act act = pulse.step(now);
            if (act == Act.SILENT) {
                break;
            }
            beats += act == Act.BEAT ? 1 : 0;
            long wait = pulse.waitNs(now);
            assertTrue(wait > 0, "no busy loop");
            now += wait;
        }
        assertEquals(350 * MS, now);
        assertEquals(4, beats); // 0, 100, 200, 300 ms
    }

    @Test
    void aFramePutsTheSilenceOff() {
        Pulse pulse = new Pulse(100 * MS, 350 * MS, 0);
        for (long now = 0; now <= 3_000 * MS; now += 100 * MS) {
            assertEquals(Act.BEAT, pulse.step(now));
            pulse.heard(now);
            assertEquals(100 * MS, pulse.waitNs(now));
        }
    }

    @Test
    void ownLatenessIsNotThePeersSilence() {
        Pulse pulse = new Pulse(100 * MS, 350 * MS, 0);
        pulse.step(0);
        pulse.waitNs(0);
        // Stopped for ten seconds: the frames of that time are still unread.
        assertEquals(Act.BEAT, pulse.step(10_000 * MS));
        long now = 10_000 * MS + pulse.waitNs(10_000 * MS);
        while (pulse.step(now) != Act.SILENT) {
            now += pulse.waitNs(now);
        }
        // The 100 ms before the stop counted, the stop did not.
        assertEquals(10_250 * MS, now);
    }

    @Test
    void backsOffWithJitterUpToTheCeiling() {
        long seed = 42;
        System.out.println("seed " + seed);
        Backoff backoff = new Backoff(50 * MS, 2_000 * MS, new Random(seed));
        long ceiling = 50 * MS;
        for (int i = 0; i < 50; i++) {
            long wait = backoff.failed();
            assertTrue(wait >= MS && wait <= ceiling, "wait " + wait + " of " + ceiling);
            ceiling = Math.min(2_000 * MS, 2 * ceiling);
        }
        assertTrue(backoff.wentDown(2_000 * MS) <= 50 * MS, "a link that held starts afresh");
        for (int i = 0; i < 20; i++) {
            assertTrue(backoff.refused() >= 1_000 * MS, "a refusal waits long");
        }
        long most = 0;
        for (int i = 0; i < 20; i++) {
            most = Math.max(most, backoff.wentDown(10 * MS));
        }
        assertTrue(most > 50 * MS, "a link that flaps does not start afresh");
    }

    @Test
    void requestsExpireInOrderAndOnce() {
        RequestTable<String> table = new RequestTable<>(3);
        long base = Long.MAX_VALUE - 5; // the clock may wrap
        assertEquals(OptionalLong.of(1), table.open("a", base + 20));
        assertEquals(OptionalLong.of(2), table.open("b", base + 10));
        assertEquals(OptionalLong.of(3), table.open("c", base + 10));
        assertEquals(OptionalLong.empty(), table.open("d", base + 10), "full");
        assertEquals(Optional.of("c"), table.take(3));
        assertEquals(Optional.empty(), table.take(3));
        assertEquals(List.of(), table.expire(base + 9));
        assertEquals(OptionalLong.of(base + 10), table.nextDeadlineNs());
        assertEquals(List.of("b"), table.expire(base + 10));
        assertEquals(Optional.empty(), table.take(2));
        assertEquals(OptionalLong.of(4), table.open("e", base + 30), "numbers are not used twice");
        assertEquals(List.of("a", "e"), table.drain());
        assertEquals(OptionalLong.empty(), table.nextDeadlineNs());
    }

    @Test
    void checksTheHello() {
        PeerName blade3 = new PeerName("MC-1", Party.BLADE_AGENT, 3, "S3");
        Hello good = hello("MC-1", Party.BLADE_AGENT, 3, 1, 2);
        assertEquals(Optional.empty(), refusal(good, blade3));
        assertEquals(
                Optional.of(Fault.Code.WRONG_CHASSIS),
                refusal(hello("MC-2", Party.BLADE_AGENT, 3, 1, 2), blade3));
        assertEquals(
                Optional.of(Fault.Code.WRONG_CHASSIS),
                refusal(good, new PeerName("MC-2", Party.BLADE_AGENT, 3, "S3")));
        assertEquals(
                Optional.of(Fault.Code.VERSION), refusal(hello("MC-1", Party.BLADE_AGENT, 3, 3, 4), blade3));
        assertEquals(
                Optional.of(Fault.Code.REFUSED), refusal(hello("MC-1", Party.BLADE_AGENT, 4, 1, 2), blade3));
        assertEquals(
                Optional.of(Fault.Code.REFUSED), refusal(hello("MC-1", Party.CONTROLLER, 3, 1, 2), blade3));
        HelloCheck dialer = new HelloCheck(new HelloCheck.Expected(Party.BLADE_AGENT, 4));
        assertTrue(dialer.check(hello("MC-1", Party.CONTROLLER, 1, 1, 2), good, blade3)
                .isPresent());
        assertEquals("a?b", HelloCheck.shown("a\nb"));
    }

    private static Optional<Fault.Code> refusal(Hello peer, PeerName certificate) {
        return new HelloCheck(null)
                .check(hello("MC-1", Party.CONTROLLER, 1, 1, 2), peer, certificate)
                .map(refusal -> refusal.fault().getCode());
    }

    private static Hello hello(String chassis, Party party, int number, int min, int max) {
        return Hello.newBuilder()
                .setChassisSerial(chassis)
                .setParty(party)
                .setNumber(number)
                .setProtocolMin(min)
                .setProtocolMax(max)
                .build();
    }
}
