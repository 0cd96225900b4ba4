package io.mediachassis.controller.cooling;

/** What a sensor of the hardware is, which says what it is held against. */
public enum SensorRole {
    /** Temperature of a blade's board. */
    BOARD("°C"),
    /** Of the air that comes in to a blade. */
    INLET("°C"),
    /** Of a power supply. */
    PSU("°C"),
    VOLTAGE("V"),
    /** Speed of a fan, percent of what it is driven for. */
    FAN("%"),
    /** Nothing is held against it. */
    OTHER("");

    private final String unit;

    SensorRole(String unit) {
        this.unit = unit;
    }

    /** For people. */
    public String unit() {
        return unit;
    }

    /** Whether it may lie as {@link SensorTrust} says. */
    public boolean isTemperature() {
        return this == BOARD || this == INLET || this == PSU;
    }

    /** What it is held against. */
    public Thresholds thresholds(CoolingSettings.Limit limits) {
        return switch (this) {
            case BOARD -> limits.board();
            case INLET -> limits.inlet();
            case PSU -> limits.psu();
            case VOLTAGE -> limits.voltage();
            case FAN -> limits.fan();
            case OTHER -> Thresholds.NONE;
        };
    }
}
