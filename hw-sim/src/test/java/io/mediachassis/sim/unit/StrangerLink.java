package io.mediachassis.sim.unit;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.identity.TlsIdentity;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.link.LinkDialer;
import io.mediachassis.backplane.link.LinkDown;
import io.mediachassis.backplane.link.LinkHandler;
import io.mediachassis.backplane.link.LinkSettings;
import io.mediachassis.backplane.link.LinkTrust;
import io.mediachassis.backplane.link.Transport;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Heartbeat;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.proto.Party;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An agent that has no business in the unit, and counts the links that it is given all the same. */
final class StrangerLink implements LinkHandler, AutoCloseable {
    private final EventLoopGroup loops = Transport.best().loops(1, "stranger");
    private final AtomicInteger ups = new AtomicInteger();
    private final List<LinkDialer> dialers = new ArrayList<>();
    private final TlsIdentity identity;
    private final Hello hello;
    private final Clock clock;

    StrangerLink(TlsIdentity identity, String chassisSerial, int slot, String serialNumber, Clock clock) {
        this.identity = identity;
        this.clock = clock;
        this.hello = Hello.newBuilder()
                .setProtocolMin(1)
                .setProtocolMax(1)
                .setChassisSerial(chassisSerial)
                .setParty(Party.BLADE_AGENT)
                .setNumber(slot)
                .setSerialNumber(serialNumber)
                .setBootId(1)
                .build();
    }

    void dial(InetSocketAddress target, Party party, int number) {
        dialers.add(new LinkDialer(
                        loops, LinkTrust.ownChassis(identity), LinkSettings.withController(), () -> hello, Heartbeat::newBuilder, this, clock,
                        target, null, party, number, new Random(number))
                .start());
    }

    int ups() {
        return ups.get();
    }

    @Override
    public void onUp(Link link) {
        ups.incrementAndGet();
    }

    @Override
    public void onMessage(Link link, Envelope message) {}

    @Override
    public void onDown(Link link, LinkDown why) {}

    @Override
    public void close() {
        dialers.forEach(LinkDialer::close);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
