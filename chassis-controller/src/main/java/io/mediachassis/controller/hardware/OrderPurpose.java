package io.mediachassis.controller.hardware;

import io.mediachassis.controller.hardware.BusRequest.Urgency;

/** Why an order for a device was given: what its end means depends on it. */
enum OrderPurpose {
    /** The election powers a blade off. */
    FENCE,
    POWER_ON,
    /** A blade that is to lose power by its hot-swap state. */
    POWER_OFF,
    /** A token before a blade is powered on. */
    ENROL,
    /** A token for a blade that has power but no link. */
    RE_ENROL,
    FAN,
    /** A blade's lights. */
    LIGHT,
    /** Somebody waits for the answer. */
    OPERATOR;

    /** Its place in the queue of the bus. */
    Urgency urgency() {
        return this == FENCE ? Urgency.FENCE : Urgency.ORDER;
    }
}
