package io.mediachassis.snmp.entity;

import io.mediachassis.snmp.snapshot.RowBuilder;
import java.util.List;
import org.snmp4j.smi.OID;

/** ENTITY-STATE-MIB (RFC 4268), entStateTable, for every entity that has a state of its own. Pure. */
public final class EntityStateRows {
    static final OID ENT_STATE_ENTRY = new OID("1.3.6.1.2.1.131.1.1.1");

    private EntityStateRows() {}

    /** Adds the rows; {@code changes} knows since when. */
    public static void add(RowBuilder rows, List<PhysicalEntity> entities, EntityChanges changes) {
        for (PhysicalEntity e : entities) {
            Health h = e.health();
            if (h == null) {
                continue;
            }
            int i = e.index();
            rows.add(ENT_STATE_ENTRY, 1, RowBuilder.dateAndTime(changes.healthChangedEpochMs(i)), i);
            rows.add(ENT_STATE_ENTRY, 2, RowBuilder.integer(h.admin().number()), i);
            rows.add(ENT_STATE_ENTRY, 3, RowBuilder.integer(h.oper().number()), i);
            rows.add(ENT_STATE_ENTRY, 4, RowBuilder.integer(h.usage().number()), i);
            rows.add(ENT_STATE_ENTRY, 5, RowBuilder.octets(h.alarm().octet()), i);
            rows.add(ENT_STATE_ENTRY, 6, RowBuilder.integer(h.standby().number()), i);
        }
    }
}
