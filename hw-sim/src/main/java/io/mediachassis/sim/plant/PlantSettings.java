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
 * @param zones how many parts of the chassis have air of their own: trays and slots are dealt out to them in order, and
 *     {@value Plant#LEAK} of what a tray moves goes to the other parts
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
        double fullRpm,
        int zones) {
    public PlantSettings {
        if (slots < 1 || slots > 16 || psus < 1 || psus > 8 || fanTrays < 1 || fanTrays > 8 || heatSeconds <= 0
                || zones < 1 || zones > fanTrays || zones > slots
                || fanSeconds <= 0 || fullRpm <= 0 || psuWatts <= 0) {
            throw new IllegalArgumentException("plant settings out of range");
        }
    }

    /** The same with other supplies. */
    public PlantSettings withPsuWatts(double watts) {
        return new PlantSettings(slots, psus, fanTrays, ambientCelsius, idleWatts, loadWatts, watts, heatSeconds,
                fanSeconds, fullRpm, zones);
    }

    /** The same with its air divided into so many parts. */
    public PlantSettings withZones(int parts) {
        return new PlantSettings(slots, psus, fanTrays, ambientCelsius, idleWatts, loadWatts, psuWatts, heatSeconds,
                fanSeconds, fullRpm, parts);
    }

    /** Part of the air that a slot is in, from 0. */
    int zoneOfSlot(int slot) {
        return (slot - 1) * zones / slots;
    }

    /** Part of the air that a tray moves, from 0. */
    int zoneOfTray(int tray) {
        return (tray - 1) * zones / fanTrays;
    }

    /** Boards of 35 to 95 W, supplies of 1200 W, fans of 9000 rpm, air of 24 degrees, undivided. */
    public static PlantSettings typical(int slots, int psus, int fanTrays) {
        return new PlantSettings(slots, psus, fanTrays, 24, 35, 60, 1200, 40, 1.5, 9000, 1);
    }
}
