package io.mediachassis.sim.station;

/**
 * An invariant was broken; ends the run.
 *
 * @param invariant S1 to S4, or S0 for an exception in the product's code
 * @param text what happened
 */
public record Violation(String invariant, String text) {}
