package io.mediachassis.blade.station;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.link.LinkDown;
import io.mediachassis.backplane.link.LinkHandler;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.proto.Party;
import io.mediachassis.backplane.proto.SegmentSourceQuery;
import io.mediachassis.backplane.proto.SegmentSourceReply;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers blades of other stations, which ask where segments are and nothing else. The event loop of their links. */
public final class SourceDoor implements LinkHandler {
    private static final Logger LOG = LoggerFactory.getLogger(SourceDoor.class);

    private final Function<SegmentSourceQuery, SegmentSourceReply> answers;

    /** @param answers must not block */
    public SourceDoor(Function<SegmentSourceQuery, SegmentSourceReply> answers) {
        this.answers = answers;
    }

    @Override
    public Optional<Fault> admit(Hello hello) {
        return hello.getParty() == Party.BLADE_AGENT
                ? Optional.empty()
                : Optional.of(Fault.newBuilder()
                        .setCode(Fault.Code.REFUSED)
                        .setText("blades of other stations alone have business here")
                        .build());
    }

    @Override
    public void onUp(Link link) {
        LOG.debug("A link of blade {} of chassis {} is up", link.peer().getNumber(), link.peer().getChassisSerial());
    }

    @Override
    public void onMessage(Link link, Envelope message) {
        switch (message.getBodyCase()) {
            case HEARTBEAT -> { }
            case SEGMENT_SOURCE_QUERY -> link.reply(message, Envelope.newBuilder()
                    .setSegmentSourceReply(answers.apply(message.getSegmentSourceQuery())));
            default -> {
                if (message.getRequestId() != 0) {
                    link.fault(message, Fault.Code.UNSUPPORTED, "A director of another station answers no "
                            + message.getBodyCase());
                }
            }
        }
    }

    @Override
    public void onDown(Link link, LinkDown why) {
        LOG.debug("A link of blade {} of chassis {} is down", link.peer().getNumber(), link.peer().getChassisSerial());
    }
}
