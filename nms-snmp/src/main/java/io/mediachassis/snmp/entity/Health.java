package io.mediachassis.snmp.entity;

/**
 * State of an entity in the words of ENTITY-STATE-MIB (RFC 4268; the numbers are the textual conventions' of
 * ENTITY-STATE-TC-MIB).
 */
public record Health(Admin admin, Oper oper, Usage usage, Alarm alarm, Standby standby) {

    /** EntityAdminState. */
    public enum Admin { UNKNOWN, LOCKED, SHUTTING_DOWN, UNLOCKED }

    /** EntityOperState. */
    public enum Oper { UNKNOWN, DISABLED, ENABLED, TESTING }

    /** EntityUsageState. */
    public enum Usage { UNKNOWN, IDLE, ACTIVE, BUSY }

    /** The one bit of EntityAlarmStatus that we set, if any. */
    public enum Alarm {
        NONE(0),
        CRITICAL(0x20),
        MAJOR(0x10);

        private final int octet;

        Alarm(int octet) {
            this.octet = octet;
        }

        /** The first octet of the BITS value: bit 0 is the highest. */
        byte octet() {
            return (byte) octet;
        }
    }

    /** EntityStandbyStatus. */
    public enum Standby { UNKNOWN, HOT_STANDBY, COLD_STANDBY, PROVIDING_SERVICE }

    /** Working and in service, or broken. */
    public static Health of(boolean ok) {
        return new Health(Admin.UNLOCKED, ok ? Oper.ENABLED : Oper.DISABLED, ok ? Usage.ACTIVE : Usage.IDLE,
                ok ? Alarm.NONE : Alarm.MAJOR, ok ? Standby.PROVIDING_SERVICE : Standby.UNKNOWN);
    }
}
