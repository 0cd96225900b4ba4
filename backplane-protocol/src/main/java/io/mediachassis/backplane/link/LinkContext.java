package io.mediachassis.backplane.link;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.Heartbeat;
import io.mediachassis.backplane.proto.Hello;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** What the links of one server or dialer share. */
record LinkContext(
        LinkSettings settings,
        LinkLimits limits,
        Supplier<Hello> hello,
        Supplier<Heartbeat.Builder> heartbeat,
        LinkHandler handler,
        Clock clock,
        Counts<LinkCounter> counters,
        RefusalLog refusals) {
    LinkContext(
            LinkSettings settings,
            LinkLimits limits,
            Supplier<Hello> hello,
            Supplier<Heartbeat.Builder> heartbeat,
            LinkHandler handler,
            Clock clock,
            Counts<LinkCounter> counters) {
        this(
                settings,
                limits,
                hello,
                heartbeat,
                handler,
                clock,
                counters,
                new RefusalLog(LoggerFactory.getLogger(Link.class), clock));
    }
}
