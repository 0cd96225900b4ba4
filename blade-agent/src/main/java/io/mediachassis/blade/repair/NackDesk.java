package io.mediachassis.blade.repair;

import io.mediachassis.backplane.counter.Counts;
import java.util.Arrays;

/**
 * Decides which packets of one stream are sent again, to whom. A receiver gets a packet once in a round trip, however
 * often it asks. What more than so many receivers miss within a window is sent to the group once, and then to nobody
 * until it has had the time to arrive; half of what may go to the group is kept for what far more of them miss. What asks for another stream's packets, for packets that were never sent or are
 * long gone, from an address without a part in the stream, or for more than an address is due, gets nothing and is
 * counted: an answer is a hundred times as long as its question, so nobody may have answers sent to somebody else.
 * Times are monotonic nanoseconds. Pure; one thread; allocates only when made.
 */
public final class NackDesk {
    private static final long NONE = -1;
    /** A packet that so many times a storm's receivers ask for may take the group's last tokens. */
    private static final int CROWDS = 4;

    private final RepairStore store;
    private final NackSettings settings;
    private final Requesters requesters;
    private final Counts<RepairCounter> counts;
    private final AddressLimits perAddress;
    private final RateLimit unicast;
    private final RateLimit multicast;
    private final int receivers;
    private final int keptForCrowds;
    /** By slot of the store: whose requests the slot has, and when that packet went to the group. */
    private final long[] places;
    private final long[] groupNs;
    private final boolean[] toGroup;
    /** How often more receivers asked than are told apart. */
    private final int[] crowd;
    private final long[] crowdNs;
    /** By slot and receiver: who asked, and when it was sent the packet. */
    private final long[] askers;
    private final long[] askedNs;
    private final boolean[] taken;

    /** Who may ask. */
    public interface Requesters {
        /** Whether the address has a part in the stream: a session, or the group is open to all. */
        boolean welcome(long address, int port, int ssrc);

        /** Whether one more packet may be sent to a single receiver, beside what the settings allow. */
        default boolean room() {
            return true;
        }
    }

    /** What is to be done at once; the packets are in the store. */
    public interface Repairs {
        /**
         * The packet goes to one receiver, as a retransmission or as it was.
         *
         * @param repeated it asks again: one that knows no retransmissions may need the packet as it was
         */
        void unicast(long address, int port, int sequence, boolean repeated);

        /** The packet as it was goes to the group: any receiver takes it for a late one. */
        void multicast(int sequence);
    }

    /** @param secret unforeseeable number, see {@link AddressLimits} */
    public NackDesk(RepairStore store, NackSettings settings, Requesters requesters, Counts<RepairCounter> counts,
            long secret) {
        this.store = store;
        this.settings = settings;
        this.requesters = requesters;
        this.counts = counts;
        perAddress = new AddressLimits(settings.perAddress(), settings.perAddressBurst(), settings.addresses(), secret);
        unicast = new RateLimit(settings.unicastRate(), settings.unicastBurst());
        multicast = new RateLimit(settings.multicastRate(), settings.multicastBurst());
        receivers = settings.stormReceivers();
        keptForCrowds = settings.multicastBurst() / 2;
        places = new long[store.capacity()];
        Arrays.fill(places, NONE);
        groupNs = new long[store.capacity()];
        toGroup = new boolean[store.capacity()];
        crowd = new int[store.capacity()];
        crowdNs = new long[store.capacity()];
        askers = new long[store.capacity() * receivers];
        askedNs = new long[askers.length];
        taken = new boolean[askers.length];
    }

    /**
     * A receiver asks, see {@link NackReader.Entries#nack}.
     *
     * @param address IPv4 as a number of 32 bits, or 48 bits that stand for another family's
     * @param port 0 to 65535
     */
    public void onNack(long address, int port, int sender, int media, int first, int mask, long nowNs, Repairs to) {
        if (media != store.ssrc()) {
            counts.add(RepairCounter.FOREIGN);
            return;
        }
        if (!requesters.welcome(address, port, sender)) {
            counts.add(RepairCounter.STRANGERS);
            return;
        }
        counts.add(RepairCounter.ASKED, 1 + Integer.bitCount(mask & 0xffff));
        packet(address, port, first & 0xffff, nowNs, to);
        for (int left = mask & 0xffff; left != 0; left &= left - 1) {
            packet(address, port, first + 1 + Integer.numberOfTrailingZeros(left) & 0xffff, nowNs, to);
        }
    }

    /**
     * A receiver asks in the group's own RTCP session: whether anything that is sent to it alone arrives nobody knows, so
     * the group gets it. Whoever it is gets nothing sent by it that does not come to him already.
     *
     * @param awaited so many of the newest packets it may not miss, but only wait for; 0 for who asks for what is lost
     */
    public void onGroupNack(int media, int first, int mask, int awaited, long nowNs, Repairs to) {
        if (media != store.ssrc()) {
            counts.add(RepairCounter.FOREIGN);
            return;
        }
        counts.add(RepairCounter.ASKED, 1 + Integer.bitCount(mask & 0xffff));
        groupPacket(first & 0xffff, awaited, nowNs, to);
        for (int left = mask & 0xffff; left != 0; left &= left - 1) {
            groupPacket(first + 1 + Integer.numberOfTrailingZeros(left) & 0xffff, awaited, nowNs, to);
        }
    }

    private void groupPacket(int sequence, int awaited, long nowNs, Repairs to) {
        if (!held(sequence)) {
            return;
        }
        if (store.behind(sequence) < awaited) {
            counts.add(RepairCounter.AWAITED);
            return;
        }
        int slot = slotOf(sequence);
        if (toGroup[slot] && nowNs - groupNs[slot] < settings.multicastHoldNs()) {
            counts.add(RepairCounter.DAMPED);
        } else if (multicast.take(nowNs, keptForCrowds)) {
            toAll(slot, sequence, nowNs, to);
        } else {
            counts.add(RepairCounter.OVER_BUDGET);
        }
    }

    private void toAll(int slot, int sequence, long nowNs, Repairs to) {
        counts.add(RepairCounter.MULTICAST);
        toGroup[slot] = true;
        crowd[slot] = 0;
        groupNs[slot] = nowNs;
        Arrays.fill(taken, slot * receivers, (slot + 1) * receivers, false);
        to.multicast(sequence);
    }

    private void packet(long address, int port, int sequence, long nowNs, Repairs to) {
        if (!perAddress.take(address, nowNs)) {
            counts.add(RepairCounter.LIMITED);
            return;
        }
        if (held(sequence)) {
            held(address, port, sequence, nowNs, to);
        }
    }

    private boolean held(int sequence) {
        RepairStore.Holding holding = store.holding(sequence);
        switch (holding) {
            case NEVER_SENT -> counts.add(RepairCounter.NEVER_SENT);
            case GONE -> counts.add(RepairCounter.GONE);
            case MISSED -> counts.add(RepairCounter.MISSED);
            case HELD -> { }
        }
        return holding == RepairStore.Holding.HELD;
    }

    /** The slot of a packet that is held; what was noted of the one before it there is forgotten. */
    private int slotOf(int sequence) {
        int slot = sequence & places.length - 1;
        if (places[slot] != store.place(sequence)) {
            places[slot] = store.place(sequence);
            toGroup[slot] = false;
            crowd[slot] = 0;
            Arrays.fill(taken, slot * receivers, (slot + 1) * receivers, false);
        }
        return slot;
    }

    private void held(long address, int port, int sequence, long nowNs, Repairs to) {
        int slot = slotOf(sequence);
        int from = slot * receivers;
        if (toGroup[slot] && nowNs - groupNs[slot] < settings.multicastHoldNs()) {
            counts.add(RepairCounter.DAMPED);
            return;
        }
        // The port tells receivers behind one address apart.
        long asker = address << 16 | port;
        int free = -1;
        for (int i = from; i < from + receivers; i++) {
            if (taken[i] && askers[i] == asker) {
                again(i, address, port, sequence, nowNs, to);
                return;
            }
            if (!taken[i] || nowNs - askedNs[i] > settings.stormWindowNs()) {
                free = i;
            }
        }
        if (free < 0 && multicast.take(nowNs, isCrowd(slot, nowNs) ? 0 : keptForCrowds)) {
            toAll(slot, sequence, nowNs, to);
        } else if (send(address, port, sequence, false, nowNs, to) && free >= 0) {
            remember(free, asker, nowNs);
        }
    }

    /** Whether far more ask than are told apart; one more does now. */
    private boolean isCrowd(int slot, long nowNs) {
        if (crowd[slot] == 0 || nowNs - crowdNs[slot] > settings.stormWindowNs()) {
            crowd[slot] = 0;
            crowdNs[slot] = nowNs;
        }
        return crowd[slot]++ >= CROWDS * receivers;
    }

    private void again(int i, long address, int port, int sequence, long nowNs, Repairs to) {
        if (nowNs - askedNs[i] < settings.roundTripNs()) {
            counts.add(RepairCounter.DAMPED);
        } else if (send(address, port, sequence, true, nowNs, to)) {
            askedNs[i] = nowNs;
        }
    }

    private void remember(int i, long asker, long nowNs) {
        taken[i] = true;
        askers[i] = asker;
        askedNs[i] = nowNs;
    }

    private boolean send(long address, int port, int sequence, boolean repeated, long nowNs, Repairs to) {
        if (!unicast.take(nowNs) || !requesters.room()) {
            counts.add(RepairCounter.OVER_BUDGET);
            return false;
        }
        counts.add(RepairCounter.UNICAST);
        to.unicast(address, port, sequence, repeated);
        return true;
    }
}
