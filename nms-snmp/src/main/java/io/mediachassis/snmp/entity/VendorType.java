package io.mediachassis.snmp.entity;

/** Last arcs of mediaChassisVendorTypes in MEDIA-CHASSIS-MIB: what entPhysicalVendorType points at. */
public final class VendorType {
    static final int CHASSIS = 1;
    static final int SLOT = 2;
    static final int BLADE = 3;
    static final int CBC = 4;
    static final int CPU = 5;
    static final int PSU_BAY = 6;
    static final int PSU = 7;
    static final int FAN_BAY = 8;
    static final int FAN_TRAY = 9;
    static final int FAN = 10;
    static final int CONTROLLER_BAY = 11;
    static final int CONTROLLER = 12;
    static final int SENSOR = 13;
    static final int PORT = 14;

    private VendorType() {}
}
