package io.mediachassis.sim.hardware;

import io.mediachassis.backplane.proto.BlueLed;
import java.util.List;

/**
 * The simulated chassis at one instant, as somebody who stands before it would see it.
 *
 * @param slots all slots, the first is slot 1
 * @param psus all power supplies
 * @param fanTrays all fan trays
 * @param arbiterEpoch claims so far
 * @param arbiterHolder controller that holds the arbiter, 0 for none
 * @param busBytes bytes that the management bus has carried
 * @param busCollidedBytes of them, those that two talkers spoilt
 */
public record HardwareSnapshot(
        List<Slot> slots,
        List<Psu> psus,
        List<FanTray> fanTrays,
        long arbiterEpoch,
        int arbiterHolder,
        long busBytes,
        long busCollidedBytes) {
    public HardwareSnapshot {
        slots = List.copyOf(slots);
        psus = List.copyOf(psus);
        fanTrays = List.copyOf(fanTrays);
    }

    /** A slot; without a blade the rest is false and 0. */
    public record Slot(
            int number,
            boolean present,
            boolean powerGood,
            boolean powerWanted,
            boolean handleClosed,
            boolean identify,
            BlueLed blueLed,
            boolean cbcSilent,
            long resets,
            double celsius,
            double watts) {}

    /** A power supply and what it gives. */
    public record Psu(int number, boolean good, double watts) {}

    /** A fan tray, what it is driven with and how fast it turns. */
    public record FanTray(int number, boolean stalled, int dutyPercent, double rpm) {}
}
