package io.mediachassis.sim.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.sim.console.description.MediaDescription;
import io.mediachassis.sim.console.description.MediaDescription.Starts;
import io.mediachassis.sim.console.description.StreamChoice.Chosen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReturningTest {
    private static final Instant START = Instant.parse("2026-11-22T20:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration LENGTH = Duration.ofSeconds(140);
    private static final int STREAMS = 5;

    private static List<MediaDescription> set(boolean rtp, long plays) {
        List<MediaDescription> set = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            set.add(new MediaDescription(0xef010100 + i, 5010, rtp, 33, 0, -1, 4_000_000, 0, "", null,
                    new Starts(START.plus(INTERVAL.multipliedBy(i)), INTERVAL.multipliedBy(STREAMS), plays, LENGTH)));
        }
        return set;
    }

    /** Wherever it is, and whenever: a buffer of an interval reaches a stream, unless the program's end is nearer. */
    @Test
    void aBufferOfAnIntervalReachesAStream_fromAnywhere() {
        Returning any = new Returning(set(true, 0), INTERVAL);
        Instant now = START.plusSeconds(400);
        for (int ms = 0; ms < 300_000; ms += 333, now = now.plusMillis(1333)) {
            Duration position = Duration.ofMillis(ms % LENGTH.toMillis());
            Optional<Chosen> chosen = any.look(position, now);
            Instant looked = now;
            Duration ahead = chosen.map(c -> Duration.between(c.start(), looked).minus(position)).orElse(Duration.ZERO);
            if (chosen.isPresent()) {
                assertTrue(ahead.compareTo(Returning.LEAST) >= 0 && ahead.compareTo(INTERVAL.plus(Returning.LEAST)) <= 0,
                        position + " at " + now + ": " + ahead);
            } else {
                assertTrue(position.plus(INTERVAL).plus(Returning.LEAST).compareTo(LENGTH) > 0, position + " at " + now);
            }
        }
    }

    @Test
    void itLooksOnceASecond_andSaysOnceThatThereIsNone() {
        Returning short5 = new Returning(set(true, 0), Duration.ofSeconds(5));
        Instant now = START.plusSeconds(400);
        // Streams are at 100, 70, 40, 10 and 130 s.
        assertTrue(short5.look(Duration.ofSeconds(80), now).isEmpty());
        assertTrue(short5.none());
        assertFalse(short5.none());
        assertTrue(short5.look(Duration.ofSeconds(95), now.plusMillis(900)).isEmpty(), "it is not time to look");
        assertEquals(0, short5.look(Duration.ofSeconds(95), now.plusSeconds(1)).orElseThrow().index());
        assertFalse(short5.none());
    }

    @Test
    void whatFailed_isNotTriedAgain_butItsNextPlayIs() {
        Returning back = new Returning(set(true, 0), Duration.ofSeconds(10));
        Instant now = START.plusSeconds(400);
        Chosen first = back.look(Duration.ofSeconds(95), now).orElseThrow();
        assertFalse(back.hopeless(false, Duration.ZERO, Duration.ofSeconds(97), now.plusSeconds(2)));
        assertTrue(back.hopeless(false, Duration.ZERO, Duration.ofSeconds(99), now.plusSeconds(4)), "nothing comes of it");
        assertFalse(back.hopeless(true, Duration.ofSeconds(101), Duration.ofSeconds(104), now.plusSeconds(9)));
        assertTrue(back.hopeless(true, Duration.ofSeconds(101), Duration.ofSeconds(107), now.plusSeconds(12)), "they don't meet");
        back.failed(first);
        assertTrue(back.look(Duration.ofSeconds(99), now.plusSeconds(4)).isEmpty());
        assertTrue(back.look(Duration.ofSeconds(95), now.plusSeconds(150)).isPresent());
    }

    @Test
    void whatIsOver_orIsNoRtp_isNoPlaceToComeBackTo() {
        Instant now = START.plusSeconds(400);
        assertTrue(new Returning(set(true, 1), INTERVAL).look(Duration.ofSeconds(20), now).isEmpty());
        assertTrue(new Returning(set(false, 0), INTERVAL).look(Duration.ofSeconds(20), now).isEmpty());
        assertTrue(new Returning(List.of(), INTERVAL).look(Duration.ofSeconds(20), now).isEmpty());
    }
}
