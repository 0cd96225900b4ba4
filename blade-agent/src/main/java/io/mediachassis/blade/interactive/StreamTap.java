package io.mediachassis.blade.interactive;

import io.mediachassis.blade.repair.RepairStore;

/** Sees what has come of the streams that are cached. The interactive server's thread; must be quick. */
public interface StreamTap {
    /** After packets came, of each stream: its newest ones are kept there. */
    void look(ServedStream stream, RepairStore kept, long nowNs);

    /** After that, and at least ten times a second. */
    void turn(long nowNs);
}
