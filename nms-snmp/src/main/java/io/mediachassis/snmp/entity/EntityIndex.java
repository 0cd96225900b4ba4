package io.mediachassis.snmp.entity;

/**
 * The numbers of physical entities (entPhysicalIndex): fixed decimal fields, so that a board keeps its number over
 * reboots, fail-overs and the coming and going of its neighbours.
 *
 * <pre>
 *   K PP TT NNN     K   kind of bay: 1 slot, 2 power supply, 3 fan tray, 4 controller
 *                   PP  place of the bay, 01 to 99
 *                   TT  thing: 00 the bay, 01 the board in it, 02 its CBC, 03 its processor, 04 its network interfaces,
 *                       05 its storage, 06 its logical processors, 10 + n fan n of a tray
 *                   NNN 000 the thing itself, else its sensor's number; of 04 the interface's, of 05 the area's (001
 *                       memory, 002 swap space, 100 + n volume n), of 06 the processor's
 * </pre>
 *
 * <p>The chassis is 1, because managers read its model and serial number there. An interface has this number as its
 * ifIndex, whether it is a port of the board or not; storage and logical processors are no entities, and have it in
 * HOST-RESOURCES-MIB.
 */
public final class EntityIndex {
    public static final int CHASSIS = 1;
    public static final int SLOT = 1;
    public static final int PSU = 2;
    public static final int FAN_TRAY = 3;
    public static final int CONTROLLER = 4;

    public static final int BAY = 0;
    public static final int BOARD = 1;
    public static final int CBC = 2;
    public static final int CPU = 3;
    public static final int PORT = 4;
    public static final int STORAGE = 5;
    public static final int PROCESSOR = 6;

    /** Highest number of a place, and of a sensor, that has a field to stand in. */
    public static final int MAX_PLACE = 99;

    public static final int MAX_SENSOR = 999;
    public static final int MAX_FAN = 89;

    private EntityIndex() {}

    /**
     * The number of a thing or of one of its sensors.
     *
     * @throws IllegalArgumentException when a field is out of its range
     */
    public static int of(int kind, int place, int thing, int sensor) {
        if (kind < 1 || kind > 9 || place < 1 || place > MAX_PLACE || thing < 0 || thing > 99
                || sensor < 0 || sensor > MAX_SENSOR) {
            throw new IllegalArgumentException(
                    "no entity number for kind " + kind + " place " + place + " thing " + thing + " sensor " + sensor);
        }
        return ((kind * 100 + place) * 100 + thing) * 1000 + sensor;
    }

    /** Fan n of a tray. */
    public static int fan(int tray, int fan) {
        return of(FAN_TRAY, tray, 10 + fan, 0);
    }

    /** A controller. */
    public static int controller(int number) {
        return of(CONTROLLER, number, BOARD, 0);
    }

    /** The blade in a slot. */
    public static int blade(int slot) {
        return of(SLOT, slot, BOARD, 0);
    }
}
