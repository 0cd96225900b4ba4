package io.mediachassis.blade.station;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.identity.OtherChassis;
import io.mediachassis.backplane.identity.TlsIdentity;
import io.mediachassis.backplane.link.LinkDialer;
import io.mediachassis.backplane.link.LinkSettings;
import io.mediachassis.backplane.link.LinkTrust;
import io.mediachassis.backplane.proto.Heartbeat;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.proto.Party;
import io.mediachassis.backplane.proto.StationRow;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dials a station's director: whichever of its blades that is, it must show a certificate of that station's CA. The loop of
 * these links.
 */
public final class Dialling implements BiFunction<StationRow, Executor, FarLine> {
    private static final Logger LOG = LoggerFactory.getLogger(Dialling.class);

    private final EventLoopGroup loop;
    private final TlsIdentity own;
    private final Supplier<Hello> hello;
    private final Clock clock;
    private final RandomGenerator random;

    /** @param random used on the loop alone */
    public Dialling(EventLoopGroup loop, TlsIdentity own, Supplier<Hello> hello, Clock clock, RandomGenerator random) {
        this.loop = loop;
        this.own = own;
        this.hello = hello;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public FarLine apply(StationRow station, Executor thread) {
        FarLine line = new FarLine(station, thread);
        Optional<InetSocketAddress> at = Directory.address(station);
        Optional<X509Certificate> authority = Directory.authority(station);
        if (at.isEmpty() || authority.isEmpty()) {
            LOG.debug("Station {} has no address yet, or a certificate that can't be read", station.getName());
            return line;
        }
        try {
            LinkDialer dialer = new LinkDialer(
                    loop, LinkTrust.others(new OtherChassis(own, List.of(authority.get()))),
                    LinkSettings.betweenAgents(), hello, Heartbeat::newBuilder, line, clock, at.get(), null,
                    Party.BLADE_AGENT, 0, random);
            dialer.start();
            return line.closedBy(dialer::close);
        } catch (GeneralSecurityException e) {
            LOG.warn("The director of station {} can't be dialled: {}", station.getName(), e.getMessage());
            return line;
        }
    }
}
