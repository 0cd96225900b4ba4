package io.mediachassis.sim.scenario;

import io.mediachassis.controller.cooling.CoolingView;
import io.mediachassis.controller.cooling.ZoneState;
import io.mediachassis.controller.hardware.HardwareView;

/** What is not as it should be once all faults are over for long enough. */
final class Healed {
    private Healed() {}

    static String look(UnitWorld world) {
        HardwareView view = world.view();
        if (view == null) {
            return "no controller is active";
        }
        if (world.acting() == null) {
            return "nobody acts as director";
        }
        int promised = view.power().promisedWatts();
        int usable = view.power().budget().usableWatts();
        for (int slot = 1; slot <= world.blades(); slot++) {
            HardwareView.SlotView at = view.slots().get(slot - 1);
            boolean waits = at.state().name().equals("M2_ACTIVATION_REQUEST") && usable - promised < 95;
            boolean well = at.state().name().equals("M4_ACTIVE") && world.serves(slot);
            if (!well && !waits) {
                return "slot " + slot + " is in " + at.state() + (at.reason().isEmpty() ? "" : " (" + at.reason() + ")")
                        + (world.serves(slot) ? "" : ", and its agent does not run");
            }
            if (world.board(slot).throttle() < 100) {
                return "blade " + slot + " is throttled to " + world.board(slot).throttle() + " percent";
            }
        }
        for (CoolingView.Zone zone : view.cooling().zones()) {
            if (zone.state() != ZoneState.CONTROLLED) {
                return "the fans are " + zone.state() + ": " + zone.reason();
            }
        }
        return "";
    }
}
