package io.mediachassis.snmp.entity;

/**
 * State of an entity in the words of ENTITY-STATE-MIB (RFC 4268; the numbers are the textual conventions' of
 * ENTITY-STATE-TC-MIB).
 */
public record Health(Admin admin, Oper oper, Usage usage, Alarm alarm, Standby standby) {

    /** EntityAdminState. */
    public enum Admin {
        UNKNOWN(1),
        LOCKED(2),
        SHUTTING_DOWN(3),
        UNLOCKED(4);

        private final int number;

        Admin(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    /** EntityOperState. */
    public enum Oper {
        UNKNOWN(1),
        DISABLED(2),
        ENABLED(3),
        TESTING(4);

        private final int number;

        Oper(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    /** EntityUsageState. */
    public enum Usage {
        UNKNOWN(1),
        IDLE(2),
        ACTIVE(3),
        BUSY(4);

        private final int number;

        Usage(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

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
    public enum Standby {
        UNKNOWN(1),
        HOT_STANDBY(2),
        COLD_STANDBY(3),
        PROVIDING_SERVICE(4);

        private final int number;

        Standby(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    /** Working and in service, or broken. */
    public static Health of(boolean ok) {
        return new Health(Admin.UNLOCKED, ok ? Oper.ENABLED : Oper.DISABLED, ok ? Usage.ACTIVE : Usage.IDLE,
                ok ? Alarm.NONE : Alarm.MAJOR, ok ? Standby.PROVIDING_SERVICE : Standby.UNKNOWN);
    }
}
