package io.mediachassis.backplane.link;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server's connections that are not yet through TLS and hello: few altogether, and fewer from one address, so that nobody
 * who only connects keeps all others out. Any thread.
 */
final class Unfinished {
    private final int limit;
    private final int perAddress;
    private final Map<@Nullable InetAddress, Integer> of = new HashMap<>();
    private int all;

    Unfinished(int limit, int perAddress) {
        this.limit = limit;
        this.perAddress = perAddress;
    }

    /** One more; false: there is no room for it. */
    synchronized boolean begins(SocketAddress peer) {
        int there = of.getOrDefault(address(peer), 0);
        if (all >= limit || there >= perAddress) {
            return false;
        }
        all++;
        of.put(address(peer), there + 1);
        return true;
    }

    /** One of those is up or over. */
    synchronized void ends(SocketAddress peer) {
        all--;
        of.computeIfPresent(address(peer), (address, there) -> there > 1 ? there - 1 : null);
    }

    synchronized int count() {
        return all;
    }

    private static @Nullable InetAddress address(SocketAddress peer) {
        return peer instanceof InetSocketAddress internet ? internet.getAddress() : null;
    }
}
