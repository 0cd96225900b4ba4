package io.mediachassis.controller.cooling;

/**
 * What another controller has to know of a zone to go on with it; immutable.
 *
 * @param zone its name
 * @param level what the loop wanted, percent
 * @param ordered what its trays were ordered, with what others do for fans that have failed
 * @param learned the minimum
 */
public record ZoneMemory(String zone, double level, int ordered, LearnedMinimum.Learned learned) {}
