package io.mediachassis.backplane.serial;

import java.time.Duration;

/**
 * Settings of one serial line and its master.
 *
 * @param replyTimeout from the end of a request on the wire to its reply; must be longer than the longest frame takes
 *     (44.5 ms)
 * @param tries how often a request is sent in all, 1..10
 * @param queueLimit requests that may wait, 1..4096; a quarter more may wait if they are urgent
 * @param reopenMin first wait before a lost line is opened again
 * @param reopenMax longest wait; doubled up to it
 */
public record SerialSettings(
        Duration replyTimeout, int tries, int queueLimit, Duration reopenMin, Duration reopenMax) {
    public SerialSettings {
        if (replyTimeout.toNanos() < SerialFrame.wireNs(SerialFrame.MAX_WIRE_BYTES) || tries < 1 || tries > 10
                || queueLimit < 1 || queueLimit > 4096 || reopenMin.toMillis() < 1
                || reopenMax.compareTo(reopenMin) < 0) {
            throw new IllegalArgumentException("serial settings out of range");
        }
    }

    /** 50 ms, 3 tries, 256 requests, reopened after 0.1 to 2 s. */
    public static SerialSettings defaults() {
        return new SerialSettings(Duration.ofMillis(50), 3, 256, Duration.ofMillis(100), Duration.ofSeconds(2));
    }
}
