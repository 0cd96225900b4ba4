package io.mediachassis.controller.controller;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.link.LinkCounter;
import io.mediachassis.backplane.link.LinkLimits;
import io.mediachassis.backplane.link.LinkServer;
import io.mediachassis.backplane.link.LinkSettings;
import io.mediachassis.backplane.link.Transport;
import io.mediachassis.backplane.proto.Heartbeat;
import io.mediachassis.backplane.proto.Hello;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Takes links of other stations' blades, which hear only whether this controller is active, on an event loop of its own:
 * whatever comes from outside the chassis, the control loop does not do its handshakes and read its frames. Any thread.
 */
final class HeadEndPort implements AutoCloseable {
    private static final long LOOK_S = 10;

    private final EventLoopGroup loop = Transport.best().loops(1, "head-end");
    private final LinkServer links;

    /** @param active of this controller; any thread */
    HeadEndPort(FarStations stations, Supplier<Hello> hello, BooleanSupplier active, Clock clock) {
        links = new LinkServer(
                loop, loop, stations::trust, LinkSettings.betweenAgents(), hello,
                () -> Heartbeat.newBuilder().setActive(active.getAsBoolean()), stations, clock, LinkLimits.HEAD_END);
        loop.next().scheduleWithFixedDelay(stations::look, 0, LOOK_S, TimeUnit.SECONDS);
    }

    Counts<LinkCounter> counters() {
        return links.counters();
    }

    CompletableFuture<Void> bind(InetSocketAddress at) {
        return links.bind(at);
    }

    /** Where it listens. */
    InetSocketAddress localAddress() {
        return links.localAddress();
    }

    @Override
    public void close() {
        links.close();
        Transport.shutDown(loop);
    }
}
