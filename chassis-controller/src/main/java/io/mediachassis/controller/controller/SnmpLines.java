package io.mediachassis.controller.controller;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.controller.eventlog.EventLog;

/** What the SNMP agents beside the controllers are told: the unit as it stands, and each event. Control loop. */
final class SnmpLines {
    private static final int EVENTS_AT_ONCE = 256;

    private final Boards boards;
    private final EventLog events;
    private final UnitState state;

    SnmpLines(Boards boards, EventLog events, UnitState state) {
        this.boards = boards;
        this.events = events;
        this.state = state;
    }

    void tell(UnitSnapshot snapshot) {
        boards.snmpAgents().forEach(link -> link.send(Envelope.newBuilder().setUnitSnapshot(snapshot)));
    }

    void tell(UnitEvent event) {
        boards.snmpAgents().forEach(link -> link.send(Envelope.newBuilder().setUnitEvent(event)));
    }

    /** An agent that subscribes hears what it missed first. */
    void onMessage(Link link, Envelope message) {
        if (message.hasSubscribe()) {
            for (UnitEvent event : events.query(message.getSubscribe().getEventsAfter(), EVENTS_AT_ONCE)) {
                link.send(Envelope.newBuilder().setUnitEvent(event));
            }
            link.send(Envelope.newBuilder().setUnitSnapshot(state.latest()));
        } else if (!message.hasHeartbeat()) {
            Boards.unknown(link, message);
        }
    }
}
