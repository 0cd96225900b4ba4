package io.mediachassis.controller.eventlog;

import io.mediachassis.backplane.proto.UnitEvent.Severity;

/**
 * An event before it has its number and its time.
 *
 * @param kind stable name such as {@code blade.removed}
 * @param slot 0: of the whole unit
 * @param text a sentence for people
 */
public record NewEvent(Severity severity, String kind, int slot, String text) {
    /** Nothing has to be done about it. */
    public static NewEvent info(String kind, int slot, String text) {
        return new NewEvent(Severity.INFO, kind, slot, text);
    }

    /** Somebody should look at it today. */
    public static NewEvent warning(String kind, int slot, String text) {
        return new NewEvent(Severity.WARNING, kind, slot, text);
    }

    /** Somebody must act now. */
    public static NewEvent critical(String kind, int slot, String text) {
        return new NewEvent(Severity.CRITICAL, kind, slot, text);
    }
}
