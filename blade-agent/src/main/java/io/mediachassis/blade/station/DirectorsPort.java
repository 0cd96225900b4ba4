package io.mediachassis.blade.station;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.identity.OtherChassis;
import io.mediachassis.backplane.identity.TlsIdentity;
import io.mediachassis.backplane.link.LinkLimits;
import io.mediachassis.backplane.link.LinkServer;
import io.mediachassis.backplane.link.LinkSettings;
import io.mediachassis.backplane.link.LinkTrust;
import io.mediachassis.backplane.proto.Heartbeat;
import io.mediachassis.backplane.proto.Hello;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the acting director answers those of other stations: at the station address, open while this blade is director and
 * other stations are known. TLS by the boards' certificates, each believed by its own chassis' CA as the head-end names it.
 * It is no part of the role: a director whose port is in use serves consoles all the same. Control loop, but for
 * {@link #trust}.
 */
public final class DirectorsPort implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DirectorsPort.class);

    private static final long AGAIN_NS = 1_000_000_000L;

    private final EventLoopGroup loop;
    private final InetSocketAddress at;
    private final TlsIdentity own;
    private final Supplier<Hello> hello;
    private final Supplier<Directory> directory;
    private final SourceDoor door;
    private final Clock clock;
    private Directory trusted = Directory.NONE;
    private volatile Optional<LinkTrust> trust = Optional.empty();
    private @Nullable LinkServer server;
    private boolean bound;
    private boolean told;
    private long triedNs;

    /** @param loop of its own: whatever comes from outside, the control loop does not wait for it */
    public DirectorsPort(
            EventLoopGroup loop, InetSocketAddress at, TlsIdentity own, Supplier<Hello> hello,
            Supplier<Directory> directory, SourceDoor door, Clock clock) {
        this.loop = loop;
        this.at = at;
        this.own = own;
        this.hello = hello;
        this.directory = directory;
        this.door = door;
        this.clock = clock;
    }

    /**
     * A few times a second.
     *
     * @param acting whether this blade acts as director
     */
    public void step(boolean acting) {
        Directory now = directory.get();
        if (now != trusted) {
            trusted = now;
            trust = trust(now);
        }
        if (acting && trust.isPresent()) {
            open();
        } else {
            close();
        }
    }

    private Optional<LinkTrust> trust(Directory now) {
        try {
            return now.authorities().isEmpty()
                    ? Optional.empty()
                    : Optional.of(LinkTrust.others(new OtherChassis(own, now.authorities())));
        } catch (GeneralSecurityException e) {
            LOG.warn("Directors of other stations get no answer: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private synchronized void open() {
        if (server != null || (told && clock.nanoTime() - triedNs < AGAIN_NS)) {
            return;
        }
        LinkServer opening = new LinkServer(
                loop, loop, this::trust, LinkSettings.betweenAgents(), hello, Heartbeat::newBuilder, door, clock,
                LinkLimits.HEAD_END);
        server = opening;
        triedNs = clock.nanoTime();
        opening.bind(at).whenComplete((done, error) -> loop.next().execute(() -> opened(opening, error)));
    }

    private void opened(LinkServer opening, @Nullable Throwable error) {
        synchronized (this) {
            if (error == null) {
                bound = server == opening;
                told = false;
                return;
            }
            if (!told) {
                told = true;
                LOG.warn("Directors of other stations can't ask this one: {}; trying again", error.getMessage());
            }
            if (server == opening) {
                server = null;
            }
        }
        opening.close();
    }

    private Optional<LinkTrust> trust() {
        return trust;
    }

    /** Whether others can ask here now. */
    public synchronized boolean isOpen() {
        return bound;
    }

    @Override
    public void close() {
        LinkServer open;
        synchronized (this) {
            open = server;
            server = null;
            bound = false;
        }
        if (open != null) {
            open.close();
        }
    }
}
