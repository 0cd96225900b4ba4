package io.mediachassis.snmp.daemon;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.link.LinkDown;
import io.mediachassis.backplane.link.LinkHandler;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Subscribe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The link to the controller: subscribes when it comes up, and passes on what the controller tells. */
public final class ControllerLink implements LinkHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerLink.class);

    private final UnitView view;
    private final LinkOrders orders;

    /** @param orders is given the link while it is up */
    ControllerLink(UnitView view, LinkOrders orders) {
        this.view = view;
        this.orders = orders;
    }

    @Override
    public void onUp(Link link) {
        LOG.info("Link to controller {} is up", link.peer().getNumber());
        orders.up(link);
        link.send(Envelope.newBuilder().setSubscribe(Subscribe.newBuilder().setEventsAfter(view.lastEvent())));
    }

    @Override
    public void onMessage(Link link, Envelope message) {
        switch (message.getBodyCase()) {
            case UNIT_SNAPSHOT -> view.snapshot(message.getUnitSnapshot());
            case UNIT_EVENT -> view.event(message.getUnitEvent());
            default -> {
                if (message.getRequestId() != 0) {
                    link.fault(message, Fault.Code.UNSUPPORTED, "the SNMP agent answers no " + message.getBodyCase());
                }
            }
        }
    }

    @Override
    public void onDown(Link link, LinkDown why) {
        orders.down(link);
        LOG.info("Link to the controller is down: {}", why);
    }
}
