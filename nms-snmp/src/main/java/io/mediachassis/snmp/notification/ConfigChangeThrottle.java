package io.mediachassis.snmp.notification;

/**
 * entConfigChange at most once in five seconds, with one trailing notification for what changed in between (RFC 6933,
 * entConfigChange). Pure, one thread.
 */
public final class ConfigChangeThrottle {
    private static final long INTERVAL_NS = 5_000_000_000L;

    private boolean everSent;
    private boolean owed;
    private long sentNs;

    /** Something changed. */
    public void changed() {
        owed = true;
    }

    /** Whether to send one now; it is then held to have been sent. */
    public boolean due(long nowNs) {
        if (!owed || (everSent && nowNs - sentNs < INTERVAL_NS)) {
            return false;
        }
        owed = false;
        everSent = true;
        sentNs = nowNs;
        return true;
    }
}
