package io.mediachassis.sim.device;

import io.mediachassis.backplane.serial.SerialFrame;

/** What a firmware model wants done, in order. */
public sealed interface DeviceAction {
    /** Talk on the device's line {@code line}. */
    record Transmit(int line, SerialFrame frame) implements DeviceAction {}

    /**
     * Give the board power or take it. After taking it the model is told by {@link CbcFirmware#boardOff} when the board
     * is really down.
     */
    record BoardPower(boolean on) implements DeviceAction {}
}
