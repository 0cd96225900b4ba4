package io.mediachassis.snmp.entity;

/** IANAPhysicalClass (RFC 6933), as far as a chassis has them. */
public enum PhysicalClass {
    CHASSIS(3),
    CONTAINER(5),
    POWER_SUPPLY(6),
    FAN(7),
    SENSOR(8),
    MODULE(9),
    PORT(10),
    CPU(12);

    private final int number;

    PhysicalClass(int number) {
        this.number = number;
    }

    /** The enumerated value of entPhysicalClass. */
    public int number() {
        return number;
    }
}
