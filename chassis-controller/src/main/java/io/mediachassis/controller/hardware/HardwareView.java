package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.HotSwapState;
import java.util.List;

/** The hardware as it is known at one instant; immutable, so any thread may read it. */
public record HardwareView(List<SlotView> slots, List<DeviceFacts> psus, List<DeviceFacts> fanTrays) {
    public static final HardwareView EMPTY = new HardwareView(List.of(), List.of(), List.of());

    /** One slot, present or not. */
    public record SlotView(int slot, HotSwapState state, boolean present, boolean linkUp, DeviceFacts cbc) {}
}
