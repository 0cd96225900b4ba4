package io.mediachassis.blade.registry;

import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.backplane.counter.Declaration;

/** What a director counts of its reports to the media location registry. */
public enum OutboxCounter implements Counter {
    SENT("outbox_sent_total", "reports", "Reports sent to the registry, those sent again included."),
    PICTURES("outbox_pictures_total", "pictures", "Full pictures of the station that were begun."),
    REFUSED("outbox_refused_total", "reports", "Reports that the registry will never take; a picture followed each."),
    DISK_FAILED("outbox_disk_failed_total", "reports", "Reports that could not be put on the disk, and were sent all the same."),
    MENDED("outbox_mended_total", "segments", "Segments of which the registry had believed otherwise until a picture."),
    LEAVE_ASKED("outbox_leave_asked_total", "segments", "Segments for which leave to drop the station's last copy was asked."),
    LEAVE_GIVEN("outbox_leave_given_total", "segments", "Segments for which it was given.");

    private final Declaration declaration;

    OutboxCounter(String metric, String unit, String sentence) {
        this.declaration = new Declaration(metric, unit, sentence);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
