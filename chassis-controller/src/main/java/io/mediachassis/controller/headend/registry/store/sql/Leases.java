package io.mediachassis.controller.headend.registry.store.sql;

import java.util.Set;

/** Who is there, however the store counts that. */
interface Leases {
    /** Whether a station's lease has not run out. */
    boolean isAlive(String station);

    /** All stations of which that is so. */
    Set<String> alive();
}
