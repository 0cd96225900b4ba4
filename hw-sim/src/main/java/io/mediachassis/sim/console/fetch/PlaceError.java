package io.mediachassis.sim.console.fetch;

/** Why a server did not give a file, or not all of it. */
public record PlaceError(Place place, String error) {}
