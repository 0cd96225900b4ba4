package io.mediachassis.blade.agent;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.UnitEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** Tells the controllers, for the event log, of volumes that failed; keeps it until one can be told. Control loop. */
final class VolumeEvents {
    private final int slot;
    private final Supplier<Collection<Link>> controllers;
    private final List<UnitEvent> untold = new ArrayList<>();

    VolumeEvents(int slot, Supplier<Collection<Link>> controllers) {
        this.slot = slot;
        this.controllers = controllers;
    }

    void onVolumeFailed(String volume, String reason) {
        untold.add(UnitEvent.newBuilder()
                .setSeverity(UnitEvent.Severity.CRITICAL)
                .setKind("volume.failed")
                .setSlot(slot)
                .setText(volume + " is taken out: " + reason + ". Its segments are made again from other copies; "
                        + "replace the disk and restart the blade")
                .build());
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
