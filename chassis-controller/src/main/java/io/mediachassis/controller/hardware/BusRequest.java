package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.DeviceRequest;

/**
 * One request for the management bus.
 *
 * @param id names the request to whoever gave it, rising; polls and identifications have one too
 * @param address of the device, see {@link BusAddress}
 * @param urgency who goes first
 * @param request what the device is asked
 */
public record BusRequest(long id, int address, Urgency urgency, DeviceRequest request) {
    /** In the order in which requests leave: a fence before an order before the round of polls. */
    public enum Urgency {
        FENCE,
        ORDER,
        ROUTINE
    }
}
