package io.mediachassis.blade.interactive;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Addresses that were shown to be their users' own, since a TCP connection with them came about: over it they fetched a
 * session description or set a session up. What is sent on request goes to these alone, since datagrams may be forged and
 * a repair is many times as long as its question. Bounded; any thread.
 */
public final class ProvenAddresses {
    private final int most;
    private final long validNs;
    private final Map<Integer, Long> untilNs = new ConcurrentHashMap<>();

    /**
     * @param most addresses that are kept
     * @param validNs how long one counts after it was shown last
     */
    public ProvenAddresses(int most, long validNs) {
        this.most = most;
        this.validNs = validNs;
    }

    /** One was shown; false where there are too many. */
    public boolean add(int address, long nowNs) {
        if (untilNs.size() >= most && !untilNs.containsKey(address)) {
            untilNs.values().removeIf(until -> nowNs - until >= 0);
            if (untilNs.size() >= most) {
                return false;
            }
        }
        untilNs.put(address, nowNs + validNs);
        return true;
    }

    public boolean contains(int address, long nowNs) {
        Long until = untilNs.get(address);
        return until != null && nowNs - until < 0;
    }

    /** It is used: it counts from now on anew. */
    void refresh(int address, long nowNs) {
        untilNs.computeIfPresent(address, (key, until) -> nowNs + validNs);
    }

    public int size() {
        return untilNs.size();
    }
}
