package io.mediachassis.snmp.chassis;

import org.snmp4j.smi.OID;

/**
 * Where the nodes of MEDIA-CHASSIS-MIB stand under an enterprise number: the numbers of mibs/MEDIA-CHASSIS-MIB.
 *
 * @param enterprise IANA private enterprise number; 32473 is the one for documentation (RFC 5612)
 */
public record ChassisMib(int enterprise) {

    /** {@code ...enterprise.1.1}: what sysObjectID says. */
    public OID product() {
        return node(1, 1);
    }

    /** {@code mediaChassisVendorTypes}. */
    public OID vendorTypes() {
        return node(1, 2);
    }

    /** {@code mediaChassisStation}: scalars. */
    public OID station() {
        return node(2, 1, 1);
    }

    /** {@code mediaChassisDirector}: scalars. */
    public OID director() {
        return node(2, 1, 2);
    }

    /** {@code mcControllerEntry}. */
    public OID controllerEntry() {
        return node(2, 1, 3, 1);
    }

    /** {@code mcBladeEntry}. */
    public OID bladeEntry() {
        return node(2, 1, 4, 1);
    }

    /** {@code mediaChassisEvent}: objects that only notifications carry. */
    public OID event() {
        return node(2, 1, 5);
    }

    /** {@code mcCounterEntry}: what counters are. */
    public OID counterEntry() {
        return node(2, 1, 6, 1);
    }

    /** {@code mcCounterValueEntry}: what each board counted. */
    public OID counterValueEntry() {
        return node(2, 1, 7, 1);
    }

    /** {@code mediaChassisPower}: scalars. */
    public OID power() {
        return node(2, 1, 8);
    }

    /** {@code mcZoneEntry}. */
    public OID zoneEntry() {
        return node(2, 1, 9, 1);
    }

    /** {@code mcThresholdEntry}. */
    public OID thresholdEntry() {
        return node(2, 1, 10, 1);
    }

    /** {@code mcNvodEntry}. */
    public OID nvodEntry() {
        return node(2, 1, 11, 1);
    }

    /** A notification of the module. */
    public OID notification(int number) {
        return node(2, 0, number);
    }

    private OID node(int... arcs) {
        OID oid = new OID(new int[] {1, 3, 6, 1, 4, 1, enterprise});
        for (int arc : arcs) {
            oid.append(arc);
        }
        return oid;
    }
}
