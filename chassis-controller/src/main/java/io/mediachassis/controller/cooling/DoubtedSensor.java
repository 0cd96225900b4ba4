package io.mediachassis.controller.cooling;

import io.mediachassis.controller.cooling.CoolingView.Place;

/**
 * A temperature sensor that is not believed, for the controller that comes next; immutable.
 *
 * @param bootNonce of the device that it belongs to: another start of it, or another device, begins with trust
 */
public record DoubtedSensor(Place place, int bootNonce, SensorTrust.Doubt doubt) {}
