package io.mediachassis.blade.agent;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.backplane.proto.UnitEvent.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** Tells the controllers, for the event log, what happened here; keeps it until one can be told. Control loop. */
final class UnitEvents {
    /** More than happens while no controller is there. */
    private static final int LIMIT = 100;

    private final int slot;
    private final Supplier<Collection<Link>> controllers;
    private final List<UnitEvent> untold = new ArrayList<>();

    UnitEvents(int slot, Supplier<Collection<Link>> controllers) {
        this.slot = slot;
        this.controllers = controllers;
    }

    void onVolumeFailed(String volume, String reason) {
        add(Severity.CRITICAL, "volume.failed", slot, volume + " is taken out: " + reason
                + ". Its segments are made again from other copies; replace the disk and restart the blade");
    }

    /** @param at the slot that it is about */
    void add(Severity severity, String kind, int at, String text) {
        if (untold.size() < LIMIT) {
            untold.add(UnitEvent.newBuilder()
                    .setSeverity(severity)
                    .setKind(kind)
                    .setSlot(at)
                    .setText(text)
                    .build());
        }
        tell();
    }

    /** Now and each second. Both controllers hear it; the active one keeps it. */
    void tell() {
        Collection<Link> links = controllers.get();
        if (!links.isEmpty()) {
            untold.forEach(event -> links.forEach(link -> link.send(Envelope.newBuilder().setUnitEvent(event))));
            untold.clear();
        }
    }
}
