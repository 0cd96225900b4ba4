package io.mediachassis.sim.console;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a console plays.
 *
 * @param interfaceName by which groups are joined; empty: as the routing table has it
 * @param repair whether lost packets are asked for
 * @param catchUp whether the beginning of a play that runs already is fetched, where the buffer covers it; else the next
 *     start is waited for
 * @param buffer media held unplayed at most, and the longest that a lost packet is waited for
 * @param latency from a packet's arrival to when it is played, where output is paced
 * @param paced whether output keeps the time of the stream's PCR; else it goes out as it comes
 * @param duration media is received for so long after the first; null: to its end
 * @param patience nothing comes for so long: the stream is over, or never was
 */
public record ConsoleSettings(String interfaceName, boolean repair, boolean catchUp, Duration buffer, Duration latency, boolean paced,
        @Nullable Duration duration, Duration patience) {
    private static final Duration LONGEST = Duration.ofHours(1);

    public ConsoleSettings {
        if (buffer.isNegative() || buffer.isZero() || buffer.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a buffer is above 0 and at most 1 h, not " + buffer.toMillis() + " ms");
        }
        if (latency.isNegative() || latency.compareTo(buffer) > 0) {
            throw new IllegalArgumentException("a latency is at most the buffer's " + buffer.toMillis() + " ms, not "
                    + latency.toMillis() + " ms");
        }
        if (duration != null && (duration.isNegative() || duration.isZero())) {
            throw new IllegalArgumentException("a duration is above 0");
        }
    }

    /** How long ago a play may have begun to be caught up with. */
    Duration reach() {
        return catchUp ? buffer : Duration.ZERO;
    }

    /** How long a lost packet is worth asking for. */
    Duration deadline() {
        return !repair ? Duration.ZERO : paced ? latency : buffer;
    }
}
