package io.mediachassis.sim.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.mediachassis.sim.console.description.MediaDescription;
import io.mediachassis.sim.console.description.MediaDescription.Starts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RejoiningTest {
    private static final Instant START = Instant.parse("2026-11-22T20:00:00Z");

    private static List<MediaDescription> set(long plays) {
        List<MediaDescription> set = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            set.add(new MediaDescription(0xef010100 + i, 5010, true, 33, 0, -1, 4_000_000, 0, "", null,
                    new Starts(START.plusSeconds(30L * i), Duration.ofSeconds(90), plays, Duration.ofSeconds(80))));
        }
        return set;
    }

    @Test
    void onceThePlayerGoesOn_theNextStreamToComeThereIsJoined_aLittleBefore() {
        Rejoining back = new Rejoining(set(0), Duration.ofSeconds(20), 1000);
        Instant now = START.plusSeconds(100);
        assertInstanceOf(Rejoining.Step.Full.class, back.next(1000, now));
        assertInstanceOf(Rejoining.Step.Full.class, back.next(901, now.plusSeconds(30)));
        // Stream 1 is at 20 s when 140 s have passed.
        Instant goesOn = now.plusSeconds(31);
        Rejoining.Step.Await await = assertInstanceOf(Rejoining.Step.Await.class, back.next(900, goesOn));
        assertEquals(1, await.stream().index());
        assertEquals(START.plusSeconds(138), await.joinAt());
        assertInstanceOf(Rejoining.Step.Await.class, back.next(0, START.plusSeconds(137)));
        Rejoining.Step.Join join = assertInstanceOf(Rejoining.Step.Join.class, back.next(0, START.plusSeconds(138)));
        assertEquals(START.plusSeconds(120), join.stream().start());
        assertEquals(7, back.tookSeconds(START.plusSeconds(138)), 0.01);
    }

    @Test
    void whereNoneComesAnyMore_itSaysSo() {
        Rejoining back = new Rejoining(set(1), Duration.ofSeconds(20), 1000);
        assertInstanceOf(Rejoining.Step.None.class, back.next(0, START.plusSeconds(100)));
    }
}
