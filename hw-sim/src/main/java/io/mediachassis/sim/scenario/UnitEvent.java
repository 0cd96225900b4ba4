package io.mediachassis.sim.scenario;

import io.mediachassis.controller.eventlog.NewEvent;

/** An event that a controller logged, at a true time. */
record UnitEvent(long atNs, int controller, NewEvent event) {
    /** Whether it is of this kind; {@code kind@slot} names a slot, too. */
    boolean is(String kind) {
        int at = kind.indexOf('@');
        return event.kind().equals(at < 0 ? kind : kind.substring(0, at))
                && (at < 0 || event.slot() == Integer.parseInt(kind.substring(at + 1)));
    }

    @Override
    public String toString() {
        return String.format("%8.3f s  controller %d  %-24s %s%s", atNs / 1e9, controller, event.kind(),
                event.slot() > 0 ? "slot " + event.slot() + ": " : "", event.text());
    }
}
