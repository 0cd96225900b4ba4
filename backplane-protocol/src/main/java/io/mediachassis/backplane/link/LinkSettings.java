package io.mediachassis.backplane.link;

import java.time.Duration;

/**
 * Times and sizes of a link.
 *
 * @param heartbeat interval of the heartbeats sent, 10 ms to 60 s
 * @param silence the link is silent when no frame came for so long; at least twice the peer's heartbeat interval
 * @param helloTimeout from the TCP connection to the peer's hello, TLS included, 100 ms to 60 s
 * @param maxFrameBytes largest frame sent or taken, 1 KiB to 16 MiB
 * @param backoffMin ceiling of the first wait before dialling again
 * @param backoffMax ceiling of every later wait, and about the wait after a refusal
 * @param connectTimeout for the TCP connection, 1 ms to 60 s
 */
public record LinkSettings(
        Duration heartbeat,
        Duration silence,
        Duration helloTimeout,
        int maxFrameBytes,
        Duration backoffMin,
        Duration backoffMax,
        Duration connectTimeout) {
    /** 1 MiB. */
    public static final int DEFAULT_MAX_FRAME_BYTES = 1 << 20;

    public LinkSettings {
        within("heartbeat", heartbeat, 10, 60_000);
        within("silence", silence, 20, 600_000);
        within("helloTimeout", helloTimeout, 100, 60_000);
        within("backoffMin", backoffMin, 1, 60_000);
        within("backoffMax", backoffMax, 1, 600_000);
        within("connectTimeout", connectTimeout, 1, 60_000);
        if (silence.compareTo(heartbeat.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("silence " + silence + " is under two heartbeats of " + heartbeat);
        }
        if (backoffMax.compareTo(backoffMin) < 0) {
            throw new IllegalArgumentException("backoffMax " + backoffMax + " is under backoffMin " + backoffMin);
        }
        if (maxFrameBytes < 1024 || maxFrameBytes > 16 << 20) {
            throw new IllegalArgumentException("maxFrameBytes " + maxFrameBytes + " is not within 1024 to 16777216");
        }
    }

    /**
     * Between a board and a controller: heartbeats of 100 ms. The election counts missed heartbeats itself and sooner;
     * the link is dropped after ten, since a new one costs a handshake.
     */
    public static LinkSettings withController() {
        return of(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    /**
     * Between the agents of a chassis: heartbeats of 1 s. Most slots may be empty for years, so that dialling them costs
     * an idle agent more than all its links; a controller's heartbeat says when a slot is worth a dial at once.
     */
    public static LinkSettings betweenAgents() {
        return of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    private static LinkSettings of(Duration heartbeat, Duration silence, Duration backoffMax) {
        return new LinkSettings(
                heartbeat,
                silence,
                Duration.ofSeconds(10),
                DEFAULT_MAX_FRAME_BYTES,
                Duration.ofMillis(50),
                backoffMax,
                Duration.ofSeconds(1));
    }

    private static void within(String name, Duration value, long minMillis, long maxMillis) {
        if (value.compareTo(Duration.ofMillis(minMillis)) < 0 || value.compareTo(Duration.ofMillis(maxMillis)) > 0) {
            throw new IllegalArgumentException(
                    name + " " + value + " is not within " + minMillis + " ms to " + maxMillis + " ms");
        }
    }
}
