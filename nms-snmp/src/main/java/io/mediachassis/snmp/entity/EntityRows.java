package io.mediachassis.snmp.entity;

import io.mediachassis.backplane.proto.Identity;
import io.mediachassis.snmp.snapshot.RowBuilder;
import java.util.List;
import org.snmp4j.smi.OID;

/**
 * ENTITY-MIB (RFC 6933): entPhysicalTable columns 2 to 19, entPhysicalContainsTable and entLastChangeTime. The columns
 * that the RFC lets be written are read-only here, as its compliance statement allows. Pure.
 */
public final class EntityRows {
    static final OID ENT_PHYSICAL_ENTRY = new OID("1.3.6.1.2.1.47.1.1.1.1");
    static final OID ENT_PHYSICAL_CONTAINS_ENTRY = new OID("1.3.6.1.2.1.47.1.3.3.1");
    static final OID ENTITY_GENERAL = new OID("1.3.6.1.2.1.47.1.4");

    private final OID vendorTypes;

    /**
     * @param vendorTypes the node that the vendor types hang from
     */
    public EntityRows(OID vendorTypes) {
        this.vendorTypes = vendorTypes;
    }

    /**
     * Adds the rows of all entities.
     *
     * @param lastChangeTicks sysUpTime, in hundredths of a second, when an entity last came or went
     */
    public void add(RowBuilder rows, List<PhysicalEntity> entities, long lastChangeTicks) {
        for (PhysicalEntity e : entities) {
            entity(rows, e);
            if (e.containedIn() != 0) {
                rows.add(ENT_PHYSICAL_CONTAINS_ENTRY, 1, RowBuilder.integer(e.index()), e.containedIn(), e.index());
            }
        }
        rows.add(ENTITY_GENERAL, 1, RowBuilder.ticks(lastChangeTicks), 0);
    }

    private void entity(RowBuilder rows, PhysicalEntity e) {
        Identity id = e.identity();
        int i = e.index();
        OID vendorType = new OID(vendorTypes);
        vendorType.append(e.vendorType());
        rows.add(ENT_PHYSICAL_ENTRY, 2, RowBuilder.text(e.descr()), i);
        rows.add(ENT_PHYSICAL_ENTRY, 3, vendorType, i);
        rows.add(ENT_PHYSICAL_ENTRY, 4, RowBuilder.integer(e.containedIn()), i);
        rows.add(ENT_PHYSICAL_ENTRY, 5, RowBuilder.integer(e.physicalClass().number()), i);
        rows.add(ENT_PHYSICAL_ENTRY, 6, RowBuilder.integer(e.position()), i);
        rows.add(ENT_PHYSICAL_ENTRY, 7, RowBuilder.text(e.name()), i);
        rows.add(ENT_PHYSICAL_ENTRY, 8, RowBuilder.text(id.getHardwareRevision()), i);
        rows.add(ENT_PHYSICAL_ENTRY, 9, RowBuilder.text(id.getFirmwareVersion()), i);
        rows.add(ENT_PHYSICAL_ENTRY, 10, RowBuilder.text(e.software()), i);
        rows.add(ENT_PHYSICAL_ENTRY, 11, RowBuilder.text(id.getSerialNumber()), i);
        rows.add(ENT_PHYSICAL_ENTRY, 12, RowBuilder.text(id.getManufacturer()), i);
        rows.add(ENT_PHYSICAL_ENTRY, 13, RowBuilder.text(id.getPartNumber()), i);
        rows.add(ENT_PHYSICAL_ENTRY, 14, RowBuilder.text(""), i);
        rows.add(ENT_PHYSICAL_ENTRY, 15, RowBuilder.text(""), i);
        rows.add(ENT_PHYSICAL_ENTRY, 16, RowBuilder.truth(e.fru()), i);
        rows.add(ENT_PHYSICAL_ENTRY, 17, RowBuilder.dateAndTime(0), i);
        rows.add(ENT_PHYSICAL_ENTRY, 18, RowBuilder.text(""), i);
        rows.add(ENT_PHYSICAL_ENTRY, 19, RowBuilder.octets(), i);
    }
}
