package io.mediachassis.controller.api;

import java.util.HashMap;
import java.util.Map;

/** How many connections strangers may hold, of one address and in all. Pure; one thread. */
final class ConnectionLimits {
    private final int inAll;
    private final int ofAddress;
    private final Map<String, Integer> held = new HashMap<>();
    private int count;

    ConnectionLimits(int inAll, int ofAddress) {
        this.inAll = inAll;
        this.ofAddress = ofAddress;
    }

    /** One comes; false: it may not stay, and is not counted. */
    boolean admit(String address) {
        int here = held.getOrDefault(address, 0);
        if (count >= inAll || here >= ofAddress) {
            return false;
        }
        held.put(address, here + 1);
        count++;
        return true;
    }

    /** One that was admitted has gone. */
    void gone(String address) {
        held.computeIfPresent(address, (known, here) -> here == 1 ? null : here - 1);
        count--;
    }
}
