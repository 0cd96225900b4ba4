package io.mediachassis.snmp.sensor;

import io.mediachassis.backplane.proto.Sensor;

/** How a kind of reading is shown: EntitySensorDataType, decimals (entPhySensorPrecision), and its unit for people. */
enum SensorScale {
    VOLTS_DC(4, 3, "V DC"),
    AMPERES(5, 3, "A"),
    WATTS(6, 1, "W"),
    CELSIUS(8, 1, "degrees C"),
    RPM(10, 0, "RPM"),
    UNKNOWN(2, 0, "");

    /** EntitySensorValue's range. */
    private static final long LIMIT = 1_000_000_000L;

    private final int type;
    private final int precision;
    private final String display;

    SensorScale(int type, int precision, String display) {
        this.type = type;
        this.precision = precision;
        this.display = display;
    }

    static SensorScale of(Sensor.Type type) {
        return switch (type) {
            case VOLTS_DC -> VOLTS_DC;
            case AMPERES -> AMPERES;
            case WATTS -> WATTS;
            case CELSIUS -> CELSIUS;
            case RPM -> RPM;
            default -> UNKNOWN;
        };
    }

    int type() {
        return type;
    }

    int precision() {
        return precision;
    }

    String display() {
        return display;
    }

    /** A reading in thousandths, rounded to this precision and held to the range. */
    long value(long milli) {
        long divisor = switch (precision) {
            case 3 -> 1;
            case 1 -> 100;
            default -> 1000;
        };
        long rounded = Math.floorDiv(milli + divisor / 2, divisor);
        return Math.max(-LIMIT, Math.min(LIMIT, rounded));
    }
}
