package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.HotSwapState;
import io.mediachassis.controller.cooling.CoolingView;
import java.util.List;

/** The hardware as it is known at one instant; immutable, so any thread may read it. */
public record HardwareView(
        List<SlotView> slots, List<DeviceFacts> psus, List<DeviceFacts> fanTrays, PowerView power, CoolingView cooling) {
    public static final HardwareView EMPTY =
            new HardwareView(List.of(), List.of(), List.of(), PowerView.UNKNOWN, CoolingView.NONE);

    /**
     * The chassis' power.
     *
     * @param promisedWatts to the chassis itself and to the boards that are on
     * @param measuredWatts what all PSUs give by their sensors
     */
    public record PowerView(PowerBudget budget, RestorePolicy restore, int promisedWatts, int measuredWatts) {
        static final PowerView UNKNOWN = new PowerView(
                new PowerBudget(PowerBudget.Redundancy.N, List.of(), List.of()), RestorePolicy.PREVIOUS, 0, 0);
    }

    /**
     * One slot, present or not.
     *
     * @param reason why it stands where it stands, or what it waits for, a sentence; empty: nothing has to be said
     */
    public record SlotView(
            int slot, HotSwapState state, boolean present, boolean linkUp, boolean handleClosed, String reason,
            DeviceFacts cbc) {}
}
