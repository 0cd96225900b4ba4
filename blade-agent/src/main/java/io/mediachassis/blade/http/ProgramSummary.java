package io.mediachassis.blade.http;

/**
 * A program in the list.
 *
 * @param id plain identifier
 * @param title for people
 * @param durationMs milliseconds
 * @param bytes of the whole
 * @param bitRate bit/s
 * @param manifestHash hexadecimal SHA-256 of the manifest
 */
public record ProgramSummary(
        String id, String title, long durationMs, long bytes, long bitRate, String manifestHash) {}
