package io.mediachassis.blade.door;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Decides who stays connected. Where there are as many connections as there may be, of one address or all together, those
 * that have been silent for longest make room for the one that comes: whoever opens connections and says nothing can't
 * keep out who speaks. First go those that never asked anything; one that is engaged never goes, nor one that asked
 * within the last second, which may be about to ask for more.
 *
 * <p>To find the longest-silent, all are looked at; so that a flood costs little, a sixty-fourth of them goes at once.
 * Any thread; the lock is taken when a connection comes and goes, not for its requests.
 */
public final class Door<G extends Guest> {
    /** Who asked so lately may be about to ask for more, ns. */
    static final long ASKED_LATELY_NS = 1_000_000_000L;

    private static final int GOING_PART = 64;

    private final int most;
    private final int mostOfAddress;
    private final Map<InetAddress, Set<G>> inside = new HashMap<>();
    private int size;

    /**
     * What is done about one that comes.
     *
     * @param enters false: there is no room, and nobody who could make any
     * @param leave who is to be closed for it; already counted as gone
     */
    public record Answer<G>(boolean enters, List<G> leave) {}

    /**
     * @param most all together, at least 1
     * @param mostOfAddress of one address, at least 1
     */
    public Door(int most, int mostOfAddress) {
        if (most < 1 || mostOfAddress < 1) {
            throw new IllegalArgumentException(
                    "connections: " + most + " in all, " + mostOfAddress + " of one address; at least 1");
        }
        this.most = most;
        this.mostOfAddress = mostOfAddress;
    }

    /** One comes; it counts as inside from now on unless it is turned away. */
    public synchronized Answer<G> enter(G guest, long nowNs) {
        List<G> going = List.of();
        Set<G> neighbours = inside.getOrDefault(guest.address(), Set.of());
        boolean full = size >= most;
        boolean addressFull = neighbours.size() >= mostOfAddress;
        if (addressFull) {
            going = silent(neighbours, nowNs);
        } else if (full) {
            List<G> all = new ArrayList<>(size);
            inside.values().forEach(all::addAll);
            going = silent(all, nowNs);
        }
        if ((full || addressFull) && going.isEmpty()) {
            return new Answer<>(false, going);
        }
        going.forEach(this::leave);
        inside.computeIfAbsent(guest.address(), a -> Collections.newSetFromMap(new IdentityHashMap<>())).add(guest);
        size++;
        return new Answer<>(true, going);
    }

    /** One is gone. Idempotent. */
    public synchronized void leave(G guest) {
        Set<G> neighbours = inside.get(guest.address());
        if (neighbours != null && neighbours.remove(guest)) {
            size--;
            if (neighbours.isEmpty()) {
                inside.remove(guest.address());
            }
        }
    }

    /** How many are inside. */
    public synchronized int size() {
        return size;
    }

    private record Silent<G>(G guest, boolean asked, long silentNs) {}

    private List<G> silent(Collection<G> some, long nowNs) {
        int wanted = Math.max(1, some.size() / GOING_PART);
        // The one that would go last is at the head.
        PriorityQueue<Silent<G>> first = new PriorityQueue<>(
                wanted + 1, Comparator.comparing((Silent<G> s) -> !s.asked()).thenComparingLong(Silent::silentNs));
        for (G guest : some) {
            Silent<G> one = new Silent<>(guest, guest.hasAsked(), nowNs - guest.quietSinceNs());
            if (!guest.engaged() && !(one.asked() && one.silentNs() < ASKED_LATELY_NS)) {
                first.add(one);
                if (first.size() > wanted) {
                    first.remove();
                }
            }
        }
        return first.stream().map(Silent::guest).toList();
    }
}
