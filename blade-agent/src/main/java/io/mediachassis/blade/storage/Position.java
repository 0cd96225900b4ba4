package io.mediachassis.blade.storage;

/**
 * A place in a program where a console can start: a random access point.
 *
 * @param segment segment number
 * @param offset byte offset in the segment file, a multiple of 188; a player needs PAT and PMT too, which stand at the
 *     start of the file and recur in it
 * @param ticks program time of that packet
 */
public record Position(int segment, long offset, long ticks) {}
