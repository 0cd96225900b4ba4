package io.mediachassis.blade.agent;

/**
 * Whether this blade would answer consoles rightly if it became director now: it has heard what every blade holds that
 * a controller names, and has rehearsed. The controller rather takes one that says so; after {@link #PATIENCE_NS} in
 * service a blade says so in any case, since others may be out of its reach for good.
 *
 * <p>Pure; one thread.
 */
public final class StationKnowledge {
    static final long PATIENCE_NS = 3_000_000_000L;

    private final int self;
    private int named;
    private int known;
    private boolean rehearsed;
    private boolean inService;
    private long inServiceNs;

    /** @param self this blade's slot */
    public StationKnowledge(int self) {
        this.self = bit(self);
    }

    /** A controller's heartbeat names the slots (bit n-1: slot n) whose agents it hears. */
    public void onNamed(int slots) {
        named = slots;
    }

    /** A blade said what it holds. */
    public void onHoldings(int slot) {
        known |= bit(slot);
    }

    /** The link to a blade ended. */
    public void onGone(int slot) {
        known &= ~bit(slot);
    }

    /** A promotion was gone through once, or can't be. */
    void onRehearsed() {
        rehearsed = true;
    }

    void onInService(long nowNs) {
        inService = true;
        inServiceNs = nowNs;
    }

    /** Whether every blade that a controller names has said what it holds. */
    public boolean allHeard() {
        return named != 0 && (named & ~known & ~self) == 0;
    }

    /** Whether a controller names the blade in a slot. */
    public boolean isNamed(int slot) {
        return (named & bit(slot)) != 0;
    }

    boolean ready(long nowNs) {
        boolean knowing = rehearsed && (named & ~known & ~self) == 0;
        return inService && (knowing || nowNs - inServiceNs >= PATIENCE_NS);
    }

    private static int bit(int slot) {
        return 1 << (slot - 1);
    }
}
