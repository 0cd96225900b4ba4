package io.mediachassis.snmp.daemon;

import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.backplane.proto.UnitSnapshot;

/** Where the controller's news goes. Called on an event loop: never blocks. */
public interface UnitView {
    void snapshot(UnitSnapshot unit);

    void event(UnitEvent event);

    /** Highest number of an event seen, unsigned: later ones are wanted. */
    long lastEvent();
}
