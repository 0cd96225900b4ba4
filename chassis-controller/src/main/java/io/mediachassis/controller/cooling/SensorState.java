package io.mediachassis.controller.cooling;

/**
 * A sensor as it stands, for those who show it; immutable.
 *
 * @param value believed, in its role's unit; not a number: none
 * @param fault why it is not believed, as "it ..."; empty: it is
 * @param thresholds in its role's unit
 * @param full of a fan: revolutions a minute at 100 percent
 */
public record SensorState(
        SensorRole role, double value, Standing standing, String fault, Thresholds thresholds, double full) {}
