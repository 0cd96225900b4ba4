package io.mediachassis.sim.scenario;

/** For how long something has been so without a break. */
final class Lasting {
    private boolean is;
    private long sinceNs;

    /** Whether it is so for longer than that, where it is so now. */
    boolean longer(boolean now, long atNs, long thanNs) {
        if (!now || !is) {
            is = now;
            sinceNs = atNs;
        }
        return now && atNs - sinceNs > thanNs;
    }
}
