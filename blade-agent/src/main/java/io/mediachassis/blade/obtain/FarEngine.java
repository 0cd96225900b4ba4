package io.mediachassis.blade.obtain;

/**
 * Where a segment can be copied from.
 *
 * @param url HTTP address of an engine of another station, ending in a slash
 */
public record FarEngine(String station, String url) {}
