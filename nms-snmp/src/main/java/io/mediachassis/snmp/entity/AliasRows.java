package io.mediachassis.snmp.entity;

import io.mediachassis.snmp.snapshot.RowBuilder;
import java.util.List;
import org.snmp4j.smi.OID;

/**
 * ENTITY-MIB (RFC 6933), entAliasMappingTable: which row of ifTable a port is. They have the same number. Pure.
 */
public final class AliasRows {
    static final OID ENT_ALIAS_MAPPING_ENTRY = new OID("1.3.6.1.2.1.47.1.3.2.1");
    private static final OID IF_INDEX = new OID("1.3.6.1.2.1.2.2.1.1");
    /** entAliasLogicalIndexOrZero: of whatever logical entity. */
    private static final int ALL = 0;

    private AliasRows() {}

    /** Adds a row for each entity that is a port. */
    public static void add(RowBuilder rows, List<PhysicalEntity> entities) {
        for (PhysicalEntity e : entities) {
            if (e.physicalClass() == PhysicalClass.PORT) {
                OID alias = new OID(IF_INDEX);
                alias.append(e.index());
                rows.add(ENT_ALIAS_MAPPING_ENTRY, 2, alias, e.index(), ALL);
            }
        }
    }
}
