package io.mediachassis.controller.headend.registry.store.sql;

import io.mediachassis.controller.headend.registry.RegistryRows.Located;
import java.util.List;
import java.util.Set;

/** Who is there, however the store counts that. */
interface Leases {
    /** Whether a station's lease has not run out. */
    boolean isAlive(String station);

    /** All stations of which that is so. */
    Set<String> alive();

    /** Every station's row of a program, and whether that is so of the station, by station. */
    default List<Located> located(SqlRows rows, String program) {
        return rows.holders(program).stream().map(row -> new Located(row, isAlive(row.station()))).toList();
    }
}
