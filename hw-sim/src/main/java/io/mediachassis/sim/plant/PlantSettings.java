package io.mediachassis.sim.plant;

/**
 * What the chassis is made of, thermally and electrically.
 *
 * @param slots 1..16
 * @param psus supplies, 1..8
 * @param fanTrays trays, 1..8
 * @param ambientCelsius of the air that comes in
 * @param idleWatts of a board that is on and does nothing
 * @param loadWatts more at full load
 * @param psuWatts what one supply can give
 * @param heatSeconds time constant of a board's temperature
 * @param fanSeconds time constant of a fan's speed
 * @param fullRpm fan speed at 100 percent
 */
public record PlantSettings(
        int slots,
        int psus,
        int fanTrays,
        double ambientCelsius,
        double idleWatts,
        double loadWatts,
        double psuWatts,
        double heatSeconds,
        double fanSeconds,
        double fullRpm) {
    public PlantSettings {
        if (slots < 1 || slots > 16 || psus < 1 || psus > 8 || fanTrays < 1 || fanTrays > 8 || heatSeconds <= 0
                || fanSeconds <= 0 || fullRpm <= 0 || psuWatts <= 0) {
            throw new IllegalArgumentException("plant settings out of range");
        }
    }

    /** The same with other supplies. */
    public PlantSettings withPsuWatts(double watts) {
        return new PlantSettings(slots, psus, fanTrays, ambientCelsius, idleWatts, loadWatts, watts, heatSeconds,
                fanSeconds, fullRpm);
    }

    /** Boards of 35 to 95 W, supplies of 1200 W, fans of 9000 rpm, air of 24 degrees. */
    public static PlantSettings typical(int slots, int psus, int fanTrays) {
        return new PlantSettings(slots, psus, fanTrays, 24, 35, 60, 1200, 40, 1.5, 9000);
    }
}
