package io.mediachassis.blade.nvod;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** One time for all blades, over lines that delay and by oscillators that drift. */
class StationClockTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MS = 1_000_000;
    private static final long WALL = 1_800_000_000L * SECOND;

    /** A blade in simulated time. */
    private static final class Blade {
        final StationClock clock = new StationClock();
        final double rate;
        final long offset;

        Blade(double ppm, long offset) {
            this.rate = 1 + ppm / 1e6;
            this.offset = offset;
        }

        long local(long trueNs) {
            return offset + (long) (trueNs * rate);
        }

        long station(long trueNs) {
            return clock.at(local(trueNs)).orElseThrow();
        }

        /** True time at which this blade believes that it is that station time. */
        long trueTimeOf(long stationNs) {
            return (long) ((clock.localNs(stationNs) - offset) / rate);
        }
    }

    private final long seed = new SplittableRandom().nextLong();
    private final SplittableRandom random = new SplittableRandom(seed);
    private final Blade director = new Blade(40, 7 * SECOND);
    private final Blade[] engines = {new Blade(-50, 3), new Blade(60, 900 * SECOND), new Blade(0, 5 * SECOND)};

    /** Mostly fast, often some ms, now and then very slow; each way by itself. */
    private long delay() {
        int kind = random.nextInt(20);
        return kind < 10 ? 100_000 + random.nextLong(200_000) : kind < 18 ? random.nextLong(8 * MS) : random.nextLong(200 * MS);
    }

    private void ask(Blade engine, Blade asked, long trueNs) {
        long there = trueNs + delay();
        long back = there + delay();
        engine.clock.onAnswer(engine.local(trueNs), asked.station(there), false, engine.local(back));
    }

    private void lead(Blade leader, long trueNs, double wallPpm) {
        leader.clock.lead(WALL + (long) (trueNs * (1 + wallPpm / 1e6)), false, leader.local(trueNs));
    }

    /** Streams of one interval sent by different engines: their offset stays within a tick for an hour. */
    @Test
    void anHour_staggeredStreamsStayWithinATick() {
        NvodSchedule schedule = new NvodSchedule(Sets.set(Sets.program(60, 60, 3000), 30_000, 0));
        long worst = 0;
        for (long now = 0; now < 3600 * SECOND; now += SECOND / 2) {
            lead(director, now, 12);
            for (Blade engine : engines) {
                ask(engine, director, now + MS);
            }
            if (now < 60 * SECOND) {
                continue;
            }
            // Each stream's next second, by the engine that sends it.
            long due = director.station(now) + SECOND;
            long[] leaves = new long[engines.length];
            for (int i = 0; i < engines.length; i++) {
                long interval = schedule.firstStartNs(i) - schedule.firstStartNs(0);
                leaves[i] = engines[i].trueTimeOf(due + interval) - interval;
                worst = Math.max(worst, Math.abs(engines[i].trueTimeOf(due) - engines[0].trueTimeOf(due)));
            }
        }
        assertTrue(worst < 5 * MS, "apart " + worst / 1e6 + " ms, seed " + seed);
    }

    @Test
    void itNeverSteps_notEvenWhenTheDirectorIsAnother() {
        lead(director, 0, 0);
        for (int i = 0; i < StationClock.FIRST_ANSWERS; i++) {
            for (Blade engine : engines) {
                assertTrue(!engine.clock.known());
                ask(engine, director, MS);
            }
        }
        long last = engines[0].station(2 * SECOND);
        for (long t = 2; t < 600; t++) {
            long now = t * SECOND;
            Blade leads = t < 300 ? director : engines[1];
            // The next director's wall clock is half a second ahead.
            leads.clock.lead(WALL + now + (t < 300 ? 0 : SECOND / 2), false, leads.local(now));
            if (t == 300) {
                engines[0].clock.forgetAnswers();
            }
            ask(engines[0], leads, now + MS);
            for (long within = 0; within < SECOND; within += 50 * MS) {
                long station = engines[0].station(now + 300 * MS + within);
                long passed = station - last;
                last = station;
                if (within > 0) {
                    assertTrue(Math.abs(passed - 50 * MS) < 35_000, passed + " ns in 50 ms, seed " + seed);
                }
            }
        }
        long apart = Math.abs(engines[0].station(600 * SECOND) - engines[1].station(600 * SECOND));
        assertTrue(apart < 5 * MS, "apart " + apart / 1e6 + " ms, seed " + seed);
    }

    @Test
    void whereNothingIsSent_aWrongTimeIsPutRightAtOnce() {
        Blade engine = engines[2];
        for (int i = 0; i < StationClock.FIRST_ANSWERS; i++) {
            engine.clock.onAnswer(engine.local(0), WALL + 3600 * SECOND, true, engine.local(0));
        }
        engine.clock.forgetAnswers();
        engine.clock.onAnswer(engine.local(SECOND), WALL + SECOND, true, engine.local(SECOND));
        assertTrue(Math.abs(engine.station(SECOND) - WALL - SECOND) < 1000);
        engine.clock.onAnswer(engine.local(2 * SECOND), WALL + 9 * SECOND, false, engine.local(2 * SECOND));
        assertTrue(Math.abs(engine.station(2 * SECOND) - WALL - 2 * SECOND) < MS);
    }

    @Test
    void localTimeIsTheInverse() {
        lead(director, 0, 0);
        director.clock.lead(WALL + SECOND + 300 * MS, false, director.local(SECOND));
        for (long t = 1; t < 100; t++) {
            long local = director.local(t * SECOND);
            long station = director.clock.at(local).orElseThrow();
            assertTrue(Math.abs(director.clock.localNs(station) - local) < 100_000);
        }
    }
}
