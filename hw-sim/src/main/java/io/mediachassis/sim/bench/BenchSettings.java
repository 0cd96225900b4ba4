package io.mediachassis.sim.bench;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param kills of the director, 1 to 10000
 * @param starts of an agent, 1 to 1000
 * @param warmUp before a paced measurement, to 5 min
 * @param measure length of a paced measurement, 1 s to 10 min
 * @param minutes under load without a false election, 1 to 1440
 */
public record BenchSettings(int kills, int starts, Duration warmUp, Duration measure, int minutes) {
    public BenchSettings {
        if (kills < 1 || kills > 10_000) {
            throw new IllegalArgumentException("--kills takes 1 to 10000, not " + kills);
        }
        if (starts < 1 || starts > 1000) {
            throw new IllegalArgumentException("--starts takes 1 to 1000, not " + starts);
        }
        if (minutes < 1 || minutes > 1440) {
            throw new IllegalArgumentException("--minutes takes 1 to 1440, not " + minutes);
        }
        if (warmUp.isNegative() || warmUp.toSeconds() > 300) {
            throw new IllegalArgumentException("--warmup takes 0 to 300 s, not " + warmUp.toSeconds());
        }
        if (measure.toSeconds() < 1 || measure.toSeconds() > 600) {
            throw new IllegalArgumentException("--seconds takes 1 to 600 s, not " + measure.toSeconds());
        }
    }
}
