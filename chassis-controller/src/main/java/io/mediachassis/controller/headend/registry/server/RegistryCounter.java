package io.mediachassis.controller.headend.registry.server;

import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.backplane.counter.Declaration;

/** What the media location registry counts. */
public enum RegistryCounter implements Counter {
    REPORTS("registry_reports_total", "reports", "Reports of stations that the registry answered, whatever the answer."),
    REPEATED("registry_repeated_total", "reports", "Such reports that had come before and changed nothing."),
    RECONCILES("registry_reconciles_total", "answers", "Answers that asked a station for its full picture."),
    SUPERSEDED("registry_superseded_total", "reports", "Reports of a director after one of a later term had reported."),
    REFUSED("registry_refused_total", "messages", "Messages of stations that could not be, or of stations not known here."),
    UNAVAILABLE("registry_unavailable_total", "messages", "Messages that the store could not take or answer then."),
    BUSY("registry_busy_total", "messages", "Messages that found the queue in front of the store full."),
    LOOKUPS("registry_lookups_total", "look-ups", "Questions for who has a program."),
    LEAVE_ASKED("registry_leave_asked_total", "segments", "Segments that stations asked leave to drop."),
    LEAVE_GIVEN("registry_leave_given_total", "segments", "Segments that they may drop, since another station holds them."),
    MENDED("registry_mended_total", "segments", "Segments of which a full picture showed otherwise than was known.");

    private final Declaration declaration;

    RegistryCounter(String metric, String unit, String sentence) {
        this.declaration = new Declaration(metric, unit, sentence);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
