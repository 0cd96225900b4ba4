package io.mediachassis.controller.controller;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.backplane.proto.UnitOrder;
import io.mediachassis.backplane.proto.UnitOrderReply;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.controller.api.UnitDesk.Outcome;
import io.mediachassis.controller.api.UnitDesk.Result;
import io.mediachassis.controller.api.UnitDesk;
import io.mediachassis.controller.eventlog.EventLog;
import io.mediachassis.controller.eventlog.NewEvent;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What the SNMP agents beside the controllers are told: the unit as it stands, and each event; and what managers order
 * by them. Control loop.
 */
final class SnmpLines {
    private static final int EVENTS_AT_ONCE = 256;

    private final Boards boards;
    private final EventLog events;
    private final UnitState state;
    private final UnitDesk desk;
    private final Consumer<NewEvent> log;

    /** @param log takes who has ordered what */
    SnmpLines(Boards boards, EventLog events, UnitState state, UnitDesk desk, Consumer<NewEvent> log) {
        this.boards = boards;
        this.events = events;
        this.state = state;
        this.desk = desk;
        this.log = log;
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
        } else if (message.hasUnitOrder()) {
            order(link, message);
        } else if (!message.hasHeartbeat()) {
            Boards.unknown(link, message);
        }
    }

    private void order(Link link, Envelope message) {
        UnitOrder order = message.getUnitOrder();
        int slot = order.getSlot();
        String what = order.getKind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        CompletionStage<Result> given = switch (order.getKind()) {
            case POWER_ON -> desk.power(slot, true);
            case POWER_OFF -> desk.power(slot, false);
            case SHUT_DOWN -> desk.out(slot, false, false);
            case IDENTIFY_ON -> desk.identify(slot, true);
            case IDENTIFY_OFF -> desk.identify(slot, false);
            case HAND_OVER -> desk.handOver(slot);
            case SWITCH_OVER -> desk.switchOver();
            case KIND_UNSPECIFIED, UNRECOGNIZED -> CompletableFuture.completedFuture(
                    Result.refused("this controller knows no such order", "update it"));
        };
        if (state.latest().getActive()) {
            log.accept(NewEvent.info("operator.snmp", slot, "SNMP user " + order.getUser() + " has ordered: " + what
                    + (slot == 0 ? "" : " of blade " + slot)));
        }
        given.whenComplete((result, error) -> link.reply(message, Envelope.newBuilder().setUnitOrderReply(
                UnitOrderReply.newBuilder()
                        .setDone(error == null && result.outcome() == Outcome.DONE)
                        .setText(error == null ? result.text() : "it could not be done; see the controller's log"))));
    }
}
