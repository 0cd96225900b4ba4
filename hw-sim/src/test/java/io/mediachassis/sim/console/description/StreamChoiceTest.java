package io.mediachassis.sim.console.description;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamChoiceTest {
    private static final Instant EPOCH = Instant.parse("2026-11-21T20:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration JOIN = Duration.ofMillis(200);

    /** Four streams, 30 s apart, of a program of 110 s. */
    private static List<MediaDescription> set(long plays) {
        List<MediaDescription> media = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            media.add(new MediaDescription(0xef010100 + i, 5010, true, 33, 0, -1, 0, 0, "", null,
                    new MediaDescription.Starts(EPOCH.plusSeconds(30L * i), Duration.ofSeconds(120), plays,
                            Duration.ofSeconds(110))));
        }
        return media;
    }

    private static StreamChoice.Chosen next(double second) {
        return StreamChoice.next(set(0), EPOCH.plusMillis((long) (second * 1000)), JOIN).orElseThrow();
    }

    @Test
    void theNextStart_isNeverFurtherThanAnInterval() {
        assertEquals(0, next(-100).index());
        assertEquals(EPOCH, next(-100).start());
        assertEquals(1, next(0).index());
        assertEquals(1, next(29).index());
        assertEquals(2, next(29.9).index());
        assertEquals(0, next(100).index());
        assertEquals(EPOCH.plusSeconds(120), next(100).start());
        for (double second = 0; second < 1000; second += 0.7) {
            Duration wait = Duration.between(EPOCH.plusMillis((long) (second * 1000)), next(second).start());
            assertTrue(wait.compareTo(JOIN) >= 0 && wait.compareTo(INTERVAL.plus(JOIN)) <= 0, second + ": " + wait);
        }
    }

    @Test
    void aPosition_isReachedByAnotherStreamWithinAnInterval() {
        Duration position = Duration.ofSeconds(40);
        // Stream 0 was there at 40 s, the next ones follow 30 s apart.
        assertEquals(EPOCH.plusSeconds(40), reaching(position, 40).at());
        assertEquals(1, reaching(position, 41).index());
        assertEquals(EPOCH.plusSeconds(70), reaching(position, 41).at());
        assertEquals(EPOCH.plusSeconds(30), reaching(position, 41).start());
        assertEquals(0, reaching(position, 131).index(), "in its second play");
        assertEquals(EPOCH.plusSeconds(160), reaching(position, 131).at());
        for (double second = 0; second < 1000; second += 0.7) {
            Duration wait = Duration.between(EPOCH.plusMillis((long) (second * 1000)), reaching(position, second).at());
            assertTrue(!wait.isNegative() && (second < 40 || wait.compareTo(INTERVAL) <= 0), second + ": " + wait);
        }
        assertTrue(StreamChoice.reaching(set(1), position, EPOCH.plusSeconds(131)).isEmpty(), "the last is over");
        assertTrue(StreamChoice.reaching(set(0), Duration.ofSeconds(121), EPOCH).isEmpty(), "no program is so long");
    }

    private static StreamChoice.Reached reaching(Duration position, double second) {
        return StreamChoice.reaching(set(0), position, EPOCH.plusMillis((long) (second * 1000))).orElseThrow();
    }

    @Test
    void afterTheLastPlay_nothingBegins() {
        assertEquals(3, StreamChoice.next(set(1), EPOCH.plusSeconds(89), JOIN).orElseThrow().index());
        assertTrue(StreamChoice.next(set(1), EPOCH.plusSeconds(90), JOIN).isEmpty());
        assertEquals(EPOCH.plusSeconds(120),
                StreamChoice.next(set(2), EPOCH.plusSeconds(91), JOIN).orElseThrow().start());
    }

    @Test
    void aPlayIsFollowedByTheNext_unlessItIsTheLast() {
        MediaDescription.Starts starts = Objects.requireNonNull(set(2).get(1).starts());
        assertEquals(Optional.of(EPOCH.plusSeconds(150)), StreamChoice.after(starts, EPOCH.plusSeconds(30)));
        assertEquals(Optional.of(EPOCH.plusSeconds(150)), StreamChoice.after(starts, EPOCH.plusMillis(29_900)));
        assertEquals(Optional.empty(), StreamChoice.after(starts, EPOCH.plusSeconds(150)));
    }

    @Test
    void aResume_findsAStreamWithinOneInterval_wherever() {
        Instant now = EPOCH.plusSeconds(1000);
        for (int position = 0; position <= 80; position++) {
            StreamChoice.Chosen chosen =
                    StreamChoice.resume(set(0), Duration.ofSeconds(position), INTERVAL, now).orElseThrow();
            Duration at = Duration.between(chosen.start(), now);
            assertTrue(at.toSeconds() >= position && at.toSeconds() <= position + 30, position + " from " + at);
        }
    }

    @Test
    void aBufferShorterThanTheInterval_mayFindNone() {
        // Streams are at 40, 10, 100 and 70 s.
        Instant now = EPOCH.plusSeconds(1000);
        assertTrue(StreamChoice.resume(set(0), Duration.ofSeconds(41), Duration.ofSeconds(20), now).isEmpty());
        assertEquals(3, StreamChoice.resume(set(0), Duration.ofSeconds(55), Duration.ofSeconds(20), now)
                .orElseThrow().index());
    }
}
