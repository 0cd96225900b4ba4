package io.mediachassis.blade.storage;

import java.util.List;

/**
 * What the check at start found.
 *
 * @param programs whole ones
 * @param unfinishedRemoved ids whose writing was cut short
 * @param quarantined damaged ones, moved to {@code damaged/}
 */
public record StoreReport(int programs, List<String> unfinishedRemoved, List<Quarantined> quarantined) {
    /** A damaged program, and the sentence that says what is wrong with it. */
    public record Quarantined(String id, String reason) {}

    public StoreReport {
        unfinishedRemoved = List.copyOf(unfinishedRemoved);
        quarantined = List.copyOf(quarantined);
    }
}
